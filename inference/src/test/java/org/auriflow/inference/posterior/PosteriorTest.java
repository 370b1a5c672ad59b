package org.auriflow.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.Priors;
import org.auriflow.inference.simulator.UniformPrior;
import org.junit.jupiter.api.Test;

class PosteriorTest {
    private static final double[] Y = {0.3, 1.1, -0.4, 0.9, 1.6};

    /** Prior N(0, 2²) and events from N(θ, 1): the posterior is N(Σy/(n + 1/4), 1/(n + 1/4)). */
    private static Posterior conjugate() {
        Prior prior = Priors.of(List.of("theta"), new NormalDistribution(0, 2));
        return new Posterior(prior, t -> Arrays.stream(Y)
                .map(y -> -(y - t[0]) * (y - t[0]) / 2 - Math.log(2 * Math.PI) / 2)
                .sum());
    }

    private static final double PRECISION = Y.length + 0.25;
    private static final double MEAN = Arrays.stream(Y).sum() / PRECISION;

    /** ln of the evidence: y is normal with covariance 1 + 4. */
    private static double evidence() {
        double squares = Arrays.stream(Y).map(y -> y * y).sum();
        double exponent = squares - Math.pow(Arrays.stream(Y).sum(), 2) / PRECISION;
        return -(Y.length * Math.log(2 * Math.PI) + Math.log(1 + 4.0 * Y.length) + exponent) / 2;
    }

    @Test
    void chainsGridAndWeightsAgreeWithTheClosedForm() {
        Posterior posterior = conjugate();
        GridPosterior grid = new GridPosterior(posterior, new double[] {-4}, new double[] {5}, 2000);
        assertEquals(MEAN, grid.mean()[0], 1e-9);
        assertEquals(1 / PRECISION, grid.covariance()[0][0], 1e-5);
        assertEquals(evidence(), grid.logEvidence(), 1e-9);
        double half = 1.959964 / Math.sqrt(PRECISION);
        assertEquals(MEAN - half, grid.credibleIntervals(0, 0.95).get(0).lower(), 0.005);
        assertEquals(MEAN + half, grid.credibleIntervals(0, 0.95).get(0).upper(), 0.005);

        ImportanceSample weighted = posterior.importance(20_000, new RandomStream(1, 1));
        double error = Math.sqrt(1 / PRECISION / weighted.effectiveSize());
        assertEquals(MEAN, weighted.mean()[0], 5 * error);
        assertEquals(evidence(), weighted.logEvidence(), 5 / Math.sqrt(weighted.effectiveSize()));
        double[][] equal = weighted.resample(5000, new RandomStream(1, 2));
        double mean = Arrays.stream(equal).mapToDouble(t -> t[0]).average().orElseThrow();
        assertEquals(weighted.mean()[0], mean, 0.005);

        double[] gradient = new double[1];
        posterior.logDensity(new double[] {0.2}, gradient);
        assertEquals(PRECISION * (MEAN - 0.2), gradient[0], 1e-6);

        Chains chains = posterior.sample(new Nuts(), 4, 300, 1000, 1);
        assertEquals(MEAN, chains.mean()[0], 5 * chains.standardError(t -> t[0]));
        assertEquals(1 / PRECISION, chains.covariance()[0][0], 0.02);
    }

