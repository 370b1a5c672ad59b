package org.auriflow.inference.posterior;

import java.util.List;
import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;

/** All samplers, and targets with known first and second moments. */
final class SamplerCatalogue {
    private SamplerCatalogue() {}

    /**
     * A sampler with numbers that give some thousand independent draws.
     *
     * @param chains or walkers
     */
    record Entry(String name, Sampler<? super SmoothTarget> sampler, int chains, int warmUp, int draws) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A target.
     *
     * @param density in coordinates y without bounds
     * @param box from y to θ
     * @param mean E θ
     * @param square E θ²
     */
    record Problem(String name, SmoothTarget density, BoxTransform box, double[] mean, double[] square) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Entry> SAMPLERS = List.of(
            new Entry("metropolis", new RandomWalkMetropolis(0.9), 4, 1000, 10_000),
            new Entry("stretch", new StretchMove(), 20, 500, 4000),
            new Entry("slice", new SliceSampler(), 4, 300, 3000),
            new Entry("hmc", new Hmc(), 4, 300, 1500),
            new Entry("nuts", new Nuts(), 4, 300, 1500),
            // Large errors of the energy, which only the choice of the state makes up for.
            new Entry("nuts, large steps", new Nuts(0.5, 10), 4, 300, 5000));

    static final List<Problem> PROBLEMS = List.of(gaussian(), banana(), donut(), bounded());

    /** Standard deviations 1, 2, 0.7 and mean 1, −2, 0; a correlation of 0.6 between the first two. */
    private static Problem gaussian() {
        SmoothTarget density = (q, g) -> {
            double a = q[0] - 1;
            double b = (q[1] + 2) / 2;
            double c = q[2] / 0.7;
            double scale = 1 / (1 - 0.36);
            g[0] = -scale * (a - 0.6 * b);
            g[1] = -scale * (b - 0.6 * a) / 2;
            g[2] = -c / 0.7;
            return -0.5 * scale * (a * a - 1.2 * a * b + b * b) - c * c / 2;
        };
        return new Problem("gaussian", density, free(3), new double[] {1, -2, 0}, new double[] {2, 8, 0.49});
    }

    /** θ0 ~ N(0, 1), θ1 ~ N(θ0² − 1, 1). */
    private static Problem banana() {
        SmoothTarget density = (q, g) -> {
            double r = q[1] - q[0] * q[0] + 1;
            g[0] = -q[0] + 2 * q[0] * r;
            g[1] = -r;
            return -q[0] * q[0] / 2 - r * r / 2;
        };
        return new Problem("banana", density, free(2), new double[] {0, 0}, new double[] {1, 3});
    }

    /** Radius near 2 within 0.5: p ∝ exp(−2 (r − 2)²) on the plane. */
    private static Problem donut() {
        SmoothTarget density = (q, g) -> {
            double r = Math.hypot(q[0], q[1]);
            for (int k = 0; k < 2; k++) {
                g[k] = -4 * (r - 2) * q[k] / r;
            }
            return -2 * (r - 2) * (r - 2);
        };
        double[] moment = new double[2];
        for (int k = 0; k < 2; k++) {
            int power = 1 + 2 * k;
            moment[k] = new SimpsonIntegrator()
                    .integrate(100_000, r -> Math.pow(r, power) * Math.exp(-2 * (r - 2) * (r - 2)), 0, 8);
        }
        double half = moment[1] / moment[0] / 2;
        return new Problem("donut", density, free(2), new double[2], new double[] {half, half});
    }

    /** θ0/2 ~ Beta(2, 3), θ1 − 1 exponential of mean 2, −θ2 ~ Gamma(3, 1). */
    private static Problem bounded() {
        double inf = Double.POSITIVE_INFINITY;
        BoxTransform box = new BoxTransform(new double[] {0, 1, -inf}, new double[] {2, inf, 0});
        SmoothTarget density = (t, g) -> {
            g[0] = 1 / t[0] - 2 / (2 - t[0]);
            g[1] = -0.5;
            g[2] = 2 / t[2] + 1;
            return Math.log(t[0]) + 2 * Math.log(2 - t[0]) - t[1] / 2 + 2 * Math.log(-t[2]) + t[2];
        };
        return new Problem(
                "bounded", box.unbounded(density), box, new double[] {0.8, 3, -3}, new double[] {0.8, 13, 12});
    }

    private static BoxTransform free(int d) {
        double[] low = new double[d];
        double[] high = new double[d];
        java.util.Arrays.fill(low, Double.NEGATIVE_INFINITY);
        java.util.Arrays.fill(high, Double.POSITIVE_INFINITY);
        return new BoxTransform(low, high);
    }
}
