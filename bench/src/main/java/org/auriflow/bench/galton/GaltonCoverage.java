package org.auriflow.bench.galton;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.statistics.Coverage;
import org.auriflow.inference.statistics.CoverageReport;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.NeymanConstruction;
import org.auriflow.inference.statistics.TabulatedLikelihood;
import org.auriflow.inference.statistics.Wilks;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.TrainingListener;

/**
 * Coverage of 68 % and 95 % sets of θ at θ = −0.8, by Wilks and by a Neyman construction, with the exact likelihood, with networks
 * and with bad ones. Events are drawn from the exact distribution.
 *
 * <p>Whether a set contains the truth is a matter of the p-value there, so that a Neyman construction needs toys at the truth
 * alone, and one set of them serves all pseudo-experiments. The toys' own error then moves all of them together: take many more
 * toys than pseudo-experiments.
 */
public final class GaltonCoverage {
    private static final double TRUTH = -0.8;
    private static final double[] LEVELS = {0.68, 0.95};
    private static final int SCAN_POINTS = 61;
    /** Fine enough that interpolation does not show. */
    private static final int EXACT_POINTS = 121;

    private static final GaltonBoard BOARD = new GaltonBoard();

    private GaltonCoverage() {}

    /**
     * What is done.
     *
     * @param model the good network
     * @param events numbers of events of a pseudo-experiment
     * @param experiments pseudo-experiments for each of them
     * @param toys of each Neyman construction
     */
    public record Settings(GaltonSettings model, List<Integer> events, int experiments, int toys) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if one is not positive, or the toys are too few for 95 %
         */
        public Settings {
            events = List.copyOf(events);
            for (int n : events) {
                if (n < 1) {
                    throw new IllegalArgumentException("events: at least 1 is needed, got " + n + "; raise --events");
                }
            }
            if (experiments < 1) {
                throw new IllegalArgumentException(
                        "experiments: at least 1 is needed, got " + experiments + "; raise --experiments");
            }
            if (toys < 19) {
                throw new IllegalArgumentException(
                        "toys: at least 19 are needed for 95 % sets, got " + toys + "; raise --toys");
            }
        }
    }

    /**
     * One cell of the table.
     *
     * @param likelihood its name
     * @param events in a pseudo-experiment
     * @param level of the sets
     * @param wilks coverage where χ² is taken for the distribution of −2 log λ
     * @param neyman coverage where toys give that distribution
     * @param attained the share of toys that the Neyman construction accepts, above the level by as much as a discrete
     *     statistic makes it overcover
     */
    public record Row(String likelihood, int events, double level, Coverage wilks, Coverage neyman, double attained) {}

    /**
     * Trains and measures.
     *
     * @param row takes each row as soon as it is there
     * @throws CancellationException if cancelled
     */
    public static void measure(Engine engine, Settings s, Cancellation cancellation, Consumer<Row> row) {
        Map<String, TabulatedRatio> likelihoods = likelihoods(engine, s.model(), cancellation);
        for (var likelihood : likelihoods.entrySet()) {
            for (int n : s.events()) {
                rows(likelihood.getKey(), likelihood.getValue(), n, s, cancellation, row);
            }
        }
    }

    private static void rows(
            String name,
            TabulatedRatio likelihood,
            int events,
            Settings s,
            Cancellation cancellation,
            Consumer<Row> row) {
        double[] truth = {TRUTH};
        // Other events for other numbers of them, the same ones for all likelihoods.
        long seed = s.model().seed() + 1_000_003L * events;
        NeymanConstruction.Experiment<int[]> experiment = (theta, random) -> {
            if (cancellation.requested()) {
                throw new CancellationException("coverage: cancelled");
            }
            return counts(BOARD.probabilities(theta[0]), events, random);
        };
        NeymanConstruction<int[]> neyman = new NeymanConstruction<>(
                experiment,
                (counts, theta) -> likelihood.minusTwoLogLambda(counts, theta[0]),
                new double[][] {truth},
                s.toys(),
                seed);
        Map<String, ToDoubleFunction<int[]>> pValues = new LinkedHashMap<>();
        pValues.put("wilks", counts -> Wilks.pValue(likelihood.minusTwoLogLambda(counts, TRUTH), 1));
        pValues.put("neyman", counts -> neyman.pValue(counts, truth));
        List<CoverageReport.Row> found = CoverageReport.of(experiment, truth, s.experiments(), seed, pValues, LEVELS)
                .rows();
        for (int l = 0; l < LEVELS.length; l++) {
            row.accept(new Row(
                    name,
                    events,
                    LEVELS[l],
                    found.get(l).coverage(),
                    found.get(LEVELS.length + l).coverage(),
                    neyman.toys(0).attained(LEVELS[l])));
        }
    }

    private static int[] counts(double[] probabilities, int events, RandomStream random) {
        int[] counts = new int[probabilities.length];
        for (int i = 0; i < events; i++) {
            counts[random.categorical(probabilities)]++;
        }
        return counts;
    }

    private static Map<String, TabulatedRatio> likelihoods(Engine engine, GaltonSettings s, Cancellation cancellation) {
        Monitor monitor = new Monitor(new TrainingListener() {}, cancellation);
        Map<String, TabulatedRatio> found = new LinkedHashMap<>();
        double[] one = {GaltonModel.THETA1};
        found.put("exact", TabulatedRatio.of(GaltonModel.points(EXACT_POINTS), (x, theta) -> GaltonModel.exact()
                .logRatio(new double[] {x}, new double[] {theta}, one)));
        try (GaltonModel model = GaltonModel.train(engine, s, monitor)) {
            TabulatedRatio trained = TabulatedRatio.of(model.grid(), model::rawLogRatio);
            found.put("network, as trained", trained);
            found.put("network, calibrated", TabulatedRatio.of(model.grid(), model::calibratedLogRatio));
            found.put(
                    "log r̂ × 1.7 and tilted",
                    TabulatedRatio.of(
                            model.grid(),
                            (x, theta) -> 1.7 * model.rawLogRatio(x, theta) + 0.5 * (theta - GaltonModel.THETA1)));
        }
        GaltonSettings bad = new GaltonSettings(s.method(), 50, s.seed(), 1, s.threads());
        GoldMine mine = GaltonModel.mine(bad).withCancellation(cancellation::requested);
        try (GaltonEstimator estimator = GaltonEstimator.train(engine, bad, mine, monitor)) {
            double[] grid = GaltonModel.points(GaltonModel.GRID);
            found.put("network of 50 runs, 1 epoch", new TabulatedRatio(grid, estimator.logRatios(grid, mine)));
        }
        return found;
    }

    /** log r̂(x | θ, θ1) on a grid of θ, shape (K, slots). */
    private record TabulatedRatio(double[] grid, double[][] logRatio) {
        static TabulatedRatio of(double[] grid, DoubleBinaryOperator logRatio) {
            double[][] table = new double[grid.length][GaltonModel.SLOTS];
            for (int k = 0; k < grid.length; k++) {
                for (double x : GaltonModel.reachable()) {
                    table[k][(int) x] = logRatio.applyAsDouble(x, grid[k]);
                }
            }
            return new TabulatedRatio(grid, table);
        }

        double minusTwoLogLambda(int[] counts, double theta) {
            double[] values = new double[grid.length];
            for (int k = 0; k < values.length; k++) {
                for (int x = 0; x < counts.length; x++) {
                    values[k] += counts[x] * logRatio[k][x];
                }
            }
            return new LikelihoodScan(
                            new TabulatedLikelihood(grid, values), GaltonModel.LOWER, GaltonModel.UPPER, SCAN_POINTS)
                    .minusTwoLogLambda(theta);
        }
    }
}
