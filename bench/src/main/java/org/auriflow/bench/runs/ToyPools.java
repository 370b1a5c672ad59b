package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.statistics.ConfidenceSet;
import org.auriflow.inference.statistics.NeymanConstruction;

/**
 * A Neyman construction in one parameter with toys that are drawn with replacement from runs at single values of θ. The statistic
 * is −2 log λ with the maximum over these values, for toys and data alike, so that it may be learned badly: the sets
 * get larger, but cover.
 */
final class ToyPools {
    private static final int SMALLEST = 50;

    private final double[] thetas;

    /** For each pool, the log likelihood of each of its runs at each θ, shape (pools, runs, pools). */
    private final double[][][] logL;

    private final TrainedEstimator estimator;

    private ToyPools(TrainedEstimator estimator, double[] thetas, double[][][] logL) {
        this.estimator = estimator;
        this.thetas = thetas;
        this.logL = logL;
    }

    static ToyPools of(TrainedEstimator estimator, RunTable table) {
        if (table.layout().isRatio() || table.layout().parameters().size() != 1) {
            throw new IllegalArgumentException("toys: requires runs with one theta of one parameter, got "
                    + table.layout().columns().stream().map(RunColumn::label).toList() + " of "
                    + table.layout().parameters() + "; simulate at several values of --theta");
        }
        double[] theta = table.column(RunColumn.THETA);
        double[][] x = RunsForMethod.rows(
                table.column(RunColumn.X), table.layout().observables().size());
        Map<Double, List<double[]>> pools = new TreeMap<>();
        for (int i = 0; i < theta.length; i++) {
            pools.computeIfAbsent(theta[i], t -> new ArrayList<>()).add(x[i]);
        }
        int smallest = pools.values().stream().mapToInt(List::size).min().orElse(0);
        if (pools.size() < 3 || smallest < SMALLEST) {
            throw new IllegalArgumentException("toys: requires at least " + SMALLEST
                    + " runs at each of at least 3 values of theta, got " + pools.size() + " values, the fewest runs "
                    + smallest + "; simulate at single values of --theta, not from a prior");
        }
        Map<Double, double[][]> all = new LinkedHashMap<>();
        pools.forEach((t, rows) -> all.put(t, rows.toArray(double[][]::new)));
        double[] thetas = all.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        double[][][] logL = all.values().stream()
                .map(rows -> atAll(estimator, rows, thetas))
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
                (sums, theta) ->
                        2 * (Arrays.stream(sums).max().orElseThrow() - sums[index(theta)]),
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
