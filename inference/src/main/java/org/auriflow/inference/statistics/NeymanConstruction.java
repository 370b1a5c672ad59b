package org.auriflow.inference.statistics;

import java.util.Arrays;
import org.auriflow.engine.RandomStream;

/**
 * Confidence sets from simulated experiments, whose coverage is guaranteed whatever the test statistic is: a bad network
 * makes them wide, never wrong.
 *
 * <p>At each point of a grid of theta, toy experiments give the distribution of the statistic. A point is accepted if
 * the observed statistic is not among the most extreme toys there: its p-value
 *
 * <pre>
 *   p(θ) = (1 + number of toys with a statistic at least as large as the observed one) / (1 + number of toys)
 * </pre>
 *
 * <p>exceeds 1 − level. At a true theta on the grid, P(p ≤ α) ≤ α holds exactly for any number of toys; statistics with
 * ties cover more than the level. The method knows nothing of theta between the points of the grid.
 *
 * @param <E> the type of an experiment's outcome, such as a table of events
 */
public final class NeymanConstruction<E> {
    private final Statistic<E> statistic;
    private final double[][] grid;
    private final ToyDistribution[] toys;

    /**
     * Makes one outcome.
     *
     * @param <E> the type of an outcome
     */
    @FunctionalInterface
    public interface Experiment<E> {
        /**
         * Simulates an experiment.
         *
         * @param theta P components
         * @param random the stream of this experiment
         * @return its outcome
         */
        E simulate(double[] theta, RandomStream random);
    }

    /**
     * A measure of how badly an outcome fits theta, such as −2 log λ(θ).
     *
     * @param <E> the type of an outcome
     */
    @FunctionalInterface
    public interface Statistic<E> {
        /**
         * Compares.
         *
         * @param outcome of an experiment
         * @param theta P components
         * @return larger for a worse fit; not NaN
         */
        double of(E outcome, double[] theta);
    }

    /**
     * Simulates all toys.
     *
     * @param experiment makes outcomes
     * @param statistic compares them with theta
     * @param grid parameter points with shape (K, P), K at least 1
     * @param toysPerPoint at least 1; a level of 95 % needs 19 at the very least, and some hundreds to be sharp
     * @param seed of the random numbers; toy i at point k has the stream k · toysPerPoint + i of a range of its own
     * @throws IllegalArgumentException if the grid or the number of toys is empty, or a statistic is NaN
     */
    public NeymanConstruction(
            Experiment<E> experiment, Statistic<E> statistic, double[][] grid, int toysPerPoint, long seed) {
        if (grid.length == 0 || toysPerPoint < 1) {
            throw new IllegalArgumentException("Neyman construction: at least 1 point and 1 toy are needed, got "
                    + grid.length + " points and " + toysPerPoint + " toys");
        }
        this.statistic = statistic;
        this.grid = new double[grid.length][];
        this.toys = new ToyDistribution[grid.length];
        for (int k = 0; k < grid.length; k++) {
            this.grid[k] = grid[k].clone();
            double[] values = new double[toysPerPoint];
            for (int i = 0; i < toysPerPoint; i++) {
                long stream = (0x4E45_594DL << 42) + (long) k * toysPerPoint + i;
                E outcome = experiment.simulate(grid[k].clone(), new RandomStream(seed, stream));
                values[i] = statistic(outcome, k);
            }
            toys[k] = new ToyDistribution(values);
        }
    }

    /**
     * Refuses a grid of two parameters other than that of the toys.
     *
     * @param op who asks
     * @param xs values of the first parameter
     * @param ys values of the second
     * @throws IllegalArgumentException if the toys are not at each point of {@link ConfidenceRegion#grid}
     */
    public void requireGrid(String op, double[] xs, double[] ys) {
        if (!Arrays.deepEquals(grid, ConfidenceRegion.grid(xs, ys))) {
            throw new IllegalArgumentException(op + ": toys at each point of the grid are needed, got " + grid.length
                    + " points for " + xs.length + " by " + ys.length);
        }
    }

