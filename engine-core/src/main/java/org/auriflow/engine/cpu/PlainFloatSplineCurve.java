package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.SplinePlanes.*;

/** Plain loops over elements in their bins; GenerateTwins.java makes the float64 twin of this file. */
final class PlainFloatSplineCurve implements FloatSplineCurve {
    @Override
    public void derivatives(int bins, float least, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            p[BEFORE + i] = p[BIN + i] == 0 ? 1 : p[BEFORE + i] + least;
            p[AFTER + i] = p[BIN + i] == bins - 1 ? 1 : p[AFTER + i] + least;
            p[BEFORE_RISE + i] = p[BIN + i] == 0 ? 0 : p[BEFORE_RISE + i];
            p[AFTER_RISE + i] = p[BIN + i] == bins - 1 ? 0 : p[AFTER_RISE + i];
        }
    }

    @Override
    public void locate(float bound, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float x = Math.abs(p[GIVEN + i]) <= bound ? p[GIVEN + i] : 0;
            float theta = (x - p[LEFT + i]) / (p[RIGHT + i] - p[LEFT + i]);
            p[THETA + i] = theta;
            p[PHI + i] = 1 - theta;
        }
    }

    @Override
    public void locateInverse(float bound, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float y = Math.abs(p[GIVEN + i]) <= bound ? p[GIVEN + i] : 0;
            float height = p[TOP + i] - p[BOTTOM + i];
            float slope = height / (p[RIGHT + i] - p[LEFT + i]);
            float zeta = (y - p[BOTTOM + i]) / height;
            float rest = 1 - zeta;
            float r = p[BEFORE + i] * rest - p[AFTER + i] * zeta;
            float root = (float) Math.sqrt(r * r + slope * slope * (zeta * rest) * 4);
            float s = Math.abs(r) + root;
            float m = slope * (r >= 0 ? zeta : rest) * 2;
            float sum = s + m;
            p[THETA + i] = (r >= 0 ? m : s) / sum;
            p[PHI + i] = (r >= 0 ? s : m) / sum;
        }
    }

    @Override
    public void shape(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float before = p[BEFORE + i];
            float after = p[AFTER + i];
            float slope = (p[TOP + i] - p[BOTTOM + i]) / (p[RIGHT + i] - p[LEFT + i]);
            float mixed = theta * phi;
            float thetas = theta * theta;
            float phis = phi * phi;
            p[SLOPE + i] = slope;
            p[UNIT + i] = 1 / (slope * (thetas + phis) + (before + after) * mixed);
            p[SPEED + i] = after * thetas + before * phis + slope * mixed * 2;
        }
    }

    @Override
    public void value(float bound, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float slope = p[SLOPE + i];
            float scale = (p[TOP + i] - p[BOTTOM + i]) * p[UNIT + i];
            float rise = theta * (slope * theta + p[BEFORE + i] * phi) * scale;
            float rest = phi * (slope * phi + p[AFTER + i] * theta) * scale;
            // From the end that is closer: both knots are met exactly.
            float y = theta < phi ? p[BOTTOM + i] + rise : p[TOP + i] - rest;
            p[VALUE + i] = Math.abs(p[GIVEN + i]) <= bound ? y : p[GIVEN + i];
        }
    }

    @Override
    public void valueInverse(float bound, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float width = p[RIGHT + i] - p[LEFT + i];
            float rise = width * p[THETA + i];
            float rest = width * p[PHI + i];
            float x = p[THETA + i] < p[PHI + i] ? p[LEFT + i] + rise : p[RIGHT + i] - rest;
            p[VALUE + i] = Math.abs(p[GIVEN + i]) <= bound ? x : p[GIVEN + i];
        }
    }

    @Override
    public void ratio(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            p[UNIT + i] = p[SLOPE + i] * p[UNIT + i];
        }
    }

    @Override
    public void logarithm(float bound, float sign, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float log = (p[LOG + i] + p[UNIT + i] * 2) * sign;
            p[LOG + i] = Math.abs(p[GIVEN + i]) <= bound ? log : 0;
        }
    }

    @Override
    public void enter(float bound, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            boolean inside = Math.abs(p[GIVEN + i]) <= bound;
            p[FROM_Y + i] = inside ? p[FROM_VALUE + i] : 0;
            p[FROM_Y_LOG + i] = inside ? p[FROM_LOG + i] : 0;
        }
    }

    @Override
    public void turn(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float before = p[BEFORE + i];
            float after = p[AFTER + i];
            float slope = p[SLOPE + i];
            float unit = p[UNIT + i];
            float speed = p[SPEED + i];
            float ratio = slope * unit;
            float down = phi - theta;
            float bySpeed = (after * theta - before * phi + slope * down) / speed;
            float byUnit = down * (before + after - slope * 2) * unit;
            float change = (bySpeed - byUnit) * 2 / (p[RIGHT + i] - p[LEFT + i]);
            float from = p[FROM_Y + i] - p[FROM_Y_LOG + i] * change;
            p[FROM_Y + i] = -from / (ratio * ratio * speed);
            p[FROM_Y_LOG + i] = -p[FROM_Y_LOG + i];
        }
    }

    @Override
    public void backValue(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float before = p[BEFORE + i];
            float after = p[AFTER + i];
            float slope = p[SLOPE + i];
            float unit = p[UNIT + i];
            float from = p[FROM_Y + i] * unit;
            float rise = theta * (slope * theta + before * phi);
            float rest = phi * (slope * phi + after * theta);
            float scaled = from * (p[TOP + i] - p[BOTTOM + i]);
            float mixed = scaled * unit * (theta * phi);
            p[TO_THETA + i] = scaled * (slope * unit) * p[SPEED + i];
            p[TO_SLOPE + i] = mixed * (after * (theta * theta) - before * (phi * phi));
            p[TO_BOTTOM + i] = from * rest;
            p[TO_TOP + i] = from * rise;
            p[TO_BEFORE + i] = mixed * rest;
            p[TO_AFTER + i] = -(mixed * rise);
        }
    }

    @Override
    public void backLog(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float before = p[BEFORE + i];
            float after = p[AFTER + i];
            float slope = p[SLOPE + i];
            float mixed = theta * phi;
            float down = phi - theta;
            float bySpeed = p[FROM_Y_LOG + i] / p[SPEED + i];
            float byUnit = p[FROM_Y_LOG + i] * 2 * p[UNIT + i];
            float ends = before + after;
            p[TO_THETA + i] +=
                    bySpeed * 2 * (after * theta - before * phi + slope * down) - byUnit * (down * (ends - slope * 2));
            p[TO_SLOPE + i] += bySpeed * 2 * mixed + byUnit * (ends * mixed) / slope;
            p[TO_BEFORE + i] += bySpeed * (phi * phi) - byUnit * mixed;
            p[TO_AFTER + i] += bySpeed * (theta * theta) - byUnit * mixed;
        }
    }

    @Override
    public void backCorners(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float unit = 1 / (p[RIGHT + i] - p[LEFT + i]);
            float toX = p[TO_THETA + i] * unit;
            float toHeight = p[TO_SLOPE + i] * unit;
            float toLess = toX * p[THETA + i] + toHeight * p[SLOPE + i];
            p[TO_GIVEN + i] = toX;
            p[TO_LEFT + i] = toLess - toX;
            p[TO_RIGHT + i] = -toLess;
            p[TO_BOTTOM + i] -= toHeight;
            p[TO_TOP + i] += toHeight;
            p[TO_BEFORE + i] *= p[BEFORE_RISE + i];
            p[TO_AFTER + i] *= p[AFTER_RISE + i];
        }
    }

    @Override
    public void leave(float bound, boolean inverse, float[] p, int n) {
        int from = inverse ? FROM_Y : TO_GIVEN;
        float sign = inverse ? -1 : 1;
        for (int i = 0; i < n; i++) {
            p[TO_GIVEN + i] = Math.abs(p[GIVEN + i]) <= bound ? sign * p[from + i] : p[FROM_VALUE + i];
        }
    }

    @Override
    public void moveInverse(float bound, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float left = p[MOVE_GIVEN + i];
            for (int k = PLANE; k <= TO_AFTER - TO_GIVEN; k += PLANE) {
                left -= p[TO_GIVEN + k + i] * p[MOVE_GIVEN + k + i];
            }
            p[MOVE_GIVEN + i] = Math.abs(p[GIVEN + i]) <= bound ? left / p[TO_GIVEN + i] : 0;
        }
    }

    @Override
    public void move(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float width = p[RIGHT + i] - p[LEFT + i];
            float wider = p[MOVE_RIGHT + i] - p[MOVE_LEFT + i];
            float higher = p[MOVE_TOP + i] - p[MOVE_BOTTOM + i];
            p[MOVE_THETA + i] = (p[MOVE_GIVEN + i] - p[MOVE_LEFT + i] - p[THETA + i] * wider) / width;
            p[MOVE_SLOPE + i] = (higher - p[SLOPE + i] * wider) / width;
            p[MOVE_BEFORE + i] *= p[BEFORE_RISE + i];
            p[MOVE_AFTER + i] *= p[AFTER_RISE + i];
        }
    }

    @Override
    public void moveRatio(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float slope = p[SLOPE + i];
            float moved = p[MOVE_THETA + i];
            float steeper = p[MOVE_SLOPE + i];
            float down = phi - theta;
            float rise = moved * (slope * theta * 2 + p[BEFORE + i] * down)
                    + theta * (steeper * theta + p[MOVE_BEFORE + i] * phi);
            float rest =
                    phi * (steeper * phi + p[MOVE_AFTER + i] * theta) - moved * (slope * phi * 2 - p[AFTER + i] * down);
            p[MOVE_RISE + i] = rise;
            p[MOVE_REST + i] = rest;
            p[MOVE_UNIT + i] = -((rise + rest) * (p[UNIT + i] * p[UNIT + i]));
        }
    }

    @Override
    public void moveTheta(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float slope = p[SLOPE + i];
            float unit = p[UNIT + i];
            float height = p[TOP + i] - p[BOTTOM + i];
            float higher = p[MOVE_TOP + i] - p[MOVE_BOTTOM + i];
            float from = p[FROM_Y + i] * unit;
            float scale = from * height * unit;
            float moveScale = from * (higher * unit + height * p[MOVE_UNIT + i] * 2);
            float bend = p[AFTER + i] * theta - p[BEFORE + i] * phi + slope * (phi - theta);
            float faster = p[MOVE_THETA + i] * bend * 2
                    + p[MOVE_AFTER + i] * (theta * theta)
                    + p[MOVE_BEFORE + i] * (phi * phi)
                    + p[MOVE_SLOPE + i] * (theta * phi) * 2;
            p[SCALE + i] = scale;
            p[MOVE_SCALE + i] = moveScale;
            p[CHANGE_THETA + i] =
                    moveScale * slope * p[SPEED + i] + scale * (p[MOVE_SLOPE + i] * p[SPEED + i] + slope * faster);
        }
    }

    @Override
    public void moveSlope(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float before = p[BEFORE + i];
            float after = p[AFTER + i];
            float moved = p[MOVE_THETA + i];
            float product = theta * phi;
            float mixed = p[SCALE + i] * product;
            float moveMixed = p[MOVE_SCALE + i] * product + p[SCALE + i] * (moved * (phi - theta));
            float thetas = theta * theta;
            float phis = phi * phi;
            float arch = after * thetas - before * phis;
            float moveArch =
                    p[MOVE_AFTER + i] * thetas - p[MOVE_BEFORE + i] * phis + moved * (after * theta + before * phi) * 2;
            p[CHANGE_SLOPE + i] = moveMixed * arch + mixed * moveArch;
            p[MIXED + i] = mixed;
            p[MOVE_MIXED + i] = moveMixed;
        }
    }

    @Override
    public void moveEnds(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float theta = p[THETA + i];
            float phi = p[PHI + i];
            float slope = p[SLOPE + i];
            float from = p[FROM_Y + i];
            float unit = p[UNIT + i];
            float moveUnit = p[MOVE_UNIT + i];
            float mixed = p[MIXED + i];
            float moveMixed = p[MOVE_MIXED + i];
            float rise = theta * (slope * theta + p[BEFORE + i] * phi);
            float moveRise = p[MOVE_RISE + i];
            float rest = phi * (slope * phi + p[AFTER + i] * theta);
            float moveRest = p[MOVE_REST + i];
            float beforeRise = p[BEFORE_RISE + i];
            float afterRise = p[AFTER_RISE + i];
            p[CHANGE_BOTTOM + i] = from * (moveRest * unit + rest * moveUnit);
            p[CHANGE_TOP + i] = from * (moveRise * unit + rise * moveUnit);
            // The second terms are the curvature of the derivatives: softplus″ = softplus′(1 − softplus′).
            p[CHANGE_BEFORE + i] = (moveMixed * rest + mixed * moveRest) * beforeRise
                    + mixed * rest * ((1 - beforeRise) * p[MOVE_BEFORE + i]);
            p[CHANGE_AFTER + i] = -((moveMixed * rise + mixed * moveRise) * afterRise
                    + mixed * rise * ((1 - afterRise) * p[MOVE_AFTER + i]));
        }
    }

    @Override
    public void moveCorners(float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float unit = 1 / (p[RIGHT + i] - p[LEFT + i]);
            float wider = p[MOVE_RIGHT + i] - p[MOVE_LEFT + i];
            float toX = p[TO_THETA + i] * unit;
            float toHeight = p[TO_SLOPE + i] * unit;
            float moveX = (p[CHANGE_THETA + i] - toX * wider) * unit;
            float moveHeight = (p[CHANGE_SLOPE + i] - toHeight * wider) * unit;
            float less = moveX * p[THETA + i]
                    + toX * p[MOVE_THETA + i]
                    + moveHeight * p[SLOPE + i]
                    + toHeight * p[MOVE_SLOPE + i];
            p[CHANGE_GIVEN + i] = moveX;
            p[CHANGE_LEFT + i] = less - moveX;
            p[CHANGE_RIGHT + i] = -less;
            p[CHANGE_BOTTOM + i] -= moveHeight;
            p[CHANGE_TOP + i] += moveHeight;
        }
    }

    @Override
    public void moveTurn(float bound, float[] p, int n) {
        for (int k = PLANE; k <= TO_AFTER - TO_GIVEN; k += PLANE) {
            for (int i = 0; i < n; i++) {
                float unit = Math.abs(p[GIVEN + i]) <= bound ? 1 / p[TO_GIVEN + i] : 0;
                float to = p[TO_GIVEN + k + i] * unit;
                float change = p[CHANGE_GIVEN + k + i] - to * p[CHANGE_GIVEN + i];
                p[CHANGE_GIVEN + k + i] = -(change * unit);
                p[TO_GIVEN + k + i] = -to;
            }
        }
        for (int i = 0; i < n; i++) {
            float unit = Math.abs(p[GIVEN + i]) <= bound ? 1 / p[TO_GIVEN + i] : 0;
            p[CHANGE_GIVEN + i] = -(p[CHANGE_GIVEN + i] * unit * unit);
        }
    }
}
