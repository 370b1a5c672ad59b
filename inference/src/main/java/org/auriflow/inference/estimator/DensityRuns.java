package org.auriflow.inference.estimator;

import java.util.Arrays;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.nn.Standardiser;
import org.auriflow.nn.train.DataSet;

/**
 * Training runs of a density estimator: x with the θ and the joint score that belong to it, or null, and weights, or null; of ratio
 * runs also θ0, θ1, label and joint ratio.
 */
record DensityRuns(
        int observables, int parameters, double[] x, double[] theta, double[] tXz, float[] weights, RatioRuns ratio) {
    /** Up to here float32 knows all whole numbers. */
    private static final double LARGEST = 1 << 24;

    static DensityRuns of(ScoreRuns r) {
        float[] weights = r.hasWeights() ? EstimatorInput.weights(r.weights(), new double[r.size()]) : null;
        double[] t = r.hasScore() ? r.tXz() : null;
        return new DensityRuns(r.observables().size(), r.parameters().size(), r.x(), r.theta(), t, weights, null);
    }

    /** Every run at the θ that it was sampled at. */
    static DensityRuns of(RatioRuns r) {
        int k = r.parameters().size();
        double[] y = r.y();
        double[] theta = chosen(y, r.theta0(), r.theta1(), k);
        double[] t = r.hasScore() ? chosen(y, r.tXz0(), r.tXz1(), k) : null;
        float[] weights = r.hasWeights() ? EstimatorInput.weights(r.weights(), y) : null;
        return new DensityRuns(r.observables().size(), k, r.x(), theta, t, weights, r);
    }

    private static double[] chosen(double[] y, double[] zero, double[] one, int k) {
        double[] c = zero.clone();
        for (int i = 0; i < c.length; i++) {
            c[i] = y[i / k] == 0 ? zero[i] : one[i];
        }
        return c;
    }

    /** Whether the gold of ratio methods is there. */
    boolean hasRatio() {
        return ratio != null && ratio.hasRatio();
    }

    /** Columns of training; scores with respect to standardised θ. */
    DataSet data(Standardiser thetaScale) {
        DataSet.Builder b = DataSet.builder()
                .column("x", EstimatorInput.floats(x), observables)
                .column("theta", EstimatorInput.floats(theta), parameters);
        if (tXz != null) {
            double[] scale = thetaScale.deviation();
            double[] t = tXz.clone();
            Arrays.setAll(t, i -> t[i] * scale[i % parameters]);
            b.column("t_xz", EstimatorInput.floats(t), parameters);
        }
        if (weights != null) {
            b.column("weights", weights, 1);
        }
        if (hasRatio()) {
            b.column("theta0", EstimatorInput.floats(ratio.theta0()), parameters)
                    .column("theta1", EstimatorInput.floats(ratio.theta1()), parameters)
                    .column("y", EstimatorInput.floats(ratio.y()), 1)
                    .column("log_r_xz", EstimatorInput.floats(EstimatorInput.limited(ratio.logRXz())), 1);
        }
        return b.build();
    }

    /** Whether the one observable is a whole number of a range of at most so many. */
    boolean isLattice(int most) {
        return observables == 1
                && Arrays.stream(x).allMatch(v -> v == Math.rint(v) && Math.abs(v) < LARGEST)
                && last() - first() < most;
    }

    /** The smallest value. */
    int first() {
        return (int) Arrays.stream(x).min().orElseThrow();
    }

    /** The largest value. */
    int last() {
        return (int) Arrays.stream(x).max().orElseThrow();
    }
}