    /** The parameter points; a copy. */
    public double[][] grid() {
        double[][] copy = new double[grid.length][];
        Arrays.setAll(copy, k -> grid[k].clone());
        return copy;
    }

    /** The statistic's toys at point k of the grid. */
    public ToyDistribution toys(int k) {
        return toys[k];
    }

    /**
     * The p-value of every point of the grid.
     *
     * @param observed the outcome of the real experiment
     * @return K p-values in (0, 1]
     * @throws IllegalArgumentException if a statistic is NaN
     */
    public double[] pValues(E observed) {
        double[] result = new double[grid.length];
        for (int k = 0; k < result.length; k++) {
            result[k] = toys[k].pValue(statistic(observed, k));
        }
        return result;
    }

    /**
     * The p-value of one point of the grid.
     *
     * @param observed the outcome of the real experiment
     * @param theta one of the grid's points
     * @return in (0, 1]
     * @throws IllegalArgumentException if theta is not on the grid or the statistic is NaN
     */
    public double pValue(E observed, double[] theta) {
        for (int k = 0; k < grid.length; k++) {
            if (Arrays.equals(grid[k], theta)) {
                return toys[k].pValue(statistic(observed, k));
            }
        }
        throw new IllegalArgumentException("Neyman construction: theta must be a point of the grid, got "
                + Arrays.toString(theta) + "; include it");
    }

    /**
     * Which points of the grid a level does not exclude.
     *
     * @param observed the outcome of the real experiment
     * @param level in (0, 1)
     * @return for each point whether its p-value exceeds 1 − level
     * @throws IllegalArgumentException if the level is out of range, there are too few toys to exclude anything, or a
     *     statistic is NaN
     */
    public boolean[] accepted(E observed, double level) {
        double alpha = requireAlpha(level);
        double[] p = pValues(observed);
        boolean[] accepted = new boolean[p.length];
        for (int k = 0; k < p.length; k++) {
            accepted[k] = p[k] > alpha;
        }
        return accepted;
    }

    /**
     * The confidence set of one parameter. Ends are interpolated linearly in p between a point that is accepted and its
     * neighbour that is not.
     *
     * @param observed the outcome of the real experiment
     * @param level in (0, 1)
     * @return the set, empty if the level excludes every point
     * @throws IllegalArgumentException if the grid has several parameters or does not ascend, the level is out of range,
     *     there are too few toys to exclude anything, or a statistic is NaN
     */
    public ConfidenceSet confidenceSet(E observed, double level) {
        double alpha = requireAlpha(level);
        requireAscendingLine();
        double[] p = pValues(observed);
        double[] thetas = new double[p.length];
        boolean[] inside = new boolean[p.length];
        for (int k = 0; k < p.length; k++) {
            thetas[k] = grid[k][0];
            inside[k] = p[k] > alpha;
        }
        return ConfidenceSet.scan(level, thetas, inside, (out, in) -> {
            double share = (alpha - p[out]) / (p[in] - p[out]);
            return (1 - share) * thetas[out] + share * thetas[in];
        });
    }

    private double requireAlpha(double level) {
        toys[0].requireEnough(level);
        return 1 - level;
    }

    private void requireAscendingLine() {
        for (int k = 0; k < grid.length; k++) {
            if (grid[k].length != 1 || (k > 0 && !(grid[k][0] > grid[k - 1][0]))) {
                throw new IllegalArgumentException("Neyman construction: intervals need a grid of one ascending "
                        + "parameter, got " + Arrays.toString(grid[k]) + " at point " + k + "; use accepted instead");
            }
        }
    }

    /**
     * The statistic of an outcome at point k of the grid.
     *
     * @throws IllegalArgumentException if it is NaN
     */
    public double statistic(E outcome, int k) {
        double value = statistic.of(outcome, grid[k].clone());
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                    "Neyman construction: the statistic must be a number, got NaN at theta = "
                            + Arrays.toString(grid[k]));
        }
        return value;
    }
}
