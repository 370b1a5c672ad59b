package org.auriflow.inference.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.auriflow.inference.statistics.Interval;

/** A density on equal cells of a box, normalised over them by its values in their centres. Meant for one or two parameters. */
public final class GridPosterior {
    private static final int MOST_CELLS = 10_000_000;

    private final double[] lower;
    private final double[] width;
    private final int[] cells;
    private final double[] probability;
    private final double logEvidence;

    /**
     * Evaluates the target in every cell.
     *
     * @param lower lower ends of the box, D components
     * @param upper upper ends
     * @param cells along each parameter
     * @throws IllegalArgumentException if the box is not finite, cells are missing or more than ten million, or the target is zero
     *     everywhere or not a number somewhere
     */
    public GridPosterior(Target target, double[] lower, double[] upper, int... cells) {
        long size = 1;
        boolean fits = lower.length == upper.length && lower.length == cells.length && cells.length > 0;
        for (int k = 0; fits && k < cells.length; k++) {
            fits = cells[k] >= 1 && upper[k] > lower[k] && Double.isFinite(upper[k] - lower[k]);
            size *= cells[k];
            fits &= size <= MOST_CELLS;
        }
        if (!fits) {
            throw new IllegalArgumentException("grid: requires a finite box and 1 to " + MOST_CELLS + " cells, got "
                    + Arrays.toString(lower) + " to " + Arrays.toString(upper) + " in " + Arrays.toString(cells)
                    + " cells; give the ends and a number for each parameter");
        }
        this.lower = lower.clone();
        this.cells = cells.clone();
        this.width = new double[cells.length];
        double volume = 1;
        for (int k = 0; k < cells.length; k++) {
            width[k] = (upper[k] - lower[k]) / cells[k];
            volume *= width[k];
        }
        double[] log = new double[(int) size];
        for (int i = 0; i < log.length; i++) {
            double[] theta = center(i);
            log[i] = Chain.check("grid", target.logDensity(theta), theta);
        }
        double most = Arrays.stream(log).max().orElseThrow();
        if (most == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "grid: requires a density, got zero in all " + size + " cells; move the box or take more cells");
        }
        double total = Arrays.stream(log).map(v -> Math.exp(v - most)).sum();
        this.probability =
                Arrays.stream(log).map(v -> Math.exp(v - most) / total).toArray();
        this.logEvidence = most + Math.log(total * volume);
    }

    /** The number of cells. */
    public int size() {
        return probability.length;
    }

    /** The centre of cell i; the last parameter varies fastest. */
    public double[] center(int i) {
        double[] theta = new double[cells.length];
        int rest = i;
        for (int k = cells.length - 1; k >= 0; k--) {
            theta[k] = lower[k] + (rest % cells[k] + 0.5) * width[k];
            rest /= cells[k];
        }
        return theta;
    }

    /** The probability of every cell; a copy. */
    public double[] probability() {
        return probability.clone();
    }

    /** ln of the integral of the target over the box: the evidence of a posterior whose prior and likelihood are normalised. */
    public double logEvidence() {
        return logEvidence;
    }

    private Moments moments() {
        double[][] points = new double[size()][];
        Arrays.setAll(points, this::center);
        return Moments.of(points, probability);
    }

    /** The mean of the parameters. */
    public double[] mean() {
        return moments().mean();
    }

    /** The covariance of the parameters, shape (D, D). */
    public double[][] covariance() {
        return moments().covariance();
    }

    /** The probability of the cells of parameter k alone. */
    public double[] marginal(int k) {
        double[] sum = new double[cells[k]];
        for (int i = 0; i < size(); i++) {
            sum[(int) ((center(i)[k] - lower[k]) / width[k])] += probability[i];
        }
        return sum;
    }

    /**
     * The cells of highest density that together reach a probability.
     *
     * @param level as 0.68
     * @return whether each cell belongs to the credible set
     */
    public boolean[] credibleSet(double level) {
        return highest(probability, level);
    }

    /** The intervals of parameter k that make the set of highest marginal density; several where it has several peaks. */
    public List<Interval> credibleIntervals(int k, double level) {
        boolean[] in = highest(marginal(k), level);
        List<Interval> intervals = new ArrayList<>();
        for (int from = 0; from < in.length; from++) {
            if (in[from]) {
                int to = from;
                while (to + 1 < in.length && in[to + 1]) {
                    to++;
                }
                intervals.add(new Interval(
                        lower[k] + from * width[k], lower[k] + (to + 1) * width[k], from == 0, to == in.length - 1));
                from = to;
            }
        }
        return intervals;
    }

    private static boolean[] highest(double[] p, double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "credible set: requires a level in (0, 1), got " + level + "; 0.68 is usual");
        }
        Integer[] order = new Integer[p.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -p[i]));
        boolean[] in = new boolean[p.length];
        double sum = 0;
        for (int i = 0; i < order.length && sum < level; i++) {
            in[order[i]] = true;
            sum += p[order[i]];
        }
        return in;
    }
}
