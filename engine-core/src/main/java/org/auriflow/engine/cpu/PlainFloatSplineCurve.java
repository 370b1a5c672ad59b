package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.SplinePlanes.*;

/** Plain loops over elements in their bins; GenerateTwins.java makes the float64 twin of this file. */
final class PlainFloatSplineCurve implements FloatSplineCurve {
    @Override
    public void derivatives(int bins, float least, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            p[BEFORE + i] = p[BIN + i] == 0 ? 1 : p[BEFORE + i] + least;
            p[AFTER + i] = p[BIN + i] == bins - 1 ? 1 : p[AFTER + i] + least;
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
}
