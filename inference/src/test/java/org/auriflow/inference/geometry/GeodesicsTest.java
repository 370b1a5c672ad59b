package org.auriflow.inference.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Distances between Gaussians N(μ, σ), whose metric diag(1, 2)/σ² is a hyperbolic plane. */
class GeodesicsTest {
    private static final Metric GAUSSIAN = new GaussianFamily();

    @ParameterizedTest
    @CsvSource({"0, 1, 0, 3", "0, 1, 0.01, 1", "0, 1, 2, 1", "-1, 0.5, 1, 2", "0, 1, 10, 0.5", "0, 0.1, 3, 0.1"})
    void distancesAreThoseOfFisherAndRao(double m0, double s0, double m1, double s1) {
        double[] a = {m0, s0};
        double[] b = {m1, s1};
        Geodesic line = new Geodesics(GAUSSIAN).between(a, b);
        double exact = GaussianFamily.distance(a, b);
        assertEquals(exact, line.length(), 1e-6 * exact);
        assertArrayEquals(b, line.points()[line.points().length - 1], 1e-5);
        double[] middle = line.points()[line.points().length / 2];
        assertEquals(exact / 2, GaussianFamily.distance(a, middle), 1e-5 * exact);
        assertEquals(exact, new Geodesics(GAUSSIAN).distance(b, a), 1e-6 * exact);
    }

    /** The closed form against numbers of arcosh, and the information against the mean square of exact scores. */
    @Test
    void theGaussianFamilyIsWhatItSays() {
        assertEquals(
                Math.sqrt(2) * Math.log(3), GaussianFamily.distance(new double[] {0, 1}, new double[] {0, 3}), 1e-15);
        assertEquals(
                Math.sqrt(2) * Math.log(2 + Math.sqrt(3)),
                GaussianFamily.distance(new double[] {0, 1}, new double[] {2, 1}),
                1e-15);
        GaussianFamily family = new GaussianFamily();
        double[] theta = {0.3, 0.8};
        double[][] scores = new double[401][];
        double[] weights = new double[scores.length];
        double total = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] x = {theta[0] + 0.8 * (i - 200) / 20};
            scores[i] = family.score(x, theta);
            weights[i] = Math.exp(family.logProb(x, theta));
            total += weights[i] * 0.8 / 20;
        }
        assertEquals(1, total, 1e-12);
        double[][] information = new ScoredEvents(scores, weights).perEvent().matrix();
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(family.at(theta)[i], information[i], 1e-12);
        }
    }

    @Test
    void contoursAreAtOneDistance() {
        double[] center = {0.3, 1};
        for (double[] p : new Geodesics(GAUSSIAN).contour(center, 1.5, 12)) {
            assertEquals(1.5, GaussianFamily.distance(center, p), 1e-6);
        }
    }

    /** In a flat metric lines are straight, in whatever coordinates: here polar ones, with an own derivative. */
    @Test
    void linesOfAFlatMetricAreStraight() {
        Metric polar = new Metric() {
            @Override
            public double[][] at(double[] t) {
                return new double[][] {{1, 0}, {0, t[0] * t[0]}};
            }

            @Override
            public double[][][] derivative(double[] t) {
                return new double[][][] {{{0, 0}, {0, 2 * t[0]}}, {{0, 0}, {0, 0}}};
            }
        };
        double angle = 2;
        double exact = Math.sqrt(1 + 4 - 4 * Math.cos(angle));
        assertEquals(exact, new Geodesics(polar).distance(new double[] {1, 0}, new double[] {2, angle}), 1e-7);
    }

    @Test
    void tablesKeepTheMetric() {
        Metric table = new TabulatedMetric(GAUSSIAN, new double[] {-1, 0.6}, new double[] {3, 3}, 15);
        double[] theta = {0.2, 1.3};
        assertArrayEquals(GAUSSIAN.at(theta)[1], table.at(theta)[1], 1e-4);
        double[] a = {0, 1};
        double[] b = {2, 1.5};
        assertEquals(GaussianFamily.distance(a, b), new Geodesics(table).distance(a, b), 1e-4);
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new Geodesics(table).distance(a, new double[] {2, 5}))
                .getMessage();
        assertTrue(message.contains("tabulate a larger box"), message);
    }

    @Test
    void learnedDistances() {
        GaussianFamily simulator = new GaussianFamily();
        double[] reference = {0, 1.3};
        PointProposal at = new PointProposal(simulator.prior().names(), reference);
        double[][] events = new double[3000][1];
        for (int i = 0; i < events.length; i++) {
            events[i][0] = 1.3 * new RandomStream(7, i).normal();
        }
        try (Engine engine = Engine.cpu(1);
                RatioEstimator estimator = RatioEstimator.train(
                        engine,
                        new GoldMine(simulator, 1).ratio(4000, simulator.prior(), at),
                        Losses.ratio("alices"),
                        TrainingOptions.forRuns(4000).withEpochs(25))) {
            LearnedMetric learned = new LearnedMetric(estimator, events);
            Metric table = new TabulatedMetric(
                    learned, simulator.prior().lower(), simulator.prior().upper(), 5);
            double[] a = {-0.5, 0.9};
            double[] b = {0.7, 1.3};
            assertEquals(GaussianFamily.distance(a, b), new Geodesics(table).distance(a, b), 0.06);
        }
    }

    @Test
    void metricsThatMeasureNothingAreRefused() {
        for (double bad : new double[] {0, -1, Double.NaN}) {
            Metric metric = t -> new double[][] {{1, 0}, {0, t[0] > 0.5 ? bad : 1}};
            String message = assertThrows(IllegalArgumentException.class, () -> new Geodesics(metric)
                            .distance(new double[2], new double[] {1, 1}))
                    .getMessage();
            assertTrue(message.contains("positive definite"), message);
        }
    }
}
