package org.auriflow.inference.limits;

import java.util.Arrays;
import java.util.function.Function;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * The likelihood of the Asimov data set of n events at θ_A (arXiv:1007.1727, section 3) from a sample that stands for p(x | θ_A):
 *
 * <pre>
 *   log L(θ) − log L(θ_A) = n E_A[log r],   r = p(x | θ)/p(x | θ_A)
 * </pre>
 *
 * <p>A mean of log r over N events moves θ̂ by σ √(n/N), so that expected limits would need far more than n events. Since E_A[r] is 1,
 * the mean of r − 1 tells most of that error, and is subtracted (a control variate):
 *
 * <pre>
 *   E_A[log r] ≈ ⟨log r⟩ − c ⟨r − 1⟩,   c = Cov(log r, r)/Var(r)
 * </pre>
 *
 * <p>where c → 1 as θ → θ_A, so that the maximum is at θ_A. The likelihood of a bad estimator, for which E_A[r̂] is not 1, is
 * shifted to θ_A as well: its bias shows in toys only. Use {@link WeightedLikelihood} for the plain mean.
 */
public final class AsimovEvents implements LogLikelihood {
    private final Function<double[], double[]> logRatios;
    private final double[] weights;
    private final double events;
    private final double[] atAsimov;

    /**
     * A likelihood.
     *
     * @param logRatios θ → log r(x_i | θ, θ1) of each event of the sample
     * @param weights one for each, at least 0, not all 0; only their ratios matter
     * @param events n, at least 0
     * @param asimov θ_A, where no event of the sample is impossible
     * @throws IllegalArgumentException if a weight, n or a ratio at θ_A is not allowed
     */
    public AsimovEvents(Function<double[], double[]> logRatios, double[] weights, double events, double[] asimov) {
        this.logRatios = logRatios;
        this.weights = WeightedLikelihood.shares(weights, events);
        this.events = events;
        this.atAsimov = logRatios.apply(asimov.clone());
        if (atAsimov.length != weights.length || !Arrays.stream(atAsimov).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("Asimov events: a finite log ratio for each of " + weights.length
                    + " events is needed at theta = " + Arrays.toString(asimov) + ", got "
                    + Arrays.stream(atAsimov).filter(Double::isFinite).count());
        }
    }

    @Override
    public double at(double[] theta) {
        double[] logR = logRatios.apply(theta);
        double meanLog = 0;
        double meanR = 0;
        for (int i = 0; i < logR.length; i++) {
            logR[i] -= atAsimov[i];
            if (weights[i] > 0) {
                meanLog += weights[i] * logR[i];
                meanR += weights[i] * Math.exp(logR[i]);
            }
        }
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < logR.length; i++) {
            double deviation = Math.exp(logR[i]) - meanR;
            covariance += weights[i] * (logR[i] - meanLog) * deviation;
            variance += weights[i] * deviation * deviation;
        }
        double control = covariance / variance * (meanR - 1);
        // without a spread, or with an overflow, there is nothing to subtract
        return events * (Double.isFinite(control) ? meanLog - control : meanLog);
    }
}
