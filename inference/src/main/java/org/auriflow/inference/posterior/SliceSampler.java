package org.auriflow.inference.posterior;

import java.util.Arrays;
import org.auriflow.engine.RandomStream;

/**
 * One coordinate after the other from its slice {θ_k : p(θ) > u}, found by stepping out and shrinkage (R. Neal, Annals of
 * Statistics 31 (2003), figures 3 and 5). It has nothing to tune: in the warm-up the widths follow the moves made.
 *
 * @param width of the first interval in each coordinate; a wrong one costs evaluations, not correctness
 * @param steps the most widths that an interval grows to
 */
public record SliceSampler(double width, int steps) implements ChainSampler<Target> {
    /** Below this part of its width an interval no longer shrinks: the density jumps at the state itself. */
    private static final double SMALLEST = 1e-12;

    /**
     * A sampler.
     *
     * @throws IllegalArgumentException if the width is not positive or there is no step
     */
    public SliceSampler {
        if (!(width > 0) || steps < 1) {
            throw new IllegalArgumentException("slice: requires a positive width and at least one step, got " + width
                    + " and " + steps + "; set them");
        }
    }

    /** First intervals of width 1 that grow to 50 at most. */
    public SliceSampler() {
        this(1, 50);
    }

    @Override
    public Chain run(Target target, double[] start, int warmUp, int draws, RandomStream random) {
        Walk walk = new Walk(target, start.clone(), Chain.begin("slice", target, start, warmUp, draws), random);
        double[] widths = new double[start.length];
        double[] moved = new double[start.length];
        Arrays.fill(widths, width);
        double[][] kept = new double[draws][];
        for (int i = -warmUp; i < draws; i++) {
            for (int k = 0; k < widths.length; k++) {
                double before = walk.at[k];
                walk.move(k, widths[k]);
                moved[k] += Math.abs(walk.at[k] - before);
                int seen = i + warmUp + 1;
                if (i < 0 && seen >= 10 && moved[k] > 0) {
                    // Two uniform points of an interval are a third of its length apart.
                    widths[k] = 3 * moved[k] / seen;
                }
            }
            if (i >= 0) {
                kept[i] = walk.at.clone();
            }
        }
        return new Chain(kept, 1, 0, walk.evaluations, Double.NaN);
    }

    private final class Walk {
        private final Target target;
        private final double[] at;
        private final RandomStream random;
        private double log;
        private long evaluations = 1;

        private Walk(Target target, double[] at, double log, RandomStream random) {
            this.target = target;
            this.at = at;
            this.log = log;
            this.random = random;
        }

        private double at(int k, double value) {
            double old = at[k];
            at[k] = value;
            evaluations++;
            double there = Chain.check("slice", target.logDensity(at), at);
            at[k] = old;
            return there;
        }

        private void move(int k, double w) {
            double level = log - random.exponential();
            double here = at[k];
            double left = here - w * random.uniform();
            double right = left + w;
            // How the steps are shared between both ends has to be random, or detailed balance is lost.
            int toLeft = random.below(steps);
            for (int n = toLeft; n > 0 && at(k, left) > level; n--) {
                left -= w;
            }
            for (int n = steps - 1 - toLeft; n > 0 && at(k, right) > level; n--) {
                right += w;
            }
            while (right - left > SMALLEST * w) {
                double next = left + (right - left) * random.uniform();
                double there = at(k, next);
                if (there > level) {
                    at[k] = next;
                    log = there;
                    return;
                }
                if (next < here) {
                    left = next;
                } else {
                    right = next;
                }
            }
        }
    }
}
