package org.auriflow.inference.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.Sample;
import org.junit.jupiter.api.Test;

/** Estimates of information on Gaussians, whose information is known: N(μ, σ) has diag(1/σ², 2/σ²). */
class FisherInformationTest {
    private static final int N = 20_000;
    private static final double SIGMA = 2;

    private static double[][] draws(int columns, long seed) {
        RandomStream random = new RandomStream(seed, 0);
        double[][] x = new double[N][columns];
        for (double[] row : x) {
            Arrays.setAll(row, k -> random.normal());
        }
        return x;
    }

    /** ∂μ and ∂σ of ln N(x | 0, σ), x = σ z. */
    private static double[][] scores(double[][] z) {
        return Arrays.stream(z)
                .map(r -> new double[] {r[0] / SIGMA, (r[0] * r[0] - 1) / SIGMA})
                .toArray(double[][]::new);
    }

    private static void assertNear(double[][] exact, FisherInformation information, double sigmas) {
        double[][] error = information.standardError();
        for (int i = 0; i < exact.length; i++) {
            for (int j = 0; j < exact.length; j++) {
                assertEquals(
                        exact[i][j], information.matrix()[i][j], sigmas * error[i][j] + 1e-12, "entry " + i + ", " + j);
            }
        }
    }

    @Test
    void scoresGiveTheInformationOfAGaussianWithinItsError() {
        FisherInformation information = new ScoredEvents(scores(draws(1, 1))).perEvent();
        assertNear(new double[][] {{0.25, 0}, {0, 0.5}}, information, 4);
        // Errors from the moments of z: var z² = 2, var (z² − 1)² = 56, var z (z² − 1) = 10.
        double unit = 1 / (SIGMA * SIGMA * Math.sqrt(N));
        assertEquals(Math.sqrt(2) * unit, information.standardError()[0][0], 0.1 * unit);
        assertEquals(Math.sqrt(56) * unit, information.standardError()[1][1], 1.5 * unit);
        assertEquals(Math.sqrt(10) * unit, information.standardError()[0][1], 0.5 * unit);
        double once = information.standardError()[0][0];
        assertEquals(3 * once, information.times(3).standardError()[0][0], 1e-12);
        assertEquals(Math.sqrt(2) * once, information.plus(information).standardError()[0][0], 1e-12);
    }

    /** Events from a wider Gaussian with weights stand for the narrower one, with a larger error. */
    @Test
    void weightsCarryEventsToAnotherDensity() {
        double[][] z = draws(1, 2);
        double[] weights = new double[N];
        for (int i = 0; i < N; i++) {
            z[i][0] *= 1.5;
            weights[i] = Math.exp(-z[i][0] * z[i][0] / 2 * (1 - 1 / 2.25));
        }
        FisherInformation information = new ScoredEvents(scores(z), weights).perEvent();
        assertNear(new double[][] {{0.25, 0}, {0, 0.5}}, information, 4);
    }

