package org.auriflow.inference.simulator;

import java.util.Arrays;

/**
 * A run that a {@link GoldMine} left out, because the simulator threw something, or its observables were not finite or not
 * as many as they should be.
 *
 * @param run its number
 * @param seed of the mine
 * @param theta the parameters that it was sampled at, P components
 * @param cause what went wrong
 */
public record FailedRun(long run, long seed, double[] theta, RuntimeException cause) {
    /** Run, seed, theta and cause, as in {@code run 17 with seed 1 at theta = [0.5] failed: ...}. */
    @Override
    public String toString() {
        String what = cause instanceof IllegalArgumentException ? cause.getMessage() : cause.toString();
        return "run " + run + " with seed " + seed + " at theta = " + Arrays.toString(theta) + " failed: " + what;
    }
}
