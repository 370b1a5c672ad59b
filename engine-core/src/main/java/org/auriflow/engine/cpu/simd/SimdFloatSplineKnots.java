package org.auriflow.engine.cpu.simd;

import static org.auriflow.engine.cpu.SplinePlanes.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.auriflow.engine.cpu.FloatSplineAxis;
import org.auriflow.engine.cpu.FloatSplineKnots;

/**
 * Vector loops over the bins of splines; GenerateTwins.java makes the float64 twin of this file. A vector that goes from turn to turn
 * of a loop is an argument in it, never the receiver of a call: JDK 17 is not certain of its class and may then keep all in
 * objects.
 */
final class SimdFloatSplineKnots implements FloatSplineKnots {
    private static final VectorSpecies<Float> SPECIES = FloatTiles.SPECIES;
    private static final int LANES = FloatTiles.LANES;

    static FloatVector load(float[] p, int at) {
        return FloatVector.fromArray(SPECIES, p, at);
    }

    static FloatVector constant(float x) {
        return FloatVector.broadcast(SPECIES, x);
    }

    @Override
    public void shift(FloatSplineAxis a, float[] p, int n) {
        int end = a.bins() * PLANE;
        for (int i = 0; i < n; i += LANES) {
            int raw = a.raw() + i;
            int shares = a.shares() + i;
            FloatVector peak = load(p, raw);
            for (int k = PLANE; k < end; k += PLANE) {
                peak = load(p, raw + k).max(peak);
            }
            peak = FloatTiles.exact(peak);
            for (int k = 0; k < end; k += PLANE) {
                load(p, raw + k).sub(peak).intoArray(p, shares + k);
            }
        }
    }

    @Override
    public void normalise(FloatSplineAxis a, float[] p, int n) {
        int end = a.bins() * PLANE;
        for (int i = 0; i < n; i += LANES) {
            int shares = a.shares() + i;
            FloatVector sum = load(p, shares);
            for (int k = PLANE; k < end; k += PLANE) {
                sum = load(p, shares + k).add(sum);
            }
            FloatVector unit = constant(a.total()).div(FloatTiles.exact(sum));
            for (int k = 0; k < end; k += PLANE) {
                load(p, shares + k).mul(unit).intoArray(p, shares + k);
            }
        }
    }

