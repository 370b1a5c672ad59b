package org.auriflow.bench.galton;

import java.util.Map;

/** What the methods do, in a sentence for readers who do not know them. */
final class MethodDescription {
    private static final String SCORE =
            " and, through the derivative of log r̂ with respect to θ, a regression on the joint score.";
    private static final String CLASSIFIER =
            " trains a classifier that tells runs at θ₀ from runs at θ₁ with the binary cross-entropy";
    private static final String SOFT = ", with labels computed from the joint likelihood ratio in place of 0 and 1";
    private static final String REGRESSION =
            " is a regression on the joint likelihood ratio, with squared errors of r̂ and 1/r̂";

    private static final Map<String, String> TEXTS = Map.of(
            "carl", "CARL" + CLASSIFIER + ". It uses neither the joint ratio nor the joint score.",
            "rolr", "ROLR" + REGRESSION + ".",
            "rascal", "RASCAL" + REGRESSION + SCORE,
            "cascal", "CASCAL" + CLASSIFIER + SCORE,
            "alice", "ALICE" + CLASSIFIER + SOFT + ".",
            "alices", "ALICES" + CLASSIFIER + SOFT + "," + SCORE,
            "sally",
                    "SALLY is a regression on the joint score at θ = −0.7. The learned score is an observable, and r̂ is "
                            + "the ratio of its histograms, filled from 10,000 further runs at each θ.");

    private MethodDescription() {}

    /** The text for a method; its name if there is none. */
    static String of(Method method) {
        return TEXTS.getOrDefault(method.name(), method.name());
    }
}
