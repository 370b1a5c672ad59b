/**
 * From likelihoods to statements about parameters: maximum likelihood, profiles, confidence sets and regions, calibration,
 * coverage.
 *
 * <p>Everything takes plain arrays and small interfaces and knows neither networks nor simulators. Start at {@link
 * org.auriflow.inference.statistics.LogLikelihood}.
 *
 * <p>Does not belong here: the training of estimators, Bayesian samplers, plotting.
 */
package org.auriflow.inference.statistics;
