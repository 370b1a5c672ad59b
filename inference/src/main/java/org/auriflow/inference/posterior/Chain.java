package org.auriflow.inference.posterior;

import java.util.Arrays;

/**
 * The kept states of one Markov chain.
 *
 * @param draws shape (n, D), in order, each repeated as often as the chain stayed
 * @param acceptance mean probability with which proposals were accepted after the warm-up; 1 for samplers that always move
 * @param divergences trajectories after the warm-up whose energy error exceeded 1000 nats; 0 for samplers without trajectories
 * @param evaluations of the target, warm-up included
 * @param stepSize of the trajectories or proposals; NaN for samplers without
 */
public record Chain(double[][] draws, double acceptance, int divergences, long evaluations, double stepSize) {
    /** Checks what all samplers are given, and evaluates the start. */
    static double begin(String sampler, Target target, double[] start, int warmUp, int draws) {
        if (draws < 1 || warmUp < 0) {
            throw new IllegalArgumentException(sampler + ": requires a draw and no negative warm-up, got " + draws
                    + " and " + warmUp + "; set them");
        }
        double log = target.logDensity(start);
        if (!(log > Double.NEGATIVE_INFINITY && log < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(sampler + ": requires a start of positive density, got ln p = " + log
                    + " at " + Arrays.toString(start) + "; begin elsewhere");
        }
        return log;
    }

    /** Throws if a log density is not a number; −∞ is allowed. */
    static double check(String sampler, double log, double[] theta) {
        if (!(log < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(sampler + ": requires a density, got ln p = " + log + " at "
                    + Arrays.toString(theta) + "; check the model");
        }
        return log;
    }
}
