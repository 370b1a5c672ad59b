package org.auriflow.engine.cpu.simd;

import static org.auriflow.engine.cpu.SplinePlanes.*;
import static org.auriflow.engine.cpu.simd.SimdFloatSplineKnots.constant;
import static org.auriflow.engine.cpu.simd.SimdFloatSplineKnots.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.auriflow.engine.cpu.FloatSplineCurve;

/**
 * Vector loops over elements in their bins; GenerateTwins.java makes the float64 twin of this file. Each is short enough for JDK 17
 * to keep its vectors in registers.
 */
final class SimdFloatSplineCurve implements FloatSplineCurve {
    private static final int LANES = FloatTiles.LANES;

    private static VectorMask<Float> inside(float[] p, int i, float bound) {
        return load(p, GIVEN + i).abs().compare(VectorOperators.LE, bound);
    }

    private static FloatVector difference(float[] p, int high, int low) {
        return load(p, high).sub(load(p, low));
    }

    @Override
    public void derivatives(int bins, float least, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector bin = load(p, BIN + i);
            VectorMask<Float> first = bin.compare(VectorOperators.EQ, 0);
            VectorMask<Float> last = bin.compare(VectorOperators.EQ, constant(bins - 1));
            load(p, BEFORE + i).add(least).blend(1, first).intoArray(p, BEFORE + i);
            load(p, AFTER + i).add(least).blend(1, last).intoArray(p, AFTER + i);
            load(p, BEFORE_RISE + i).blend(0, first).intoArray(p, BEFORE_RISE + i);
            load(p, AFTER_RISE + i).blend(0, last).intoArray(p, AFTER_RISE + i);
        }
    }

    @Override
    public void locate(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector x = constant(0).blend(load(p, GIVEN + i), inside(p, i, bound));
            FloatVector theta = x.sub(load(p, LEFT + i)).div(difference(p, RIGHT + i, LEFT + i));
            theta.intoArray(p, THETA + i);
            constant(1).sub(theta).intoArray(p, PHI + i);
        }
    }

    @Override
    public void locateInverse(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector y = constant(0).blend(load(p, GIVEN + i), inside(p, i, bound));
            FloatVector height = difference(p, TOP + i, BOTTOM + i);
            FloatVector slope = height.div(difference(p, RIGHT + i, LEFT + i));
            FloatVector zeta = y.sub(load(p, BOTTOM + i)).div(height);
            FloatVector rest = constant(1).sub(zeta);
            FloatVector r = load(p, BEFORE + i).mul(rest).sub(load(p, AFTER + i).mul(zeta));
            FloatVector root =
                    r.mul(r).add(slope.mul(slope).mul(zeta.mul(rest)).mul(4)).sqrt();
            FloatVector s = r.abs().add(root);
            VectorMask<Float> first = r.compare(VectorOperators.GE, 0);
            FloatVector m = slope.mul(rest.blend(zeta, first)).mul(2);
            FloatVector sum = s.add(m);
            s.blend(m, first).div(sum).intoArray(p, THETA + i);
            m.blend(s, first).div(sum).intoArray(p, PHI + i);
        }
    }

    @Override
    public void shape(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector before = load(p, BEFORE + i);
            FloatVector after = load(p, AFTER + i);
            FloatVector slope = difference(p, TOP + i, BOTTOM + i).div(difference(p, RIGHT + i, LEFT + i));
            FloatVector mixed = theta.mul(phi);
            FloatVector thetas = theta.mul(theta);
            FloatVector phis = phi.mul(phi);
            slope.intoArray(p, SLOPE + i);
            constant(1)
                    .div(slope.mul(thetas.add(phis)).add(before.add(after).mul(mixed)))
                    .intoArray(p, UNIT + i);
            after.mul(thetas).add(before.mul(phis)).add(slope.mul(mixed).mul(2)).intoArray(p, SPEED + i);
        }
    }

    @Override
    public void value(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector bottom = load(p, BOTTOM + i);
            FloatVector top = load(p, TOP + i);
            FloatVector scale = top.sub(bottom).mul(load(p, UNIT + i));
            FloatVector rise = theta.mul(
                            slope.mul(theta).add(load(p, BEFORE + i).mul(phi)))
                    .mul(scale);
            FloatVector rest =
                    phi.mul(slope.mul(phi).add(load(p, AFTER + i).mul(theta))).mul(scale);
            FloatVector y = top.sub(rest).blend(bottom.add(rise), theta.compare(VectorOperators.LT, phi));
            load(p, GIVEN + i).blend(y, inside(p, i, bound)).intoArray(p, VALUE + i);
        }
    }

    @Override
    public void valueInverse(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector width = difference(p, RIGHT + i, LEFT + i);
            FloatVector up = load(p, LEFT + i).add(width.mul(theta));
            FloatVector x = load(p, RIGHT + i).sub(width.mul(phi)).blend(up, theta.compare(VectorOperators.LT, phi));
            load(p, GIVEN + i).blend(x, inside(p, i, bound)).intoArray(p, VALUE + i);
        }
    }

    @Override
    public void ratio(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            load(p, SLOPE + i).mul(load(p, UNIT + i)).intoArray(p, UNIT + i);
        }
    }

    @Override
    public void logarithm(float bound, float sign, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector log = load(p, LOG + i).add(load(p, UNIT + i).mul(2)).mul(sign);
            constant(0).blend(log, inside(p, i, bound)).intoArray(p, LOG + i);
        }
    }

    @Override
    public void enter(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            VectorMask<Float> inside = inside(p, i, bound);
            constant(0).blend(load(p, FROM_VALUE + i), inside).intoArray(p, FROM_Y + i);
            constant(0).blend(load(p, FROM_LOG + i), inside).intoArray(p, FROM_Y_LOG + i);
        }
    }

    /** Half of N_θ, d₁θ − d₀φ + δ(φ − θ). */
    private static FloatVector faster(
            FloatVector theta, FloatVector phi, FloatVector before, FloatVector after, FloatVector bend) {
        return after.mul(theta).sub(before.mul(phi)).add(bend);
    }

    @Override
    public void turn(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector before = load(p, BEFORE + i);
            FloatVector after = load(p, AFTER + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector unit = load(p, UNIT + i);
            FloatVector speed = load(p, SPEED + i);
            FloatVector ratio = slope.mul(unit);
            FloatVector down = phi.sub(theta);
            FloatVector bySpeed =
                    faster(theta, phi, before, after, slope.mul(down)).div(speed);
            FloatVector byUnit = down.mul(before.add(after).sub(slope.mul(2))).mul(unit);
            FloatVector change = bySpeed.sub(byUnit).mul(2).div(difference(p, RIGHT + i, LEFT + i));
            FloatVector log = load(p, FROM_Y_LOG + i);
            FloatVector from = load(p, FROM_Y + i).sub(log.mul(change));
            from.neg().div(ratio.mul(ratio).mul(speed)).intoArray(p, FROM_Y + i);
            log.neg().intoArray(p, FROM_Y_LOG + i);
        }
    }

    @Override
    public void backValue(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector before = load(p, BEFORE + i);
            FloatVector after = load(p, AFTER + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector unit = load(p, UNIT + i);
            FloatVector from = load(p, FROM_Y + i).mul(unit);
            FloatVector rise = theta.mul(slope.mul(theta).add(before.mul(phi)));
            FloatVector rest = phi.mul(slope.mul(phi).add(after.mul(theta)));
            FloatVector scaled = from.mul(difference(p, TOP + i, BOTTOM + i));
            FloatVector mixed = scaled.mul(unit).mul(theta.mul(phi));
            scaled.mul(slope.mul(unit)).mul(load(p, SPEED + i)).intoArray(p, TO_THETA + i);
            mixed.mul(after.mul(theta.mul(theta)).sub(before.mul(phi.mul(phi)))).intoArray(p, TO_SLOPE + i);
            from.mul(rest).intoArray(p, TO_BOTTOM + i);
            from.mul(rise).intoArray(p, TO_TOP + i);
            mixed.mul(rest).intoArray(p, TO_BEFORE + i);
            mixed.mul(rise).neg().intoArray(p, TO_AFTER + i);
        }
    }

    @Override
    public void backLog(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector before = load(p, BEFORE + i);
            FloatVector after = load(p, AFTER + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector log = load(p, FROM_Y_LOG + i);
            FloatVector mixed = theta.mul(phi);
            FloatVector down = phi.sub(theta);
            FloatVector bySpeed = log.div(load(p, SPEED + i));
            FloatVector byUnit = log.mul(2).mul(load(p, UNIT + i));
            FloatVector ends = before.add(after);
            FloatVector toTheta = bySpeed.mul(2).mul(faster(theta, phi, before, after, slope.mul(down)));
            toTheta = toTheta.sub(byUnit.mul(down.mul(ends.sub(slope.mul(2)))));
            load(p, TO_THETA + i).add(toTheta).intoArray(p, TO_THETA + i);
            FloatVector toSlope =
                    bySpeed.mul(2).mul(mixed).add(byUnit.mul(ends.mul(mixed)).div(slope));
            load(p, TO_SLOPE + i).add(toSlope).intoArray(p, TO_SLOPE + i);
            FloatVector less = byUnit.mul(mixed);
            FloatVector toBefore = bySpeed.mul(phi.mul(phi)).sub(less);
            load(p, TO_BEFORE + i).add(toBefore).intoArray(p, TO_BEFORE + i);
            FloatVector toAfter = bySpeed.mul(theta.mul(theta)).sub(less);
            load(p, TO_AFTER + i).add(toAfter).intoArray(p, TO_AFTER + i);
        }
    }

    @Override
    public void backCorners(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector unit = constant(1).div(difference(p, RIGHT + i, LEFT + i));
            FloatVector toX = load(p, TO_THETA + i).mul(unit);
            FloatVector toHeight = load(p, TO_SLOPE + i).mul(unit);
            FloatVector toLess = toX.mul(load(p, THETA + i)).add(toHeight.mul(load(p, SLOPE + i)));
            toX.intoArray(p, TO_GIVEN + i);
            toLess.sub(toX).intoArray(p, TO_LEFT + i);
            toLess.neg().intoArray(p, TO_RIGHT + i);
            load(p, TO_BOTTOM + i).sub(toHeight).intoArray(p, TO_BOTTOM + i);
            load(p, TO_TOP + i).add(toHeight).intoArray(p, TO_TOP + i);
            load(p, TO_BEFORE + i).mul(load(p, BEFORE_RISE + i)).intoArray(p, TO_BEFORE + i);
            load(p, TO_AFTER + i).mul(load(p, AFTER_RISE + i)).intoArray(p, TO_AFTER + i);
        }
    }

    @Override
    public void leave(float bound, boolean inverse, float[] p, int n) {
        int from = inverse ? FROM_Y : TO_GIVEN;
        float sign = inverse ? -1 : 1;
        for (int i = 0; i < n; i += LANES) {
            load(p, FROM_VALUE + i)
                    .blend(load(p, from + i).mul(sign), inside(p, i, bound))
                    .intoArray(p, TO_GIVEN + i);
        }
    }

    @Override
    public void moveInverse(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector left = load(p, MOVE_GIVEN + i);
            for (int k = PLANE; k <= TO_AFTER - TO_GIVEN; k += PLANE) {
                // a − b with the loop's own vector as an argument.
                left = load(p, TO_GIVEN + k + i)
                        .mul(load(p, MOVE_GIVEN + k + i))
                        .neg()
                        .add(left);
            }
            FloatVector moved = FloatTiles.exact(left).div(load(p, TO_GIVEN + i));
            constant(0).blend(moved, inside(p, i, bound)).intoArray(p, MOVE_GIVEN + i);
        }
    }

    @Override
    public void move(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector width = difference(p, RIGHT + i, LEFT + i);
            FloatVector wider = difference(p, MOVE_RIGHT + i, MOVE_LEFT + i);
            FloatVector higher = difference(p, MOVE_TOP + i, MOVE_BOTTOM + i);
            difference(p, MOVE_GIVEN + i, MOVE_LEFT + i)
                    .sub(load(p, THETA + i).mul(wider))
                    .div(width)
                    .intoArray(p, MOVE_THETA + i);
            higher.sub(load(p, SLOPE + i).mul(wider)).div(width).intoArray(p, MOVE_SLOPE + i);
            load(p, MOVE_BEFORE + i).mul(load(p, BEFORE_RISE + i)).intoArray(p, MOVE_BEFORE + i);
            load(p, MOVE_AFTER + i).mul(load(p, AFTER_RISE + i)).intoArray(p, MOVE_AFTER + i);
        }
    }

    @Override
    public void moveRatio(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector moved = load(p, MOVE_THETA + i);
            FloatVector steeper = load(p, MOVE_SLOPE + i);
            FloatVector unit = load(p, UNIT + i);
            FloatVector down = phi.sub(theta);
            FloatVector rise = moved.mul(
                            slope.mul(theta).mul(2).add(load(p, BEFORE + i).mul(down)))
                    .add(theta.mul(
                            steeper.mul(theta).add(load(p, MOVE_BEFORE + i).mul(phi))));
            FloatVector rest = phi.mul(
                            steeper.mul(phi).add(load(p, MOVE_AFTER + i).mul(theta)))
                    .sub(moved.mul(slope.mul(phi).mul(2).sub(load(p, AFTER + i).mul(down))));
            rise.intoArray(p, MOVE_RISE + i);
            rest.intoArray(p, MOVE_REST + i);
            rise.add(rest).mul(unit.mul(unit)).neg().intoArray(p, MOVE_UNIT + i);
        }
    }

    @Override
    public void moveTheta(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector unit = load(p, UNIT + i);
            FloatVector speed = load(p, SPEED + i);
            FloatVector steeper = load(p, MOVE_SLOPE + i);
            FloatVector height = difference(p, TOP + i, BOTTOM + i);
            FloatVector higher = difference(p, MOVE_TOP + i, MOVE_BOTTOM + i);
            FloatVector from = load(p, FROM_Y + i).mul(unit);
            FloatVector scale = from.mul(height).mul(unit);
            FloatVector moveScale = from.mul(
                    higher.mul(unit).add(height.mul(load(p, MOVE_UNIT + i)).mul(2)));
            FloatVector bend = faster(theta, phi, load(p, BEFORE + i), load(p, AFTER + i), slope.mul(phi.sub(theta)));
            FloatVector faster = load(p, MOVE_THETA + i)
                    .mul(bend)
                    .mul(2)
                    .add(load(p, MOVE_AFTER + i).mul(theta.mul(theta)))
                    .add(load(p, MOVE_BEFORE + i).mul(phi.mul(phi)))
                    .add(steeper.mul(theta.mul(phi)).mul(2));
            scale.intoArray(p, SCALE + i);
            moveScale.intoArray(p, MOVE_SCALE + i);
            moveScale
                    .mul(slope)
                    .mul(speed)
                    .add(scale.mul(steeper.mul(speed).add(slope.mul(faster))))
                    .intoArray(p, CHANGE_THETA + i);
        }
    }

    @Override
    public void moveSlope(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector before = load(p, BEFORE + i);
            FloatVector after = load(p, AFTER + i);
            FloatVector moved = load(p, MOVE_THETA + i);
            FloatVector scale = load(p, SCALE + i);
            FloatVector product = theta.mul(phi);
            FloatVector mixed = scale.mul(product);
            FloatVector moveMixed = load(p, MOVE_SCALE + i).mul(product).add(scale.mul(moved.mul(phi.sub(theta))));
            FloatVector thetas = theta.mul(theta);
            FloatVector phis = phi.mul(phi);
            FloatVector arch = after.mul(thetas).sub(before.mul(phis));
            FloatVector moveArch = load(p, MOVE_AFTER + i)
                    .mul(thetas)
                    .sub(load(p, MOVE_BEFORE + i).mul(phis))
                    .add(moved.mul(after.mul(theta).add(before.mul(phi))).mul(2));
            moveMixed.mul(arch).add(mixed.mul(moveArch)).intoArray(p, CHANGE_SLOPE + i);
            mixed.intoArray(p, MIXED + i);
            moveMixed.intoArray(p, MOVE_MIXED + i);
        }
    }

    @Override
    public void moveEnds(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector theta = load(p, THETA + i);
            FloatVector phi = load(p, PHI + i);
            FloatVector slope = load(p, SLOPE + i);
            FloatVector from = load(p, FROM_Y + i);
            FloatVector unit = load(p, UNIT + i);
            FloatVector moveUnit = load(p, MOVE_UNIT + i);
            FloatVector mixed = load(p, MIXED + i);
            FloatVector moveMixed = load(p, MOVE_MIXED + i);
            FloatVector rise =
                    theta.mul(slope.mul(theta).add(load(p, BEFORE + i).mul(phi)));
            FloatVector moveRise = load(p, MOVE_RISE + i);
            FloatVector rest = phi.mul(slope.mul(phi).add(load(p, AFTER + i).mul(theta)));
            FloatVector moveRest = load(p, MOVE_REST + i);
            from.mul(moveRest.mul(unit).add(rest.mul(moveUnit))).intoArray(p, CHANGE_BOTTOM + i);
            from.mul(moveRise.mul(unit).add(rise.mul(moveUnit))).intoArray(p, CHANGE_TOP + i);
            FloatVector beforeRise = load(p, BEFORE_RISE + i);
            moveMixed
                    .mul(rest)
                    .add(mixed.mul(moveRest))
                    .mul(beforeRise)
                    .add(mixed.mul(rest).mul(constant(1).sub(beforeRise).mul(load(p, MOVE_BEFORE + i))))
                    .intoArray(p, CHANGE_BEFORE + i);
            FloatVector afterRise = load(p, AFTER_RISE + i);
            moveMixed
                    .mul(rise)
                    .add(mixed.mul(moveRise))
                    .mul(afterRise)
                    .add(mixed.mul(rise).mul(constant(1).sub(afterRise).mul(load(p, MOVE_AFTER + i))))
                    .neg()
                    .intoArray(p, CHANGE_AFTER + i);
        }
    }

    @Override
    public void moveCorners(float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector unit = constant(1).div(difference(p, RIGHT + i, LEFT + i));
            FloatVector wider = difference(p, MOVE_RIGHT + i, MOVE_LEFT + i);
            FloatVector toX = load(p, TO_THETA + i).mul(unit);
            FloatVector toHeight = load(p, TO_SLOPE + i).mul(unit);
            FloatVector moveX = load(p, CHANGE_THETA + i).sub(toX.mul(wider)).mul(unit);
            FloatVector moveHeight =
                    load(p, CHANGE_SLOPE + i).sub(toHeight.mul(wider)).mul(unit);
            FloatVector less = moveX.mul(load(p, THETA + i))
                    .add(toX.mul(load(p, MOVE_THETA + i)))
                    .add(moveHeight.mul(load(p, SLOPE + i)))
                    .add(toHeight.mul(load(p, MOVE_SLOPE + i)));
            moveX.intoArray(p, CHANGE_GIVEN + i);
            less.sub(moveX).intoArray(p, CHANGE_LEFT + i);
            less.neg().intoArray(p, CHANGE_RIGHT + i);
            load(p, CHANGE_BOTTOM + i).sub(moveHeight).intoArray(p, CHANGE_BOTTOM + i);
            load(p, CHANGE_TOP + i).add(moveHeight).intoArray(p, CHANGE_TOP + i);
        }
    }

    /** One over the slope inside, else 0. */
    private static FloatVector steps(float bound, float[] p, int i) {
        return constant(0).blend(constant(1).div(load(p, TO_GIVEN + i)), inside(p, i, bound));
    }

    @Override
    public void moveTurn(float bound, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector unit = steps(bound, p, i);
            FloatVector given = load(p, CHANGE_GIVEN + i);
            for (int k = PLANE; k <= TO_AFTER - TO_GIVEN; k += PLANE) {
                FloatVector to = load(p, TO_GIVEN + k + i).mul(unit);
                load(p, CHANGE_GIVEN + k + i).sub(to.mul(given)).mul(unit).neg().intoArray(p, CHANGE_GIVEN + k + i);
                to.neg().intoArray(p, TO_GIVEN + k + i);
            }
            given.mul(unit).mul(unit).neg().intoArray(p, CHANGE_GIVEN + i);
        }
    }
}
