/**
 * Simulation-based inference: priors and simulators, mined gold, losses, estimators, calibration and limits.
 *
 * <p>Networks and their training belong in {@code org.auriflow.nn}; plots, files of results and the command line in
 * the bench.
 */
package org.auriflow.inference;