    /** Two peaks in the first parameter: the set falls apart, and each half has half of the probability. */
    @Test
    void gridOfTwoParametersKeepsBothPeaks() {
        GridPosterior grid = new GridPosterior(
                t -> Math.log(Math.exp(-50 * Math.pow(t[0] - 1, 2)) + Math.exp(-50 * Math.pow(t[0] + 1, 2)))
                        - t[1] * t[1] / 2,
                new double[] {-2, -5},
                new double[] {2, 5},
                200,
                50);
        assertEquals(2, grid.credibleIntervals(0, 0.68).size());
        assertEquals(1, grid.credibleIntervals(1, 0.68).size());
        assertArrayEquals(new double[2], grid.mean(), 1e-9);
        assertEquals(1.01, grid.covariance()[0][0], 1e-3);
        assertEquals(1, grid.covariance()[1][1], 1e-3);
        boolean[] set = grid.credibleSet(0.9);
        double[] p = grid.probability();
        double inside = 0;
        for (int i = 0; i < p.length; i++) {
            inside += set[i] ? p[i] : 0;
        }
        assertEquals(0.9, inside, 0.002);
        double[] marginal = grid.marginal(0);
        assertEquals(0.5, Arrays.stream(marginal, 0, 100).sum(), 1e-9);
    }

    /** Stan's reference draws of posteriordb, eight_schools_noncentered: means and standard deviations of 10,000. */
    @Test
    void eightSchools() {
        double[] effect = {28, 8, -3, 7, -1, 1, 18, 12};
        double[] error = {15, 10, 16, 11, 9, 11, 10, 18};
        double[] mean = {6.151, 4.940, 3.906, 4.796, 3.614, 4.051, 6.317, 4.884, 4.411, 3.602};
        double[] deviation = {5.616, 4.645, 5.280, 4.771, 4.614, 4.796, 5.003, 5.317, 3.309, 3.198};
        double inf = Double.POSITIVE_INFINITY;
        double[] low = new double[10];
        double[] high = new double[10];
        Arrays.fill(low, 0, 9, -inf);
        Arrays.fill(high, inf);
        BoxTransform box = new BoxTransform(low, high);
        SmoothTarget target = (t, g) -> {
            double mu = t[8];
            double tau = t[9];
            double log = -mu * mu / 50 - Math.log1p(tau * tau / 25);
            g[8] = -mu / 25;
            g[9] = -2 * tau / (25 + tau * tau);
            for (int j = 0; j < 8; j++) {
                double r = (effect[j] - mu - tau * t[j]) / error[j];
                log -= t[j] * t[j] / 2 + r * r / 2;
                g[j] = -t[j] + r * tau / error[j];
                g[8] += r / error[j];
                g[9] += r * t[j] / error[j];
            }
            return log;
        };
        double[][] starts = new double[4][10];
        Chains chains = new Nuts(0.95, 10)
                .run(box.unbounded(target), starts, 1000, 2000, 1)
                .map(y -> {
                    double[] t = box.inside(y);
                    for (int j = 0; j < 8; j++) {
                        t[j] = t[j] * t[9] + t[8];
                    }
                    return t;
                });
        assertTrue(chains.divergences() < 10, "" + chains.warnings());
        double[][] covariance = chains.covariance();
        for (int k = 0; k < 10; k++) {
            int j = k;
            // Both sides have errors: the reference's is that of 10,000 independent draws.
            double sigma = Math.hypot(chains.standardError(t -> t[j]), deviation[k] / 100);
            assertEquals(mean[k], chains.mean(t -> t[j]), 4 * sigma, "mean of " + k);
            assertEquals(deviation[k], Math.sqrt(covariance[k][k]), 0.06 * deviation[k], "deviation of " + k);
        }
    }

    /** Where curvature depends on place, as in Neal's funnel, steps that fit the mouth diverge in the neck. */
    @Test
    void divergencesAreReported() {
        SmoothTarget funnel = (q, g) -> {
            double w = Math.exp(-q[0]);
            g[0] = -q[0] / 9 - 0.5 * 5;
            double log = -q[0] * q[0] / 18 - 2.5 * q[0];
            for (int k = 1; k < 6; k++) {
                g[k] = -q[k] * w;
                g[0] += q[k] * q[k] * w / 2;
                log -= q[k] * q[k] * w / 2;
            }
            return log;
        };
        Chains chains = new Nuts().run(funnel, new double[4][6], 500, 500, 1);
        assertTrue(chains.divergences() > 0);
        assertTrue(chains.warnings().stream().anyMatch(w -> w.contains("divergent")));
    }

