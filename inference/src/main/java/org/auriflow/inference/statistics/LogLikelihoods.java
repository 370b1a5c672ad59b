package org.auriflow.inference.statistics;

import java.util.Arrays;

/** Evaluation with the check that everything in this package relies on. */
final class LogLikelihoods {
    private LogLikelihoods() {}

    /** log L(θ), which must not be NaN or +∞. */
    static double evaluate(String operation, LogLikelihood logLikelihood, double[] theta) {
        double value = logLikelihood.at(theta.clone());
        if (!(value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(operation + ": the log likelihood must be a number below infinity, got "
                    + value + " at theta = " + Arrays.toString(theta) + "; check the estimator and the events");
        }
        return value;
    }
}
