package org.auriflow.bench.galton;

import org.auriflow.inference.estimator.TrainingOptions;

/**
 * What a Galton model is made from.
 *
 * @param method how it learns
 * @param runs simulated training runs
 * @param seed of all random numbers
 * @param epochs passes over the runs, 0 for as many as the number of runs asks for
 * @param threads host threads
 */
public record GaltonSettings(Method method, int runs, long seed, int epochs, int threads) {
    /** Checks the numbers. */
    public GaltonSettings {
        if (runs < 20) {
            throw new IllegalArgumentException(
                    "runs: requires at least 20 for training and validation, got " + runs + "; simulate more");
        }
        if (epochs < 0 || threads < 1) {
            throw new IllegalArgumentException("settings: epochs must not be negative and threads at least 1, got "
                    + epochs + " and " + threads + "; check the options");
        }
    }

    /** Network and schedule. */
    public TrainingOptions training() {
        TrainingOptions o = TrainingOptions.forRuns(runs).withSeed(seed);
        return epochs == 0 ? o : o.withEpochs(epochs);
    }
}