    @Override
    public void find(FloatSplineAxis a, float[] p, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector given = load(p, GIVEN + i);
            FloatVector x = constant(0).blend(given, given.abs().compare(VectorOperators.LE, a.bound()));
            FloatVector knot = constant(-a.bound());
            FloatVector bin = constant(0);
            for (int k = 1; k < a.bins(); k++) {
                knot = load(p, a.shares() + (k - 1) * PLANE + i).add(a.step()).add(knot);
                bin = constant(k).blend(bin, x.compare(VectorOperators.LT, knot));
            }
            FloatTiles.exact(bin).intoArray(p, BIN + i);
        }
    }

    @Override
    public void ends(FloatSplineAxis a, float[] p, int n) {
        int last = a.bins() - 1;
        for (int i = 0; i < n; i += LANES) {
            FloatVector bin = load(p, BIN + i);
            FloatVector knot = constant(-a.bound());
            FloatVector below = constant(-a.bound());
            FloatVector above = constant(a.bound());
            for (int k = 0; k < last; k++) {
                knot = load(p, a.shares() + k * PLANE + i).add(a.step()).add(knot);
                below = knot.blend(below, bin.compare(VectorOperators.LE, constant(k)));
                above = knot.blend(above, bin.compare(VectorOperators.NE, constant(k)));
            }
            FloatTiles.exact(below).intoArray(p, a.low() + i);
            FloatTiles.exact(above).intoArray(p, a.high() + i);
        }
    }

    @Override
    public void pick(int bins, float[] p, int from, int low, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector bin = load(p, BIN + i);
            FloatVector below = load(p, from + i);
            FloatVector above = below;
            for (int k = 1; k < bins - 1; k++) {
                FloatVector at = load(p, from + k * PLANE + i);
                below = at.blend(below, bin.compare(VectorOperators.LE, constant(k)));
                above = at.blend(above, bin.compare(VectorOperators.LT, constant(k)));
            }
            FloatTiles.exact(below).intoArray(p, low + i);
            FloatTiles.exact(above).intoArray(p, low + PLANE + i);
        }
    }

    @Override
    public void place(int bins, float[] p, int low, int to, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector bin = load(p, BIN + i);
            FloatVector below = load(p, low + i);
            FloatVector above = load(p, low + PLANE + i);
            for (int k = 1; k < bins; k++) {
                constant(0)
                        .blend(above, bin.compare(VectorOperators.EQ, constant(k - 1)))
                        .blend(below, bin.compare(VectorOperators.EQ, constant(k)))
                        .intoArray(p, to + (k - 1) * PLANE + i);
            }
        }
    }

    /** The cotangent of share k: that of both knots if both are above it, of the upper one if it is the bin's own. */
    private static FloatVector cotangent(FloatVector bin, int k, FloatVector both, FloatVector above) {
        FloatVector at = constant(k);
        return constant(0)
                .blend(above, bin.compare(VectorOperators.EQ, at))
                .blend(both, bin.compare(VectorOperators.GT, at));
    }

    /** Of the knot above, but 0 if that is B. */
    private static FloatVector above(FloatSplineAxis a, FloatVector bin, float[] p, int at) {
        return load(p, at).blend(0, bin.compare(VectorOperators.EQ, constant(a.bins() - 1)));
    }

    @Override
    public void pull(FloatSplineAxis a, float[] p, int low, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector bin = load(p, BIN + i);
            FloatVector above = above(a, bin, p, low + PLANE + i);
            FloatVector both = load(p, low + i).add(above);
            FloatVector sum = constant(0);
            for (int k = 0; k < a.bins(); k++) {
                FloatVector g = cotangent(bin, k, both, above);
                g.intoArray(p, a.out() + k * PLANE + i);
                sum = load(p, a.shares() + k * PLANE + i).mul(g).add(sum);
            }
            FloatVector mean = FloatTiles.exact(sum).div(a.total());
            for (int k = 0; k < a.bins(); k++) {
                int at = a.out() + k * PLANE + i;
                load(p, a.shares() + k * PLANE + i).mul(load(p, at).sub(mean)).intoArray(p, at);
            }
        }
    }

    @Override
    public void push(FloatSplineAxis a, float[] p, int low, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector sum = constant(0);
            for (int k = 0; k < a.bins(); k++) {
                FloatVector w = load(p, a.direction() + k * PLANE + i);
                sum = load(p, a.shares() + k * PLANE + i).mul(w).add(sum);
            }
            FloatVector mean = FloatTiles.exact(sum).div(a.total());
            FloatVector bin = load(p, BIN + i);
            FloatVector below = constant(0);
            FloatVector above = constant(0);
            for (int k = 0; k < a.bins(); k++) {
                FloatVector w = load(p, a.direction() + k * PLANE + i);
                FloatVector change = load(p, a.shares() + k * PLANE + i).mul(w.sub(mean));
                below = change.add(below).blend(below, bin.compare(VectorOperators.LE, constant(k)));
                above = change.add(above).blend(above, bin.compare(VectorOperators.LT, constant(k)));
            }
            FloatTiles.exact(below).intoArray(p, low + i);
            FloatTiles.exact(above)
                    .blend(0, bin.compare(VectorOperators.EQ, constant(a.bins() - 1)))
                    .intoArray(p, low + PLANE + i);
        }
    }

    @Override
    public void bend(FloatSplineAxis a, float[] p, int low, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector bin = load(p, BIN + i);
            FloatVector above = above(a, bin, p, low + PLANE + i);
            FloatVector both = load(p, low + i).add(above);
            FloatVector sumG = constant(0);
            FloatVector sumW = constant(0);
            for (int k = 0; k < a.bins(); k++) {
                FloatVector share = load(p, a.shares() + k * PLANE + i);
                sumG = share.mul(cotangent(bin, k, both, above)).add(sumG);
                sumW = share.mul(load(p, a.direction() + k * PLANE + i)).add(sumW);
            }
            FloatVector meanG = FloatTiles.exact(sumG).div(a.total());
            FloatVector meanW = FloatTiles.exact(sumW).div(a.total());
            FloatVector sum = constant(0);
            for (int k = 0; k < a.bins(); k++) {
                int w = a.direction() + k * PLANE + i;
                FloatVector g =
                        cotangent(bin, k, both, above).sub(meanG).mul(load(p, w).sub(meanW));
                // The direction is not needed any more.
                g.intoArray(p, w);
                sum = load(p, a.shares() + k * PLANE + i).mul(g).add(sum);
            }
            FloatVector mean = FloatTiles.exact(sum).div(a.total());
            for (int k = 0; k < a.bins(); k++) {
                FloatVector g = load(p, a.direction() + k * PLANE + i).sub(mean);
                int at = a.out() + k * PLANE + i;
                load(p, at).add(load(p, a.shares() + k * PLANE + i).mul(g)).intoArray(p, at);
            }
        }
    }
}
