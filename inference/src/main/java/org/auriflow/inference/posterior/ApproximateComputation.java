package org.auriflow.inference.posterior;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.auriflow.inference.estimator.Summary;
import org.auriflow.inference.simulator.ScoreRuns;

/**
 * Approximate Bayesian computation, a baseline without any training: of runs at θ from the prior, those whose summaries are nearest to
 * the observed ones are a sample of the posterior given summaries within a distance.
 *
 * <p>Distances are Euclidean, with each summary in units of its median absolute deviation over the runs. Weights of runs count.
 */
public final class ApproximateComputation {
    private final Summary summary;
    private final double[][] theta;
    private final double[][] s;
    private final double[] unit;
    private final double[] weights;

    /**
     * Summaries of runs.
     *
     * @param runs at θ from the prior; gold is not needed
     */
    public ApproximateComputation(ScoreRuns runs, Summary summary) {
        this.summary = summary;
        this.theta = rows(runs.theta(), runs.size());
        this.s = summary.of(rows(runs.x(), runs.size()));
        this.weights = runs.weights();
        this.unit = new double[summary.names().size()];
        Arrays.setAll(
                unit, d -> deviation(Arrays.stream(s).mapToDouble(v -> v[d]).toArray()));
    }

    private static double[][] rows(double[] values, int n) {
        int width = values.length / n;
        return IntStream.range(0, n)
                .mapToObj(i -> Arrays.copyOfRange(values, i * width, (i + 1) * width))
                .toArray(double[][]::new);
    }

    /** Median absolute deviation; 1 where more than half of the values are the same. */
    private static double deviation(double[] values) {
        double median = median(values);
        double d = median(Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
        return d > 0 ? d : 1;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /**
     * The nearest runs, with equal weights unless runs have their own.
     *
     * @param observed one event
     * @param accepted how many, at least 1
     */
    public ImportanceSample rejection(double[] observed, int accepted) {
        int[] nearest = nearest(observed, accepted);
        return new ImportanceSample(
                IntStream.of(nearest).mapToObj(i -> theta[i]).toArray(double[][]::new),
                IntStream.of(nearest).mapToDouble(i -> Math.log(weights[i])).toArray());
    }

    /**
     * The nearest runs, moved to where they would be if their summaries were the observed ones (Beaumont, Zhang and Balding 2002): with β
     * the slope of a linear regression of θ on s with Epanechnikov weights 1 − (d/d_max)², θ′ = θ − βᵀ (s − s_obs). Points may leave the
     * box of the prior.
     *
     * @param observed one event
     * @param accepted how many, more than the number of summaries by at least 2
     */
    public ImportanceSample adjusted(double[] observed, int accepted) {
        int q = unit.length;
        if (accepted < q + 2) {
            throw new IllegalArgumentException("approximate computation: a regression on " + q
                    + " summaries requires at least " + (q + 2) + " runs, got " + accepted + "; accept more");
        }
        int[] nearest = nearest(observed, accepted);
        double[] target = summary.of(new double[][] {observed})[0];
        double farthest = distance(s[nearest[accepted - 1]], target);
        double[] kernel = IntStream.of(nearest)
                .mapToDouble(i -> {
                    double share = farthest > 0 ? distance(s[i], target) / farthest : 0;
                    return weights[i] * (1 - share * share);
                })
                .toArray();
        RealMatrix design = new Array2DRowRealMatrix(accepted, q + 1);
        for (int row = 0; row < accepted; row++) {
            double root = Math.sqrt(kernel[row]);
            design.setEntry(row, 0, root);
            for (int d = 0; d < q; d++) {
                design.setEntry(row, d + 1, root * (s[nearest[row]][d] - target[d]) / unit[d]);
            }
        }
        QRDecomposition qr = new QRDecomposition(design, 1e-10);
        if (!qr.getSolver().isNonSingular()) {
            throw new IllegalArgumentException("approximate computation: a regression requires summaries that vary"
                    + " independently among the accepted runs, got a constant or a redundant one of " + summary.names()
                    + "; leave it out or accept more");
        }
        double[][] moved = IntStream.of(nearest).mapToObj(i -> theta[i].clone()).toArray(double[][]::new);
        for (int p = 0; p < moved[0].length; p++) {
            double[] response = new double[accepted];
            for (int row = 0; row < accepted; row++) {
                response[row] = Math.sqrt(kernel[row]) * moved[row][p];
            }
            double[] beta = qr.getSolver().solve(new ArrayRealVector(response)).toArray();
            for (int row = 0; row < accepted; row++) {
                for (int d = 0; d < q; d++) {
                    moved[row][p] -= beta[d + 1] * (s[nearest[row]][d] - target[d]) / unit[d];
                }
            }
        }
        return new ImportanceSample(moved, Arrays.stream(kernel).map(Math::log).toArray());
    }

    /** Rows in the order of distance. */
    private int[] nearest(double[] observed, int accepted) {
        if (accepted < 1 || accepted > s.length) {
            throw new IllegalArgumentException("approximate computation: from 1 to " + s.length
                    + " runs can be accepted, got " + accepted + "; simulate more");
        }
        double[] target = summary.of(new double[][] {observed})[0];
        double[] distance =
                Arrays.stream(s).mapToDouble(v -> distance(v, target)).toArray();
        return IntStream.range(0, s.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> distance[i]))
                .limit(accepted)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private double distance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < unit.length; d++) {
            double difference = (a[d] - b[d]) / unit[d];
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
