package org.auriflow.inference.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.auriflow.inference.statistics.Binning;

/**
 * Scores t(x | θ) of events from p(x | θ), learned or exact, with weights: the estimates of Fisher information that follow from
 * them are per event; multiply with {@link FisherInformation#times} by their expected number, and add
 * {@link FisherInformation#rate} where that number depends on θ.
 *
 * <p>Errors are standard errors of a weighted mean, or of the delta method where an estimate is not a mean.
 */
public final class ScoredEvents {
    private final double[][] scores;
    private final double[] weights;

    /**
     * Events of equal weight.
     *
     * @param scores shape (n, P)
     * @throws IllegalArgumentException if there is no event, rows differ in length or a score is not finite
     */
    public ScoredEvents(double[][] scores) {
        this(scores, ones(scores.length));
    }

    /**
     * Events with weights.
     *
     * @param weights n of them, at least 0; only their ratios matter
     * @throws IllegalArgumentException if besides the weights are not as many, negative, not finite or all 0
     */
    public ScoredEvents(double[][] scores, double[] weights) {
        double total = Arrays.stream(weights).sum();
        if (scores.length == 0 || scores.length != weights.length || !(total > 0 && Double.isFinite(total))) {
            throw new IllegalArgumentException("scores: require events with one weight each, got " + scores.length
                    + " events and " + weights.length + " weights with sum " + total + "; check both");
        }
        this.scores = new double[scores.length][];
        this.weights = new double[weights.length];
        for (int i = 0; i < scores.length; i++) {
            this.scores[i] = scores[i].clone();
            this.weights[i] = weights[i] / total;
            boolean finite = Arrays.stream(scores[i]).allMatch(Double::isFinite);
            if (scores[i].length != scores[0].length || !finite || !(weights[i] >= 0)) {
                throw new IllegalArgumentException("scores: require " + scores[0].length
                        + " finite components and a weight of at least 0, got " + Arrays.toString(scores[i]) + " and "
                        + weights[i] + " in row " + i + "; remove or mend the event");
            }
        }
    }

    private static double[] ones(int n) {
        double[] one = new double[n];
        Arrays.fill(one, 1);
        return one;
    }

    /** The number of parameters P. */
    public int dimension() {
        return scores[0].length;
    }

    /** The number of events n. */
    public int size() {
        return scores.length;
    }

    /** Information per event, E[t tᵀ]. */
    public FisherInformation perEvent() {
        return mean(i -> scores[i], i -> scores[i], new double[dimension()][dimension()]);
    }

    /**
     * The part of {@link #perEvent} from each bin of an observable: ⟨1_b t tᵀ⟩, whose sum over bins is the whole.
     *
     * @param observable shape (n, D)
     * @param binning of its D components
     */
    public List<FisherInformation> differential(double[][] observable, Binning binning) {
        int[] bins = bins(observable, binning);
        double[] zero = new double[dimension()];
        List<FisherInformation> parts = new ArrayList<>();
        for (int b = 0; b < binning.size(); b++) {
            int bin = b;
            Vectors inside = i -> bins[i] == bin ? scores[i] : zero;
            parts.add(mean(inside, inside, new double[dimension()][dimension()]));
        }
        return parts;
    }

    /**
     * Information per event of the histogram of an observable alone: Σ_b p_b t̄_b t̄_bᵀ, t̄_b the mean score in bin b.
     *
     * <p>Scores scatter within a bin, so that mean squares of their means come out too large, by about bins/n of what the
     * histogram leaves out; this is subtracted, and an observable without information may end slightly below 0.
     *
     * @param observable shape (n, D)
     * @param binning of its D components
     */
    public FisherInformation histogram(double[][] observable, Binning binning) {
        int[] bins = bins(observable, binning);
        int p = dimension();
        double[] inBin = new double[binning.size()];
        double[] squares = new double[binning.size()];
        double[][] means = new double[binning.size()][p];
        for (int i = 0; i < scores.length; i++) {
            inBin[bins[i]] += weights[i];
            squares[bins[i]] += weights[i] * weights[i];
            for (int k = 0; k < p; k++) {
                means[bins[i]][k] += weights[i] * scores[i][k];
            }
        }
        for (int b = 0; b < means.length; b++) {
            for (int k = 0; k < p && inBin[b] > 0; k++) {
                means[b][k] /= inBin[b];
            }
        }
        double[][] bias = new double[p][p];
        for (int i = 0; i < scores.length; i++) {
            double[] mean = means[bins[i]];
            double w = inBin[bins[i]];
            // (Σw)² − Σw² stands for n (n − 1) and makes the sample variance unbiased; a lone event says nothing.
            double rest = w * w - squares[bins[i]];
            double share = rest > 1e-12 * w * w ? weights[i] * squares[bins[i]] / rest : 0;
            for (int k = 0; k < p; k++) {
                for (int l = 0; l < p; l++) {
                    bias[k][l] += share * (scores[i][k] - mean[k]) * (scores[i][l] - mean[l]);
                }
            }
        }
        return mean(i -> scores[i], i -> means[bins[i]], bias);
    }

    private int[] bins(double[][] observable, Binning binning) {
        if (observable.length != scores.length) {
            throw new IllegalArgumentException("information: requires a value of the observable for each of "
                    + scores.length + " events, got " + observable.length + "; check the rows");
        }
        return Arrays.stream(observable).mapToInt(binning::index).toArray();
    }

    @FunctionalInterface
    private interface Vectors {
        double[] at(int event);
    }

    /**
     * ⟨a bᵀ + b aᵀ − b bᵀ⟩ − bias, with error from the scatter of the events: for a = b that is ⟨a aᵀ⟩, and for b the mean of a in a bin
     * it is Σ_b p_b b bᵀ together with what each event changes of it.
     */
    private FisherInformation mean(Vectors a, Vectors b, double[][] bias) {
        int p = dimension();
        double[] sum = new double[p * p];
        double[][] terms = new double[scores.length][p * p];
        for (int i = 0; i < terms.length; i++) {
            double[] u = a.at(i);
            double[] v = b.at(i);
            for (int e = 0; e < p * p; e++) {
                terms[i][e] = u[e / p] * v[e % p] + v[e / p] * u[e % p] - v[e / p] * v[e % p];
                sum[e] += weights[i] * terms[i][e];
            }
        }
        double[][] covariance = new double[p * p][p * p];
        for (int i = 0; i < terms.length; i++) {
            double square = weights[i] * weights[i];
            for (int e = 0; e < p * p; e++) {
                for (int f = 0; f < p * p; f++) {
                    covariance[e][f] += square * (terms[i][e] - sum[e]) * (terms[i][f] - sum[f]);
                }
            }
        }
        RealMatrix matrix = MatrixUtils.createRealMatrix(p, p);
        for (int e = 0; e < p * p; e++) {
            matrix.setEntry(e / p, e % p, sum[e] - bias[e / p][e % p]);
        }
        return new FisherInformation(matrix, MatrixUtils.createRealMatrix(covariance));
    }
}
