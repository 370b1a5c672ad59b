package org.auriflow.bench.runs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.statistics.ConfidenceRegion;
import org.auriflow.inference.statistics.ConfidenceSet;
import org.auriflow.inference.statistics.CriticalValues;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.NeymanConstruction;

/**
 * Toys that are drawn with replacement from pools of runs. Their log likelihoods are known at some values of θ, the nodes, so that a
 * toy is a sum of rows. Statistics take the maximum over the nodes, for toys and data alike: an estimator that has
 * learned badly makes sets larger, but they cover.
 */
final class ToyTable {
    /** Nodes along each of two parameters: the axis of the pools is divided until there are about as many. */
    private static final int NODES = 15;

    private final TrainedEstimator estimator;
    private final RunPools pools;
    private final double[][] nodes;

    /** For each pool, the log likelihood of each of its runs at each node. */
    private final float[][][] logL;

    /**
     * A table.
     *
     * @param pools at 3 values or more of one parameter, or on a grid of two
     * @param more further nodes, of one parameter
     */
    ToyTable(TrainedEstimator estimator, RunPools pools, double... more) {
        this.estimator = estimator;
        this.pools = pools;
        int parameters = estimator.parameters().size();
        this.nodes = parameters == 1
                ? DoubleStream.concat(Arrays.stream(pools.axis(0)), Arrays.stream(more))
                        .distinct()
                        .sorted()
                        .mapToObj(t -> new double[] {t})
                        .toArray(double[][]::new)
                : ConfidenceRegion.grid(divided(pools.axis(0)), divided(pools.axis(1)));
        this.logL = pools.x().stream().map(this::atNodes).toArray(float[][][]::new);
    }

    private static double[] divided(double[] axis) {
        int parts = Math.max(1, (NODES + axis.length - 3) / (axis.length - 1));
        return IntStream.range(0, (axis.length - 1) * parts + 1)
                .mapToDouble(i -> {
                    int k = i / parts;
                    double share = i % parts / (double) parts;
                    return share == 0 ? axis[k] : (1 - share) * axis[k] + share * axis[k + 1];
                })
                .toArray();
    }

    /** The log likelihood of each event at each node, shape (events, nodes). */
    float[][] atNodes(double[][] x) {
        float[][] values = new float[x.length][nodes.length];
        for (int k = 0; k < nodes.length; k++) {
            double[] one = estimator.eventLogLikelihoods(x, nodes[k]);
            for (int i = 0; i < x.length; i++) {
                values[i][k] = (float) one[i];
            }
        }
        return values;
    }

    /** The values of one parameter at the nodes. */
    double[] nodes() {
        return Arrays.stream(nodes).mapToDouble(t -> t[0]).toArray();
    }

    /** The pools that toys come from. */
    RunPools pools() {
        return pools;
    }

    /** Log likelihoods of events at the nodes. */
    double[] data(double[][] x) {
        return sum(atNodes(x), IntStream.range(0, x.length).toArray());
    }

    /** Those of n events of a pool. */
    double[] toy(int pool, int n, RandomStream random) {
        int[] drawn = new int[n];
        Arrays.setAll(drawn, i -> random.below(logL[pool].length));
        return sum(logL[pool], drawn);
    }

    static double[] sum(float[][] rows, int[] which) {
        double[] sum = new double[rows[0].length];
        for (int i : which) {
            float[] row = rows[i];
            for (int k = 0; k < sum.length; k++) {
                sum[k] += row[k];
            }
        }
        return sum;
    }

    /** Toys of n events at each pool; the statistic is −2 log λ with the maximum over the nodes. */
    NeymanConstruction<double[]> construction(int n, int toysPerPoint, long seed) {
        return new NeymanConstruction<>(
                (theta, random) -> toy(pools.at(theta), n, random),
                (sums, theta) -> 2 * (maximum(sums) - sums[node(theta)]),
                pools.thetas().toArray(double[][]::new),
                toysPerPoint,
                seed);
    }

    private static double maximum(double[] sums) {
        return Arrays.stream(sums).max().orElseThrow();
    }

    private int node(double[] theta) {
        return Arrays.binarySearch(nodes, theta, Arrays::compare);
    }

    /** Sets of one parameter. */
    List<ConfidenceSet> sets(NeymanConstruction<double[]> construction, double[][] x, List<Double> levels) {
        double[] observed = data(x);
        return levels.stream().map(l -> construction.confidenceSet(observed, l)).toList();
    }

    /** Regions of two parameters, with critical values between the pools interpolated. */
    List<ConfidenceRegion> regions(
            NeymanConstruction<double[]> construction, LogLikelihood likelihood, List<Double> levels, int points) {
        double maximum = Arrays.stream(nodes).mapToDouble(likelihood::at).max().orElseThrow();
        double[] xs = between(pools.axis(0), points);
        double[] ys = between(pools.axis(1), points);
        double[][] statistic = new double[xs.length][ys.length];
        for (int i = 0; i < xs.length; i++) {
            for (int j = 0; j < ys.length; j++) {
                statistic[i][j] = 2 * (maximum - likelihood.at(new double[] {xs[i], ys[j]}));
            }
        }
        return levels.stream()
                .map(l -> new CriticalValues(construction, pools.axis(0), pools.axis(1), l).region(xs, ys, statistic))
                .toList();
    }

    private static double[] between(double[] axis, int points) {
        return InferenceTask.even(axis[0], axis[axis.length - 1], points);
    }
}
