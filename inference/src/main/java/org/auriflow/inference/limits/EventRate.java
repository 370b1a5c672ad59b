package org.auriflow.inference.limits;

import org.auriflow.inference.statistics.TabulatedLikelihood;

/** The expected number of events ν(θ) = luminosity · σ(θ) · acceptance of one channel. */
@FunctionalInterface
public interface EventRate {
    /**
     * The expected number of events.
     *
     * @param theta P parameters
     * @return ν(θ); negative where no such theory exists, never NaN
     */
    double at(double[] theta);

    /**
     * A rate of one parameter between computed points: log ν is interpolated as {@link TabulatedLikelihood} does, so that ν is
     * positive, continuous and smooth.
     *
     * @param thetas at least 3, in ascending order; the rate is known between the first and the last
     * @param rates ν at each, positive
     * @throws IllegalArgumentException if lengths differ, thetas do not ascend, or a rate is not positive and finite
     */
    static EventRate tabulated(double[] thetas, double[] rates) {
        double[] logs = new double[rates.length];
        for (int i = 0; i < logs.length; i++) {
            if (!(rates[i] > 0) || !Double.isFinite(rates[i])) {
                throw new IllegalArgumentException("event rate: rates must be positive and finite, got " + rates[i]
                        + " at point " + i + "; give ν(θ) as a function where it vanishes");
            }
            logs[i] = Math.log(rates[i]);
        }
        TabulatedLikelihood table = new TabulatedLikelihood(thetas, logs);
        return theta -> Math.exp(table.at(theta));
    }

    /** This rate times a factor, such as a luminosity. */
    default EventRate times(double factor) {
        return theta -> factor * at(theta);
    }

    /** The rate of two processes in one channel, such as signal and background. */
    default EventRate plus(EventRate other) {
        return theta -> at(theta) + other.at(theta);
    }
}
