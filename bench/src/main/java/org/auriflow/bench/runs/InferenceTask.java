package org.auriflow.bench.runs;

import java.util.List;
import java.util.Optional;
import org.auriflow.inference.data.RunTable;

/**
 * What to infer from events.
 *
 * @param x events, shape (n, D)
 * @param lower the lower ends of the search, P components
 * @param upper the upper ends
 * @param points of the grid along each parameter, at least 3; 0 for a number by P
 * @param levels of confidence sets in (0, 1)
 * @param calibration runs of pairs that the estimator was not trained on
 * @param toys pools of runs at single points, for a Neyman construction
 * @param toysPerPoint of that
 * @param limits whether one-sided limits are wanted
 * @param sampler of the posterior: none, grid, nuts, slice, stretch or walk
 * @param chains of the posterior
 * @param draws of each
 * @param seed of toys and chains
 */
public record InferenceTask(
        double[][] x,
        double[] lower,
        double[] upper,
        int points,
        List<Double> levels,
        Optional<RunTable> calibration,
        Optional<RunTable> toys,
        int toysPerPoint,
        boolean limits,
        String sampler,
        int chains,
        int draws,
        long seed) {}
