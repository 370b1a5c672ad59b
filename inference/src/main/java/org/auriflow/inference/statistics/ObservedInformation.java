package org.auriflow.inference.statistics;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;

/** The curvature −∂²log L/∂θ_p∂θ_q at a maximum, by central differences. */
final class ObservedInformation {
    /** Steps this large in −2 log λ: the parabola still holds, and round-off is far below. */
    private static final double STEP = 0.1;

    private static final int MOST_STEPS = 60;

    private final LogLikelihood logLikelihood;
    private final double[] at;
    private final double maximum;

    ObservedInformation(LogLikelihood logLikelihood, double[] at) {
        this.logLikelihood = logLikelihood;
        this.at = at;
        this.maximum = value(-1, 0, -1, 0);
    }

    /** The inverse of the curvature; throws at an end of the box and where the likelihood is flat. */
    double[][] covariance(double[] lower, double[] upper) {
        int n = at.length;
        double[] steps = new double[n];
        Arrays.setAll(steps, p -> step(p, 0.01 * (upper[p] - lower[p]), Math.min(at[p] - lower[p], upper[p] - at[p])));
        double[][] information = new double[n][n];
        for (int p = 0; p < n; p++) {
            double h = steps[p];
            information[p][p] = (2 * maximum - value(p, h, -1, 0) - value(p, -h, -1, 0)) / (h * h);
            for (int q = 0; q < p; q++) {
                double k = steps[q];
                double mixed = value(p, h, q, k) - value(p, h, q, -k) - value(p, -h, q, k) + value(p, -h, q, -k);
                information[p][q] = -mixed / (4 * h * k);
                information[q][p] = information[p][q];
            }
        }
        try {
            return new CholeskyDecomposition(new Array2DRowRealMatrix(information, false))
                    .getSolver()
                    .getInverse()
                    .getData();
        } catch (NonPositiveDefiniteMatrixException e) {
            throw noCovariance("a curvature that is not positive");
        }
    }

    /** A step along a parameter that lowers the likelihood by what is wanted. */
    private double step(int p, double start, double room) {
        double step = start;
        for (int i = 0; i < MOST_STEPS && room > 0; i++) {
            step = Math.min(step, room);
            double loss = 2 * maximum - value(p, step, -1, 0) - value(p, -step, -1, 0);
            if ((loss > STEP / 2 && loss < 2 * STEP) || (step == room && loss > 0 && loss < STEP)) {
                return step;
            }
            step *= Math.min(10, Math.max(0.1, Math.sqrt(STEP / Math.max(loss, 0))));
        }
        throw noCovariance(room > 0 ? "no smooth fall along parameter " + p : "an end of the box of parameter " + p);
    }

    private IllegalStateException noCovariance(String found) {
        return new IllegalStateException(
                "covariance: a maximum inside the box with a parabola around it is needed, got " + found
                        + " at theta = " + Arrays.toString(at) + "; use a region instead");
    }

    private double value(int p, double dp, int q, double dq) {
        double[] theta = at.clone();
        if (p >= 0) {
            theta[p] += dp;
        }
        if (q >= 0) {
            theta[q] += dq;
        }
        return LogLikelihoods.evaluate("covariance", logLikelihood, theta);
    }
}
