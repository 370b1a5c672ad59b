package org.auriflow.bench.runs;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.Simulator;

/**
 * What to infer from events.
 *
 * @param x events, shape (n, D)
 * @param lower the lower ends of the search, P components
 * @param upper the upper ends
 * @param points of the grid along each parameter, at least 3; 0 for a number by P
 * @param levels of confidence sets in (0, 1)
 * @param calibration runs at single values of θ for toys, or pairs for a calibrated likelihood
 * @param simulator makes runs for toys
 * @param toysPerPoint of a Neyman construction
 * @param limits whether one-sided limits are wanted
 * @param nullTheta the null hypothesis of limits by CLs, P components, NaN where it leaves a parameter open
 * @param sampler of the posterior: none, grid, nuts, slice, stretch or walk
 * @param chains of the posterior
 * @param draws of each
 * @param seed of toys and chains
 * @param threads that simulate
 */
public record InferenceTask(
        double[][] x,
        double[] lower,
        double[] upper,
        int points,
        List<Double> levels,
        Optional<RunTable> calibration,
        Optional<Simulator> simulator,
        int toysPerPoint,
        boolean limits,
        Optional<double[]> nullTheta,
        String sampler,
        int chains,
        int draws,
        long seed,
        int threads) {
    /** Runs with one θ each, for toys. */
    Optional<RunTable> single() {
        return calibration.filter(t -> !t.layout().isRatio());
    }

    /** Pairs of θ0 and θ1, for a calibrated likelihood. */
    Optional<RunTable> pairs() {
        return calibration.filter(t -> t.layout().isRatio());
    }

    /** The number of points of the grid along each parameter. */
    int gridPoints() {
        return points > 0 ? points : lower.length == 1 ? 201 : lower.length == 2 ? 61 : 15;
    }

    /** The grid along a parameter. */
    double[] axis(int p) {
        return even(lower[p], upper[p], gridPoints());
    }

    /** Points at equal distances; the last is the upper end, without rounding. */
    static double[] even(double low, double high, int points) {
        double step = (high - low) / (points - 1);
        return IntStream.range(0, points)
                .mapToDouble(i -> i == points - 1 ? high : low + i * step)
                .toArray();
    }
}