    /** Differential information adds up to the whole; a fine histogram of x keeps it, a coarse one loses a known part. */
    @Test
    void histogramsKeepPartOfIt() {
        double[][] z = draws(2, 3);
        ScoredEvents events = new ScoredEvents(scores(z));
        double[][] x = Arrays.stream(z).map(r -> new double[] {r[0]}).toArray(double[][]::new);
        Binning fine = Binning.equalPopulation(50, Sample.of(x));
        double[][] sum = new double[2][2];
        for (FisherInformation part : events.differential(x, fine)) {
            for (int i = 0; i < 4; i++) {
                sum[i / 2][i % 2] += part.matrix()[i / 2][i % 2];
            }
        }
        double[][] full = events.perEvent().matrix();
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(full[i], sum[i], 1e-12);
        }
        FisherInformation whole = events.histogram(x, fine);
        assertEquals(0.25, whole.matrix()[0][0], 0.01);
        // Two halves know the sign only: (E|z|)² = 2/π of the information on μ, none on σ.
        FisherInformation halves = events.histogram(x, Binning.ofEdges(new double[] {0}));
        assertNear(new double[][] {{0.25 * 2 / Math.PI, 0}, {0, 0}}, halves, 4);
        // An unrelated observable has none, also in many bins.
        double[][] noise = Arrays.stream(z).map(r -> new double[] {r[1]}).toArray(double[][]::new);
        FisherInformation nothing = events.histogram(noise, Binning.equalPopulation(200, Sample.of(noise)));
        assertEquals(0, nothing.matrix()[0][0], 0.25 * 5 * Math.sqrt(2.0 * 200) / N);
    }

    /** The error of a histogram's information is the scatter over repetitions. */
    @Test
    void errorOfAHistogramIsItsScatter() {
        int repetitions = 200;
        int n = 500;
        double sum = 0;
        double squares = 0;
        double error = 0;
        for (int r = 0; r < repetitions; r++) {
            double[][] z = Arrays.copyOf(draws(1, 100 + r), n);
            FisherInformation i = new ScoredEvents(scores(z)).histogram(z, Binning.ofEdges(new double[] {-1, 0, 1}));
            sum += i.matrix()[0][0] / repetitions;
            squares += i.matrix()[0][0] * i.matrix()[0][0] / repetitions;
            error += i.standardError()[0][0] / repetitions;
        }
        double scatter = Math.sqrt(squares - sum * sum);
        assertEquals(scatter, error, 4 * scatter / Math.sqrt(2.0 * repetitions));
    }

    @Test
    void ratesAndCounts() {
        FisherInformation rate = FisherInformation.rate(10, 2, new double[] {1, -3});
        assertArrayEquals(new double[] {5, -15}, rate.matrix()[0], 1e-12);
        FisherInformation bins = FisherInformation.counts(new double[] {4, 0, 9}, new double[][] {{2}, {0}, {3}});
        assertEquals(2, bins.matrix()[0][0], 1e-12);
        assertEquals(
                7,
                bins.plus(FisherInformation.of(new double[][] {{1}}).times(5)).matrix()[0][0],
                1e-12);
        assertThrows(
                IllegalArgumentException.class, () -> FisherInformation.counts(new double[] {0}, new double[][] {{1}}));
    }

    /** Profiling is projecting the inverse; errors follow entries through it. */
    @Test
    void projectedAndProfiled() {
        FisherInformation i = FisherInformation.of(new double[][] {{4, 1, 0.5}, {1, 3, 0.2}, {0.5, 0.2, 2}});
        assertArrayEquals(new double[] {4, 0.5}, i.projected(0, 2).matrix()[0], 1e-12);
        double[][] profiled = i.profiled(0, 2).covariance();
        assertArrayEquals(new double[] {i.covariance()[0][0], i.covariance()[0][2]}, profiled[0], 1e-12);
        assertEquals(i.covariance()[2][2], profiled[1][1], 1e-12);
        double[][] rotated =
                i.transformed(new double[][] {{1, 0}, {0, 2}, {0, 0}}).matrix();
        assertArrayEquals(new double[] {2, 12}, rotated[1], 1e-12);
        assertEquals(Math.sqrt(4 + 2 * 2 + 3 * 4), i.distance(new double[] {1, 2, 0}), 0.3);

        double h = 1e-6;
        FisherInformation one = FisherInformation.of(new double[][] {{2, 1}, {1, 3}});
        FisherInformation two = FisherInformation.of(new double[][] {{2 + h, 1 - h}, {1 - h, 3 + 2 * h}});
        FisherInformation both = FisherInformation.ensemble(List.of(one, two));
        double moved = two.profiled(0).matrix()[0][0] - one.profiled(0).matrix()[0][0];
        assertEquals(Math.abs(moved) / Math.sqrt(2), both.profiled(0).standardError()[0][0], 1e-4 * h);
        double variance = two.covariance()[1][1] - one.covariance()[1][1];
        assertEquals(Math.abs(variance) / Math.sqrt(2), both.covarianceError()[1][1], 1e-4 * h);
    }

    @Test
    void singularMatricesGiveOneError() {
        FisherInformation flat = FisherInformation.of(new double[][] {{1, 1}, {1, 1}});
        FisherInformation negative = FisherInformation.of(new double[][] {{1, 0}, {0, -1}});
        FisherInformation empty = FisherInformation.of(new double[2][2]);
        for (FisherInformation i : List.of(flat, negative, empty)) {
            String message =
                    assertThrows(IllegalArgumentException.class, i::covariance).getMessage();
            assertTrue(message.contains("covariance: requires a positive definite matrix"), message);
            assertThrows(IllegalArgumentException.class, () -> Ellipse.at(i, new double[2], 1));
            assertEquals(0, Criterion.DETERMINANT.of(i));
        }
        assertThrows(IllegalArgumentException.class, () -> empty.profiled(0));
        assertThrows(IllegalArgumentException.class, () -> negative.profiled(0));
        assertThrows(IllegalArgumentException.class, () -> FisherInformation.of(new double[][] {{1, 2}, {3, 1}}));
        assertThrows(IllegalArgumentException.class, () -> flat.projected(2));
    }

    /** Parameters of very different units are no singular matrix. */
    @Test
    void unitsDoNotMatter() {
        FisherInformation i = FisherInformation.of(new double[][] {{1e12, 0.5}, {0.5, 1e-12}});
        assertEquals(1e-12 / 0.75, i.covariance()[0][0], 1e-17);
    }

    @Test
    void ellipsesAreAtOneDistance() {
        FisherInformation i = FisherInformation.of(new double[][] {{4, 1}, {1, 3}});
        double[] center = {1, -1};
        for (double[] p : Ellipse.at(i, center, 0.7).points(13)) {
            assertEquals(0.7, i.distance(new double[] {p[0] - 1, p[1] + 1}), 1e-12);
        }
        // χ² of two degrees at 68.27 % is 2.2957.
        Ellipse expected = Ellipse.expected(FisherInformation.of(new double[][] {{4, 0}, {0, 1}}), center, 0.6827);
        assertEquals(Math.sqrt(2.2957), expected.major(), 1e-3);
        assertEquals(Math.sqrt(2.2957) / 2, expected.minor(), 1e-3);
        assertEquals(0, Math.cos(expected.angle()), 1e-9);
    }

    /** Of z, z², noise and a copy of z with noise, greedy sets take z first and z² second, for two parameters. */
    @Test
    void observablesAreRanked() {
        double[][] z = draws(3, 7);
        double[][] x = Arrays.stream(z)
                .map(r -> new double[] {r[1], r[0] + 0.5 * r[2], r[0] * r[0], r[0]})
                .toArray(double[][]::new);
        ScoredEvents events = new ScoredEvents(scores(z));
        List<String> names = List.of("noise", "smeared", "square", "z");
        ObservableRanking ranking = new ObservableRanking(events, names, x, 10, Criterion.DETERMINANT);
        assertEquals(List.of("z"), ranking.single().get(0).names());
        assertTrue(ranking.single().get(0).share() > 0.8);
        List<ObservableRanking.Ranked> sets = ranking.greedy(2);
        assertEquals(List.of("z", "square"), sets.get(1).names());
        ObservableRanking trace = new ObservableRanking(events, names, x, 10, Criterion.TRACE);
        assertEquals(List.of("noise"), trace.single().get(3).names());
        assertEquals(0, trace.single().get(3).share(), 0.01);
    }

    @Test
    void designsAreCompared() {
        FisherInformation round = FisherInformation.of(new double[][] {{2, 0}, {0, 2}});
        FisherInformation longer = FisherInformation.of(new double[][] {{9, 0}, {0, 0.3}});
        Map<String, FisherInformation> designs = Map.of("round", round, "longer", longer);
        assertEquals(List.of("longer", "round"), Criterion.TRACE.rank(designs));
        assertEquals(List.of("round", "longer"), Criterion.DETERMINANT.rank(designs));
        assertEquals(List.of("round", "longer"), Criterion.VARIANCE.rank(designs));
        assertEquals(2, Criterion.DETERMINANT.of(round), 1e-12);
        assertEquals(2 / Math.PI, Criterion.VOLUME.of(round), 1e-12);
        assertEquals(1, Criterion.VARIANCE.of(round), 1e-12);
        assertEquals(9.3, Criterion.TRACE.of(longer), 1e-12);
    }
}
