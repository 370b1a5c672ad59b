package org.auriflow.inference.simulator;

import java.util.Arrays;

/** Weights of runs, where null stands for all 1. */
final class RunWeights {
    private RunWeights() {}

    /** A copy, or null if all are 1. */
    static double[] checked(double[] weights, int runs) {
        ScoreRuns.requireLength("weights", weights, runs, 1);
        for (int i = 0; i < runs; i++) {
            if (!(weights[i] >= 0) || !Double.isFinite(weights[i])) {
                throw new IllegalArgumentException("runs: weights must be finite and at least 0, got " + weights[i]
                        + " in row " + (i + 1) + "; resample the runs so that weights become positive");
            }
        }
        return Arrays.stream(weights).allMatch(w -> w == 1) ? null : weights.clone();
    }

    static double[] orOnes(double[] weights, int runs) {
        double[] w = weights == null ? new double[runs] : weights.clone();
        if (weights == null) {
            Arrays.fill(w, 1);
        }
        return w;
    }
}
