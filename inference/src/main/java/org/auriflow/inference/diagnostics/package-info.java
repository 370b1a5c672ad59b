/**
 * Does an estimator deserve trust? Checks that need no truth but the simulator's runs, each with its statistical error.
 *
 * <p>Start with {@link org.auriflow.inference.diagnostics.EstimatorChecks}; {@link org.auriflow.inference.diagnostics.Critic}
 * is the sharpest, {@link org.auriflow.inference.diagnostics.ReweightingClosure} says in which observable an error is.
 *
 * <p>Does not belong here: corrections (calibrations, in the package statistics), plotting.
 */
package org.auriflow.inference.diagnostics;
