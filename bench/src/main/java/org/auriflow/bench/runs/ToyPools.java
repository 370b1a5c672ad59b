package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.statistics.ConfidenceSet;
import org.auriflow.inference.statistics.NeymanConstruction;

/**
 * A Neyman construction in one parameter with toys that are drawn with replacement from runs at single values of θ. The statistic
 * is −2 log λ with the maximum over these values, for toys and data alike, so that it may be learned badly: the sets
 * get larger, but cover.
 */
final class ToyPools {
    private static final int SMALLEST = 50;
    private static final int POINTS = 21;
    private static final int RUNS = 2_000;

    private final double[] thetas;

    /** For each pool, the log likelihood of each of its runs at each θ, shape (pools, runs, pools). */
    private final double[][][] logL;

    private final TrainedEstimator estimator;

    private ToyPools(TrainedEstimator estimator, double[] thetas, double[][][] logL) {
        this.estimator = estimator;
        this.thetas = thetas;
        this.logL = logL;
    }

    /** Pools of a file of runs. */
    static ToyPools of(TrainedEstimator estimator, RunTable table) {
        requireOneParameter(table.layout().parameters());
        if (table.layout().isRatio()) {
            throw new IllegalArgumentException(
                    "calibrate: toys require runs with one theta each, got pairs; simulate at single values of --theta");
        }
        double[] theta = table.column(RunColumn.THETA);
        double[][] x = RunsForMethod.rows(
                table.column(RunColumn.X), table.layout().observables().size());
        SortedMap<Double, List<double[]>> pools = new TreeMap<>();
        for (int i = 0; i < theta.length; i++) {
            pools.computeIfAbsent(theta[i], t -> new ArrayList<>()).add(x[i]);
        }
        int smallest = pools.values().stream().mapToInt(List::size).min().orElse(0);
        if (pools.size() < 3 || smallest < SMALLEST) {
            throw new IllegalArgumentException("calibrate: toys require at least " + SMALLEST
                    + " runs at each of at least 3 values of theta, got " + pools.size() + " values, the fewest runs "
                    + smallest + "; simulate at single values of --theta");
        }
        return of(estimator, pools);
    }

    private static void requireOneParameter(List<String> parameters) {
        if (parameters.size() != 1) {
            throw new IllegalArgumentException(
                    "toys: require one parameter, got " + parameters + "; leave --calibrate and --simulator out");
        }
    }

    /** Pools of a simulator at equal distances between two values. */
    static ToyPools of(TrainedEstimator estimator, Simulator simulator, double low, double high, long seed) {
        requireOneParameter(simulator.prior().names());
        if (!simulator.observables().equals(estimator.observables())) {
            throw new IllegalArgumentException("simulator: requires the observables " + estimator.observables()
                    + " of the training, got " + simulator.observables() + "; name the simulator of the training");
        }
        SortedMap<Double, List<double[]>> pools = new TreeMap<>();
        for (int k = 0; k < POINTS; k++) {
            double theta = low + k * (high - low) / (POINTS - 1);
            double[] x = new GoldMine(simulator, seed + k)
                    .score(RUNS, PointProposal.at(theta))
                    .x();
            pools.put(theta, List.of(RunsForMethod.rows(x, x.length / RUNS)));
        }
        return of(estimator, pools);
    }

    private static ToyPools of(TrainedEstimator estimator, SortedMap<Double, List<double[]>> pools) {
        double[] thetas =
                pools.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        double[][][] logL = pools.values().stream()
                .map(rows -> atAll(estimator, rows.toArray(double[][]::new), thetas))
                .toArray(double[][][]::new);
        return new ToyPools(estimator, thetas, logL);
    }

    private static double[][] atAll(TrainedEstimator estimator, double[][] x, double[] thetas) {
        double[][] values = new double[x.length][thetas.length];
        for (int k = 0; k < thetas.length; k++) {
            double[] one = estimator.eventLogLikelihoods(x, new double[] {thetas[k]});
            for (int i = 0; i < x.length; i++) {
                values[i][k] = one[i];
            }
        }
        return values;
    }

    /** Sets of the levels. */
    List<ConfidenceSet> sets(double[][] x, List<Double> levels, int toysPerPoint, long seed) {
        double[][] grid = Arrays.stream(thetas).mapToObj(t -> new double[] {t}).toArray(double[][]::new);
        NeymanConstruction<double[]> construction = new NeymanConstruction<>(
                (theta, random) -> toy(index(theta), x.length, random),
                (sums, theta) -> 2 * (Arrays.stream(sums).max().orElseThrow() - sums[index(theta)]),
                grid,
                toysPerPoint,
                seed);
        double[] observed = sum(atAll(estimator, x, thetas));
        return levels.stream().map(l -> construction.confidenceSet(observed, l)).toList();
    }

    private int index(double[] theta) {
        return Arrays.binarySearch(thetas, theta[0]);
    }

    private double[] toy(int pool, int n, RandomStream random) {
        double[][] drawn = new double[n][];
        for (int i = 0; i < n; i++) {
            drawn[i] = logL[pool][random.below(logL[pool].length)];
        }
        return sum(drawn);
    }

    private static double[] sum(double[][] rows) {
        double[] sum = new double[rows[0].length];
        for (double[] row : rows) {
            for (int k = 0; k < sum.length; k++) {
                sum[k] += row[k];
            }
        }
        return sum;
    }
}
