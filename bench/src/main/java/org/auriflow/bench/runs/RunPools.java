package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;

/**
 * Runs at single values of θ, grouped by them: what toys are drawn from.
 *
 * @param thetas one for each pool, P components, in ascending order of the first, then the second
 * @param x events of each pool, shape (runs, D)
 */
record RunPools(List<double[]> thetas, List<double[][]> x) {
    /** The fewest runs of a pool. */
    private static final int SMALLEST = 50;

    /** Pools of a file of runs. */
    static RunPools of(TrainedEstimator estimator, RunTable table) {
        List<String> parameters = table.layout().parameters();
        if (parameters.size() != estimator.parameters().size()
                || !table.layout().observables().equals(estimator.observables())) {
            throw new IllegalArgumentException("calibrate: requires runs with the parameters " + estimator.parameters()
                    + " and observables " + estimator.observables() + " of the training, got " + parameters + " and "
                    + table.layout().observables() + "; give the runs of the same simulator");
        }
        int k = parameters.size();
        double[][] theta = RunsForMethod.rows(table.column(RunColumn.THETA), k);
        double[][] x = RunsForMethod.rows(
                table.column(RunColumn.X), table.layout().observables().size());
        Map<List<Double>, List<double[]>> pools = new LinkedHashMap<>();
        for (int i = 0; i < theta.length; i++) {
            // adding 0 makes one value of 0 and −0
            pools.computeIfAbsent(
                            Arrays.stream(theta[i]).map(t -> t + 0.0).boxed().toList(), t -> new ArrayList<>())
                    .add(x[i]);
        }
        int smallest = pools.values().stream().mapToInt(List::size).min().orElse(0);
        if (smallest < SMALLEST) {
            throw new IllegalArgumentException(
                    "calibrate: toys require at least " + SMALLEST + " runs at each of at least 3 values of theta, got "
                            + pools.size() + " values, the fewest runs " + smallest
                            + "; simulate at single values of --theta");
        }
        return sorted(
                pools.keySet().stream()
                        .map(t -> t.stream().mapToDouble(Double::doubleValue).toArray())
                        .toList(),
                pools.values().stream().map(r -> r.toArray(double[][]::new)).toList());
    }

    /**
     * Pools of a simulator.
     *
     * @param done hears after each point how many are ready
     */
    static RunPools of(GoldMine mine, List<double[]> points, int runs, LongConsumer done) {
        List<double[][]> x = new ArrayList<>();
        for (int k = 0; k < points.size(); k++) {
            double[] all = mine.withFirstRun((long) k * runs)
                    .score(runs, PointProposal.at(points.get(k)))
                    .x();
            x.add(RunsForMethod.rows(all, all.length / runs));
            done.accept(k + 1);
        }
        return sorted(points, x);
    }

    private static RunPools sorted(List<double[]> thetas, List<double[][]> x) {
        int[] order = IntStream.range(0, thetas.size())
                .boxed()
                .sorted((a, b) -> Arrays.compare(thetas.get(a), thetas.get(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        return new RunPools(
                Arrays.stream(order).mapToObj(thetas::get).toList(),
                Arrays.stream(order).mapToObj(x::get).toList());
    }

    /** The values of one parameter, each once. */
    double[] axis(int p) {
        return thetas.stream().mapToDouble(t -> t[p]).distinct().sorted().toArray();
    }

    /** The pool at a value of θ, or −1. */
    int at(double[] theta) {
        for (int k = 0; k < thetas.size(); k++) {
            if (IntStream.range(0, theta.length).allMatch(thetaOf(k, theta))) {
                return k;
            }
        }
        return -1;
    }

    private IntPredicate thetaOf(int k, double[] theta) {
        return p -> thetas.get(k)[p] == theta[p];
    }

    /**
     * These pools if they serve a Neyman construction: of one parameter at 3 values or more, of two at each point of a grid.
     *
     * @throws IllegalArgumentException otherwise
     */
    RunPools forToys(List<String> parameters) {
        requireFew(parameters);
        int points =
                IntStream.range(0, parameters.size()).map(p -> axis(p).length).reduce(1, (a, b) -> a * b);
        int fewest = IntStream.range(0, parameters.size())
                .map(p -> axis(p).length)
                .min()
                .orElse(0);
        if (fewest < 3 || points != thetas.size()) {
            throw new IllegalArgumentException(
                    parameters.size() == 1
                            ? "calibrate: toys require runs at at least 3 values of theta, got " + thetas.size()
                                    + "; simulate at single values of --theta"
                            : "calibrate: toys require runs at every point of a grid of at least 3 by 3 values of "
                                    + parameters + ", got " + thetas.size() + " points for " + axis(0).length + " by "
                                    + axis(1).length + " values; simulate at the others");
        }
        return this;
    }

    /** Refuses more than two parameters: toys would be needed on a grid of all of them. */
    static void requireFew(List<String> parameters) {
        if (parameters.size() > 2) {
            throw new IllegalArgumentException("toys: require one or two parameters, got " + parameters
                    + "; leave --calibrate and --simulator out" + ", or give --null for limits from Asimov data");
        }
    }
}
