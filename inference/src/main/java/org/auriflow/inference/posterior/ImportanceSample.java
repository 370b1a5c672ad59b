package org.auriflow.inference.posterior;

import java.util.Arrays;
import org.auriflow.engine.RandomStream;

/** Points from one density that stand for another through weights w = p/q. */
public final class ImportanceSample {
    private final double[][] points;
    private final double[] weights;
    private final double logMeanWeight;

    /**
     * A weighted sample.
     *
     * @param points drawn from a density q, shape (n, D)
     * @param logWeights ln p − ln q of each, p up to a factor; −∞ where p is 0
     * @throws IllegalArgumentException if lengths differ, a weight is NaN or +∞, or all are 0
     */
    public ImportanceSample(double[][] points, double[] logWeights) {
        double most = Arrays.stream(logWeights).max().orElse(Double.NEGATIVE_INFINITY);
        if (points.length != logWeights.length || !Double.isFinite(most)) {
            throw new IllegalArgumentException("importance: requires one finite weight for each point, got "
                    + logWeights.length + " for " + points.length + " points, the largest e^" + most
                    + "; check the density and where it was drawn");
        }
        this.points = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        double[] w = Arrays.stream(logWeights).map(v -> Math.exp(v - most)).toArray();
        double total = Arrays.stream(w).sum();
        this.weights = Arrays.stream(w).map(v -> v / total).toArray();
        this.logMeanWeight = most + Math.log(total / w.length);
    }

    /** The points; a copy. */
    public double[][] points() {
        return Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
    }

    /** The weights, which sum to 1; a copy. */
    public double[] weights() {
        return weights.clone();
    }

    /** Kish's effective number of points, (Σw)²/Σw²; where it is small the points lie elsewhere than the density. */
    public double effectiveSize() {
        return 1 / Arrays.stream(weights).map(v -> v * v).sum();
    }

    /** ln of the mean weight: the evidence where q is normalised and p is prior times likelihood. */
    public double logEvidence() {
        return logMeanWeight;
    }

    /** Weighted mean. */
    public double[] mean() {
        return Moments.of(points, weights).mean();
    }

    /** Weighted covariance, shape (D, D). */
    public double[][] covariance() {
        return Moments.of(points, weights).covariance();
    }

    /**
     * Points of equal weight, by systematic resampling: point i occurs n w_i times, rounded up or down at random.
     *
     * @return shape (n, D), in the order of the points
     */
    public double[][] resample(int n, RandomStream random) {
        double[][] drawn = new double[n][];
        double offset = random.uniform();
        double cumulative = weights[0];
        int at = 0;
        for (int i = 0; i < n; i++) {
            while ((i + offset) / n > cumulative && at < weights.length - 1) {
                cumulative += weights[++at];
            }
            drawn[i] = points[at].clone();
        }
        return drawn;
    }
}
