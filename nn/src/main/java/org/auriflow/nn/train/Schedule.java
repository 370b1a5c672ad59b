package org.auriflow.nn.train;

import java.util.List;

/**
 * The learning rate as a function of how far training has come, and of nothing else: a resumed run sees the same rates.
 */
@FunctionalInterface
public interface Schedule {
    /** The rate of the next step. */
    double learningRate(Progress progress);

    /**
     * How far training has come.
     *
     * @param epoch completed epochs
     * @param epochs planned epochs
     * @param step completed steps since the beginning
     * @param stepsPerEpoch steps in one epoch
     * @param history completed epochs
     */
    record Progress(int epoch, int epochs, long step, int stepsPerEpoch, List<EpochMetrics> history) {}

    /** Always the same. */
    static Schedule constant(double rate) {
        positive("constant", rate);
        return p -> rate;
    }

    /** first · (last/first)^(e/(E−1)) in epoch e = 0 … E−1: the first epoch has the first rate, the last one the last. */
    static Schedule exponential(double first, double last) {
        positive("exponential", first);
        positive("exponential", last);
        return p ->
                p.epochs() <= 1 ? first : first * StrictMath.pow(last / first, (double) p.epoch() / (p.epochs() - 1));
    }

    /** {@link #cosine(double, double, double)} without warm-up, to 0. */
    static Schedule cosine(double peak) {
        return cosine(peak, 0, 0);
    }

    /**
     * A linear rise to the peak, then half a cosine down to the last rate (1608.03983, eq. 5, without restarts), step by
     * step.
     *
     * @param warmUp share of all steps that the rise takes, in [0, 1)
     */
    static Schedule cosine(double peak, double warmUp, double last) {
        positive("cosine", peak);
        if (!(warmUp >= 0 && warmUp < 1) || !(last >= 0 && last <= peak)) {
            throw new IllegalArgumentException("cosine: requires warm-up in [0, 1) and a last rate in [0, peak], got "
                    + warmUp + " and " + last + "; 0.05 and 0 are usual");
        }
        return p -> {
            double total = (double) p.epochs() * p.stepsPerEpoch();
            double rise = Math.floor(warmUp * total);
            if (p.step() < rise) {
                return peak * (p.step() + 1) / (rise + 1);
            }
            double done = Math.min(1, (p.step() - rise) / (total - rise));
            return last + (peak - last) * 0.5 * (1 + StrictMath.cos(Math.PI * done));
        };
    }

    /**
     * Multiplied by a factor whenever the deciding loss has not improved by a ten-thousandth for more than {@code patience}
     * epochs.
     *
     * @param factor in (0, 1)
     * @param lowest the rate never falls below it
     */
    static Schedule plateau(double first, double factor, int patience, double lowest) {
        positive("plateau", first);
        if (!(factor > 0 && factor < 1) || patience < 0 || !(lowest >= 0 && lowest <= first)) {
            throw new IllegalArgumentException(
                    "plateau: requires a factor in (0, 1), patience >= 0 and a lowest rate in" + " [0, first], got "
                            + factor + ", " + patience + " and " + lowest + "; 0.1, 10 and 0 are usual");
        }
        return p -> {
            double rate = first;
            double best = Double.POSITIVE_INFINITY;
            int bad = 0;
            for (EpochMetrics e : p.history()) {
                if (e.decidingLoss() < best - 1e-4 * Math.abs(best) || best == Double.POSITIVE_INFINITY) {
                    best = e.decidingLoss();
                    bad = 0;
                } else if (++bad > patience) {
                    rate = Math.max(rate * factor, lowest);
                    bad = 0;
                }
            }
            return rate;
        };
    }

    private static void positive(String name, double rate) {
        if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + ": learning rate must be positive and finite, got " + rate + "; 1e-3 is usual");
        }
    }
}
