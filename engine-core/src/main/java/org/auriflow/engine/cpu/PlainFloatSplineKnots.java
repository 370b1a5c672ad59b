package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.SplinePlanes.*;

/** Plain loops over the bins of splines; GenerateTwins.java makes the float64 twin of this file. */
final class PlainFloatSplineKnots implements FloatSplineKnots {
    @Override
    public void shift(FloatSplineAxis a, float[] p, int n) {
        int last = (a.bins() - 1) * PLANE;
        int peak = a.shares() + last;
        // The last plane holds the greatest until its turn comes.
        System.arraycopy(p, a.raw(), p, peak, n);
        for (int k = PLANE; k <= last; k += PLANE) {
            for (int i = 0; i < n; i++) {
                p[peak + i] = Math.max(p[peak + i], p[a.raw() + k + i]);
            }
        }
        for (int k = 0; k <= last; k += PLANE) {
            for (int i = 0; i < n; i++) {
                p[a.shares() + k + i] = p[a.raw() + k + i] - p[peak + i];
            }
        }
    }

    @Override
    public void normalise(FloatSplineAxis a, float[] p, int n) {
        int end = a.shares() + a.bins() * PLANE;
        for (int i = 0; i < n; i++) {
            float sum = p[a.shares() + i];
            for (int s = a.shares() + PLANE; s < end; s += PLANE) {
                sum += p[s + i];
            }
            float unit = a.total() / sum;
            for (int s = a.shares(); s < end; s += PLANE) {
                p[s + i] *= unit;
            }
        }
    }

    @Override
    public void find(FloatSplineAxis a, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float x = Math.abs(p[GIVEN + i]) <= a.bound() ? p[GIVEN + i] : 0;
            float knot = -a.bound();
            int bin = 0;
            for (int k = 1; k < a.bins(); k++) {
                knot += p[a.shares() + (k - 1) * PLANE + i] + a.step();
                bin = x < knot ? bin : k;
            }
            p[BIN + i] = bin;
        }
    }

    @Override
    public void ends(FloatSplineAxis a, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            int bin = (int) p[BIN + i];
            float knot = -a.bound();
            for (int k = 0; k < bin; k++) {
                knot += p[a.shares() + k * PLANE + i] + a.step();
            }
            p[a.low() + i] = knot;
            p[a.high() + i] = bin == a.bins() - 1 ? a.bound() : knot + (p[a.shares() + bin * PLANE + i] + a.step());
        }
    }

    @Override
    public void pick(int bins, float[] p, int from, int low, int n) {
        for (int i = 0; i < n; i++) {
            int bin = (int) p[BIN + i];
            p[low + i] = p[from + Math.max(bin - 1, 0) * PLANE + i];
            p[low + PLANE + i] = p[from + Math.min(bin, bins - 2) * PLANE + i];
        }
    }

    @Override
    public void place(int bins, float[] p, int low, int to, int n) {
        for (int k = 1; k < bins; k++) {
            for (int i = 0; i < n; i++) {
                float bin = p[BIN + i];
                p[to + (k - 1) * PLANE + i] = bin == k ? p[low + i] : bin == k - 1 ? p[low + PLANE + i] : 0;
            }
        }
    }

    /** The cotangent of share k: that of both knots if both are above it, of the upper one if it is the bin's own. */
    private static float cotangent(float bin, int k, float both, float above) {
        return bin > k ? both : bin == k ? above : 0;
    }

    @Override
    public void pull(FloatSplineAxis a, float[] p, int low, int n) {
        for (int i = 0; i < n; i++) {
            float bin = p[BIN + i];
            float above = bin == a.bins() - 1 ? 0 : p[low + PLANE + i];
            float both = p[low + i] + above;
            float sum = 0;
            for (int k = 0; k < a.bins(); k++) {
                float g = cotangent(bin, k, both, above);
                p[a.out() + k * PLANE + i] = g;
                sum += p[a.shares() + k * PLANE + i] * g;
            }
            float mean = sum / a.total();
            for (int k = 0; k < a.bins(); k++) {
                int at = a.out() + k * PLANE + i;
                p[at] = p[a.shares() + k * PLANE + i] * (p[at] - mean);
            }
        }
    }

    @Override
    public void push(FloatSplineAxis a, float[] p, int low, int n) {
        for (int i = 0; i < n; i++) {
            float sum = 0;
            for (int k = 0; k < a.bins(); k++) {
                sum += p[a.shares() + k * PLANE + i] * p[a.direction() + k * PLANE + i];
            }
            float mean = sum / a.total();
            float bin = p[BIN + i];
            float below = 0;
            float above = 0;
            for (int k = 0; k < a.bins(); k++) {
                float change = p[a.shares() + k * PLANE + i] * (p[a.direction() + k * PLANE + i] - mean);
                below = bin > k ? below + change : below;
                above = bin >= k ? above + change : above;
            }
            p[low + i] = below;
            p[low + PLANE + i] = bin == a.bins() - 1 ? 0 : above;
        }
    }

    @Override
    public void bend(FloatSplineAxis a, float[] p, int low, int n) {
        for (int i = 0; i < n; i++) {
            float bin = p[BIN + i];
            float above = bin == a.bins() - 1 ? 0 : p[low + PLANE + i];
            float both = p[low + i] + above;
            float sumG = 0;
            float sumW = 0;
            for (int k = 0; k < a.bins(); k++) {
                float share = p[a.shares() + k * PLANE + i];
                sumG += share * cotangent(bin, k, both, above);
                sumW += share * p[a.direction() + k * PLANE + i];
            }
            float meanG = sumG / a.total();
            float meanW = sumW / a.total();
            float sum = 0;
            for (int k = 0; k < a.bins(); k++) {
                int w = a.direction() + k * PLANE + i;
                // The direction is not needed any more.
                p[w] = (cotangent(bin, k, both, above) - meanG) * (p[w] - meanW);
                sum += p[a.shares() + k * PLANE + i] * p[w];
            }
            float mean = sum / a.total();
            for (int k = 0; k < a.bins(); k++) {
                p[a.out() + k * PLANE + i] += p[a.shares() + k * PLANE + i] * (p[a.direction() + k * PLANE + i] - mean);
            }
        }
    }
}
