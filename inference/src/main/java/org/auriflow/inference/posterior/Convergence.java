package org.auriflow.inference.posterior;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Rank-normalised split R̂ and effective sample sizes of one quantity, shape (chains, draws), after A. Vehtari et al. (Bayesian
 * Analysis 16 (2021) 667, 1903.08008). All are NaN for a quantity that is constant.
 */
final class Convergence {
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private Convergence() {}

    /** The larger of R̂ for location and for scale, section 4.1; 1 for equal chains. */
    static double rHat(double[][] x) {
        double[][] split = split(x);
        double median = quantile(pooled(split), 0.5);
        return Math.max(plainRHat(rankNormal(split)), plainRHat(rankNormal(map(split, v -> Math.abs(v - median)))));
    }

    /** Effective sample size for the centre of the distribution. */
    static double bulk(double[][] x) {
        return size(rankNormal(split(x)));
    }

    /** The smaller effective sample size of the 5 % and the 95 % quantile. */
    static double tail(double[][] x) {
        double[][] split = split(x);
        double[] all = pooled(split);
        double low = quantile(all, 0.05);
        double high = quantile(all, 0.95);
        return Math.min(size(map(split, v -> v <= low ? 1 : 0)), size(map(split, v -> v <= high ? 1 : 0)));
    }

    /** Effective sample size of the mean. */
    static double mean(double[][] x) {
        return size(split(x));
    }

    /** The quantile between the two nearest order statistics. */
    static double quantile(double[] x, double p) {
        double[] sorted = x.clone();
        Arrays.sort(sorted);
        double at = p * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static double[][] split(double[][] x) {
        double[][] halves = new double[2 * x.length][];
        for (int c = 0; c < x.length; c++) {
            int n = x[c].length / 2;
            halves[2 * c] = Arrays.copyOf(x[c], n);
            halves[2 * c + 1] = Arrays.copyOfRange(x[c], x[c].length - n, x[c].length);
        }
        return halves;
    }

    private static double[] pooled(double[][] x) {
        return Arrays.stream(x).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[][] map(double[][] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(c -> Arrays.stream(c).map(f).toArray()).toArray(double[][]::new);
    }

    /** Φ⁻¹((r − 3/8)/(S + 1/4)) of the ranks over all chains; ties share their mean rank. */
    private static double[][] rankNormal(double[][] x) {
        double[] all = pooled(x);
        Integer[] order = new Integer[all.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> all[i]));
        double[] z = new double[all.length];
        for (int from = 0; from < order.length; ) {
            int to = from + 1;
            while (to < order.length && all[order[to]] == all[order[from]]) {
                to++;
            }
            double rank = (from + 1 + to) / 2.0;
            double score = NORMAL.inverseCumulativeProbability((rank - 0.375) / (all.length + 0.25));
            for (int i = from; i < to; i++) {
                z[order[i]] = score;
            }
            from = to;
        }
        int n = x[0].length;
        double[][] result = new double[x.length][];
        Arrays.setAll(result, c -> Arrays.copyOfRange(z, c * n, (c + 1) * n));
        return result;
    }

    private static double average(double[] x) {
        return Arrays.stream(x).sum() / x.length;
    }

    /** Dividing by n − 1. */
    private static double variance(double[] x) {
        double mean = average(x);
        return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
    }

    private static double plainRHat(double[][] x) {
        double n = x[0].length;
        double between = variance(means(x));
        double within = Arrays.stream(x).mapToDouble(Convergence::variance).sum() / x.length;
        return Math.sqrt((n - 1) / n + between / within);
    }

    private static double[] means(double[][] x) {
        return Arrays.stream(x).mapToDouble(Convergence::average).toArray();
    }

    /**
     * S / τ with τ from Geyer's initial monotone sequence of autocorrelations over all chains, section 3.2 of the paper and
     * its reference code.
     */
    private static double size(double[][] x) {
        int n = x[0].length;
        double total = (double) n * x.length;
        double[] covariance = new double[n];
        for (double[] chain : x) {
            double[] c = autocovariance(chain);
            for (int t = 0; t < n; t++) {
                covariance[t] += c[t] / x.length;
            }
        }
        double within = covariance[0] * n / (n - 1);
        double plus = covariance[0] + variance(means(x));
        if (!(within > 0)) {
            return Double.NaN;
        }
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        int t = 0;
        for (; t + 1 < n; t += 2) {
            double even = t == 0 ? 1 : 1 - (within - covariance[t]) / plus;
            double pair = even + 1 - (within - covariance[t + 1]) / plus;
            if (!(pair > 0) || t + 5 > n) {
                // The first lag of the pair that is given up still counts when positive.
                sum += Math.max(even, 0) / 2;
                break;
            }
            least = Math.min(least, pair);
            sum += least;
        }
        double tau = Math.max(2 * sum - 1, 1 / Math.log10(total));
        return total / tau;
    }

    /** Dividing by n, through a Fourier transform. */
    private static double[] autocovariance(double[] x) {
        int n = x.length;
        double mean = average(x);
        double[] padded = new double[Integer.highestOneBit(Math.max(2 * n - 1, 1)) * 2];
        for (int i = 0; i < n; i++) {
            padded[i] = x[i] - mean;
        }
        FastFourierTransformer transformer = new FastFourierTransformer(DftNormalization.STANDARD);
        Complex[] f = transformer.transform(padded, TransformType.FORWARD);
        double[] power = Arrays.stream(f)
                .mapToDouble(c -> c.getReal() * c.getReal() + c.getImaginary() * c.getImaginary())
                .toArray();
        Complex[] back = transformer.transform(power, TransformType.INVERSE);
        double[] covariance = new double[n];
        Arrays.setAll(covariance, t -> back[t].getReal() / n);
        return covariance;
    }
}
