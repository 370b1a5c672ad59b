package org.auriflow.inference.statistics;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Calibration in the estimated ratio and θ0 together that is smooth in both, from runs whose θ0 varies: logistic regression of the label
 * on the two slopes and the offset of beta calibration (M. Kull et al., AISTATS 2017, PMLR 54:623), each a polynomial of θ,
 *
 * <pre>
 *   log r_cal(r̂, θ) = a(θ) ln(1 + r̂) − b(θ) ln(1 + 1/r̂) + c(θ),    a, b, c polynomials of total degree 2 in the P components of θ
 * </pre>
 *
 * <p>a is the slope in log r̂ where r̂ is large, b where it is small. Identity is a = b = 1, c = 0, towards which a Gaussian prior of unit
 * width draws the coefficients (θ standardised): runs of any number decide against it, and where they say nothing the estimate stands.
 *
 * <p>Its errors are those of a few numbers, smooth in θ: the likelihood of n events moves by a fraction of its own width if the runs are
 * many against n. The binned {@link JointCalibration} has steps that events cross one by one as θ changes, so that the likelihood of many
 * events is rugged. Unlike there, r_cal rises with r̂ only where a and b come out positive, and damage of another shape than the formula's
 * stays. How many runs are many, docs/results.md tells: with joint ratios a hundred for an event, with labels alone several hundred.
 */
public final class LogisticCalibration {
    private static final int STEPS = 100;
    private static final double SMALL = 1e-9;

    private final double[] mean;
    private final double[] deviation;
    private final double[] coefficients;

    private LogisticCalibration(double[] mean, double[] deviation, double[] coefficients) {
        this.mean = mean;
        this.deviation = deviation;
        this.coefficients = coefficients;
    }

    /**
     * Fits to joint ratios instead of labels: every run counts as one at θ0 with the probability r_xz/(1 + r_xz), else as one at θ1, as in
     * {@link org.auriflow.inference.loss.Alice}. That takes the noise of the labels away, and no weight exceeds 1.
     *
     * @param runs log r̂(x | θ0, θ1) in nats and θ0 of runs that are half at θ0 and half at θ1, shape (n, 1 + P)
     * @param logRXz log r_xz(θ0, θ1) of each, n of them; may be infinite
     * @throws IllegalArgumentException if there is not one for each run, or one is NaN
     */
    public static LogisticCalibration fit(Sample runs, double[] logRXz) {
        if (logRXz.length != runs.size()) {
            throw new IllegalArgumentException("logistic calibration: every run needs a joint ratio, got "
                    + logRXz.length + " for " + runs.size() + " runs");
        }
        double[] zero = runs.weights();
        double[] one = runs.weights();
        for (int i = 0; i < zero.length; i++) {
            zero[i] /= 1 + Math.exp(-logRXz[i]);
            one[i] /= 1 + Math.exp(logRXz[i]);
        }
        return fit(runs.withWeights(zero), runs.withWeights(one));
    }

    /**
     * Fits to labels, by Newton's method; the objective is concave.
     *
     * @param atTheta0 log r̂(x | θ0, θ1) in nats and θ0 of runs x ~ p(x | θ0), shape (n, 1 + P), P at least 1
     * @param atTheta1 the same of runs x ~ p(x | θ1), whose θ0 are drawn as those of the other sample
     * @throws IllegalArgumentException if dimensions do not fit
     */
    public static LogisticCalibration fit(Sample atTheta0, Sample atTheta1) {
        int width = atTheta0.dimension();
        if (width < 2 || atTheta1.dimension() != width) {
            throw new IllegalArgumentException("logistic calibration: samples need log r and the same parameters, got "
                    + width + " and " + atTheta1.dimension() + " components");
        }
        double[] mean = new double[width - 1];
        double[] deviation = new double[width - 1];
        standardise(mean, deviation, atTheta0, atTheta1);
        Rows rows = new Rows(mean, deviation, atTheta0, atTheta1);
        double[] start = identity(width - 1);
        double[] c = start.clone();
        double value = rows.objective(c, start);
        for (int step = 0; step < STEPS; step++) {
            double[] move = rows.newton(c, start);
            double size = 1;
            double[] next = moved(c, move, size);
            double there = rows.objective(next, start);
            while (!(there >= value) && size > SMALL) {
                size /= 2;
                next = moved(c, move, size);
                there = rows.objective(next, start);
            }
            boolean done = !(there - value > SMALL * (1 + Math.abs(value)));
            if (there >= value) {
                c = next;
                value = there;
            }
            if (done) {
                break;
            }
        }
        return new LogisticCalibration(mean, deviation, c);
    }

    private static double[] moved(double[] c, double[] move, double size) {
        double[] next = c.clone();
        Arrays.setAll(next, j -> next[j] + size * move[j]);
        return next;
    }

    private static void standardise(double[] mean, double[] deviation, Sample... samples) {
        int count = samples[0].size() + samples[1].size();
        double[] squares = new double[mean.length];
        for (Sample sample : samples) {
            for (int i = 0; i < sample.size(); i++) {
                for (int p = 0; p < mean.length; p++) {
                    mean[p] += sample.value(i)[p + 1] / count;
                    squares[p] += sample.value(i)[p + 1] * sample.value(i)[p + 1] / count;
                }
            }
        }
        Arrays.setAll(deviation, p -> {
            double variance = squares[p] - mean[p] * mean[p];
            return variance > SMALL * squares[p] ? Math.sqrt(variance) : 1;
        });
    }

