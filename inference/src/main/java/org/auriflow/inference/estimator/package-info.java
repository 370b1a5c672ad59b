/**
 * Estimators of likelihood ratios and scores: training on mined runs, evaluation from any thread, files.
 *
 * <p>Begin with {@link org.auriflow.inference.estimator.RatioEstimator#train} and {@link
 * org.auriflow.inference.estimator.ScoreEstimator#train}. What is concluded from an estimate (calibration, intervals) is
 * in {@code org.auriflow.inference.statistics}.
 */
package org.auriflow.inference.estimator;
