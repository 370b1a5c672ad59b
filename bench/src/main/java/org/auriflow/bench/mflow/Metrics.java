package org.auriflow.bench.mflow;

/**
 * What one training came to; NaN where a number has no meaning for the data or the model.
 *
 * @param distance mean distance of samples from the true manifold
 * @param reconstruction mean reconstruction error of held-out points, in the units of x
 * @param mmd squared maximum mean discrepancy between posteriors of θ from the model and from the true likelihood
 * @param auc area under the curve by which outliers are told from held-out points
 * @param logLikelihood mean ln p of held-out points in nats; per volume of the manifold, or of the whole space for flows there
 * @param logLikelihoodError standard error of it
 * @param densityError median of |p/p_true − 1| over held-out points
 * @param publishedDensityError the same against the density of the reference code, whose volume factors are wrong; NaN where both agree
 * @param seconds of training
 * @param epochs of all phases
 */
public record Metrics(
        double distance,
        double reconstruction,
        double mmd,
        double auc,
        double logLikelihood,
        double logLikelihoodError,
        double densityError,
        double publishedDensityError,
        double seconds,
        int epochs) {}