    /** Coefficients with a = b = 1 and c = 0. */
    private static double[] identity(int parameters) {
        int terms = (parameters + 1) * (parameters + 2) / 2;
        double[] c = new double[3 * terms];
        c[0] = 1;
        c[terms] = 1;
        return c;
    }

    /** The functions whose coefficients a, b and c are made of. */
    private static double[] features(double logRHat, double[] u) {
        int p = u.length;
        double[] monomials = new double[(p + 1) * (p + 2) / 2];
        monomials[0] = 1;
        int at = 1;
        for (int i = 0; i < p; i++) {
            monomials[at++] = u[i];
            for (int j = i; j < p; j++) {
                monomials[at++] = u[i] * u[j];
            }
        }
        double[] f = new double[3 * at];
        for (int m = 0; m < at; m++) {
            f[m] = monomials[m] * softplus(logRHat);
            f[at + m] = -monomials[m] * softplus(-logRHat);
            f[2 * at + m] = monomials[m];
        }
        return f;
    }

    private static double softplus(double v) {
        return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double[] standardised(double[] theta, double[] mean, double[] deviation) {
        double[] u = new double[mean.length];
        Arrays.setAll(u, p -> (theta[p] - mean[p]) / deviation[p]);
        return u;
    }

    /** Runs of both samples, which weigh the same in all. */
    private static final class Rows {
        private final double[][] features;
        private final double[] weights;

        /** +1 at θ0, −1 at θ1. */
        private final double[] signs;

        Rows(double[] mean, double[] deviation, Sample atTheta0, Sample atTheta1) {
            int n = atTheta0.size() + atTheta1.size();
            features = new double[n][];
            weights = new double[n];
            signs = new double[n];
            double each = Math.min(atTheta0.effectiveSize(), atTheta1.effectiveSize());
            for (int i = 0; i < n; i++) {
                boolean zero = i < atTheta0.size();
                Sample sample = zero ? atTheta0 : atTheta1;
                int row = zero ? i : i - atTheta0.size();
                double[] v = sample.value(row);
                double[] theta = Arrays.copyOfRange(v, 1, v.length);
                features[i] = features(v[0], standardised(theta, mean, deviation));
                weights[i] = sample.weight(row) * each / sample.totalWeight();
                signs[i] = zero ? 1 : -1;
            }
        }

        /** Σ w ln s − |c − identity|²/2. */
        double objective(double[] c, double[] start) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum -= weights[i] * softplus(-signs[i] * dot(c, features[i]));
            }
            for (int j = 0; j < c.length; j++) {
                sum -= (c[j] - start[j]) * (c[j] - start[j]) / 2;
            }
            return sum;
        }

        /** The step to the maximum of the local quadratic. */
        double[] newton(double[] c, double[] start) {
            int n = c.length;
            double[][] hessian = new double[n][n];
            double[] gradient = new double[n];
            for (int j = 0; j < n; j++) {
                hessian[j][j] = 1;
                gradient[j] = start[j] - c[j];
            }
            for (int i = 0; i < weights.length; i++) {
                double miss = 1 / (1 + Math.exp(signs[i] * dot(c, features[i])));
                double slope = weights[i] * signs[i] * miss;
                double curvature = weights[i] * miss * (1 - miss);
                for (int j = 0; j < n; j++) {
                    gradient[j] += slope * features[i][j];
                    for (int k = 0; k <= j; k++) {
                        hessian[j][k] += curvature * features[i][j] * features[i][k];
                    }
                }
            }
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < j; k++) {
                    hessian[k][j] = hessian[j][k];
                }
            }
            return new CholeskyDecomposition(new Array2DRowRealMatrix(hessian, false))
                    .getSolver()
                    .solve(new ArrayRealVector(gradient, false))
                    .toArray();
        }
    }

    /**
     * The calibrated log ratio.
     *
     * @param theta θ0, P components; outside the range of the runs polynomials run away
     * @param logRHat log r̂(x | θ0, θ1) in nats
     * @return log r_cal
     * @throws IllegalArgumentException if θ has the wrong length, or θ or the estimate is not finite
     */
    public double calibrated(double[] theta, double logRHat) {
        if (theta.length != mean.length
                || !Arrays.stream(theta).allMatch(Double::isFinite)
                || !Double.isFinite(logRHat)) {
            throw new IllegalArgumentException("logistic calibration: log r must be finite, and theta must have "
                    + mean.length + " finite components, got " + logRHat + " and " + Arrays.toString(theta));
        }
        return dot(coefficients, features(logRHat, standardised(theta, mean, deviation)));
    }

    /**
     * The calibrated likelihood of an event set, θ → Σ log r_cal(x_i | θ, θ1).
     *
     * @param logRHat θ → log r̂(x_i | θ, θ1), as {@code theta -> estimator.logRatio(events, theta)}
     */
    public LogLikelihood logLikelihood(Function<double[], double[]> logRHat) {
        return theta -> Arrays.stream(logRHat.apply(theta))
                .map(estimate -> calibrated(theta, estimate))
                .sum();
    }
}