    /** One estimator, one answer: by chain with gradients through the network, and on a grid without. */
    @Test
    void learnedPosterior() {
        GaltonBoard board = new GaltonBoard();
        UniformPrior prior = UniformPrior.of("theta", -1, -0.4);
        double[][] events = {{12}, {14}, {11}, {13}, {15}, {12}, {13}};
        try (Engine engine = Engine.cpu(1);
                RatioEstimator r = RatioEstimator.train(
                        engine,
                        new GoldMine(board, 1).ratio(1000, prior, PointProposal.at(-0.6)),
                        Losses.ratio("alices"),
                        TrainingOptions.forRuns(1000).withEpochs(20))) {
            Posterior posterior = Posterior.of(prior, r, events);
            double[] theta = {-0.7};
            double[] exact = new double[1];
            double value = posterior.logDensity(theta, exact);
            assertEquals(value, posterior.logDensity(theta), 1e-5);
            assertEquals(
                    value - prior.logProb(theta),
                    Arrays.stream(r.logRatio(events, theta)).sum(),
                    1e-5);
            double difference = posterior.logDensity(new double[] {-0.69}) - posterior.logDensity(new double[] {-0.71});
            assertEquals(difference / 0.02, exact[0], 0.02 * Math.abs(exact[0]) + 0.02);
            GridPosterior grid = posterior.grid(300);
            Chains chains = posterior.sample(new Nuts(), 2, 300, 1000, 1);
            assertEquals(grid.mean()[0], chains.mean()[0], 5 * chains.standardError(t -> t[0]));
            assertTrue(Arrays.stream(chains.draws()).allMatch(prior::contains));
        }
    }

    @Test
    void priorsOfCommonsMathAndOfFunctions() {
        Prior prior = Priors.of(List.of("a", "b"), new NormalDistribution(1, 2), new ExponentialDistribution(3));
        double[] theta = {0.5, 2};
        assertEquals(new NormalDistribution(1, 2).logDensity(0.5) - Math.log(3) - 2.0 / 3, prior.logProb(theta), 1e-12);
        assertArrayEquals(new double[] {0.125, -1.0 / 3}, prior.logProbGradient(theta), 1e-8);
        assertEquals(Double.NEGATIVE_INFINITY, prior.logProb(new double[] {0, -1}));
        assertEquals(0, prior.lower()[1]);
        RandomStream random = new RandomStream(1, 1);
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += prior.sample(random)[1] / 10_000;
        }
        assertEquals(3, sum, 5 * 3 / 100.0);
        Prior own = Priors.of(List.of("c"), new double[] {0}, new double[] {1}, t -> Math.log(2 * t[0]), r ->
                new double[] {Math.sqrt(r.uniform())});
        Chains chains = new Posterior(own, t -> 0).sample(new SliceSampler(), 2, 100, 2000, 1);
        assertEquals(2.0 / 3, chains.mean()[0], 5 * chains.standardError(t -> t[0]));
    }

    @Test
    void whatCannotBeIsRefused() {
        Posterior isolated = new Posterior(PointProposal.at(-0.6), t -> 0);
        assertThrows(IllegalArgumentException.class, () -> isolated.sample(new Nuts(), 1, 1, 1, 1));
        Posterior impossible = new Posterior(UniformPrior.of("t", 0, 1), t -> Double.NEGATIVE_INFINITY);
        assertThrows(IllegalArgumentException.class, () -> impossible.sample(new Nuts(), 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> impossible.grid(10));
        assertThrows(IllegalArgumentException.class, () -> impossible.importance(10, new RandomStream(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> conjugate().grid(10));
        assertThrows(
                IllegalArgumentException.class,
                () -> new GridPosterior(t -> Double.NaN, new double[1], new double[] {1}, 3));
        assertThrows(IllegalArgumentException.class, () -> Priors.of(List.of("a")));
    }
}
