/**
 * Estimators of likelihood ratios, scores and densities: training on mined runs, evaluation from any thread, files.
 *
 * <p>Begin with {@link org.auriflow.inference.estimator.RatioEstimator#train} and {@link
 * org.auriflow.inference.estimator.ScoreEstimator#train}. What varies is in the runs: {@code withWeights}, {@code withMarginalReference}, {@code marginalised}
 * (nuisance parameters), or {@link org.auriflow.inference.estimator.Summary} for other observables. What is concluded from an estimate (calibration, intervals) is
 * in {@code org.auriflow.inference.statistics}.
 */
package org.auriflow.inference.estimator;
