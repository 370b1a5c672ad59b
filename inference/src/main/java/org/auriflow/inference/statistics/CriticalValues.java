package org.auriflow.inference.statistics;

/**
 * The critical value of a Neyman construction in two parameters, known from toys on a coarse grid and bilinear in between, for the
 * observed statistic is known on a finer one. At the points of the coarse grid coverage is guaranteed as it is for the
 * construction; in between as far as the critical value is smooth, which it is wherever the statistic is near −2 log λ.
 */
public final class CriticalValues {
    private final double level;
    private final double[] xs;
    private final double[] ys;
    private final double[][] values;

    /**
     * Critical values.
     *
     * @param construction with toys at each point of {@link ConfidenceRegion#grid}
     * @param xs values of the first parameter, at least 3, in ascending order
     * @param ys values of the second
     * @param level in (0, 1)
     * @throws IllegalArgumentException if the toys are for other points, an axis does not ascend, the level is out of range or
     *     there are too few toys to exclude anything
     */
    public CriticalValues(NeymanConstruction<?> construction, double[] xs, double[] ys, double level) {
        ConfidenceRegion.requireAxis(xs);
        ConfidenceRegion.requireAxis(ys);
        construction.requireGrid("critical values", xs, ys);
        this.level = level;
        this.xs = xs.clone();
        this.ys = ys.clone();
        this.values = new double[xs.length][ys.length];
        for (int k = 0; k < xs.length * ys.length; k++) {
            values[k / ys.length][k % ys.length] = construction.toys(k).criticalValue(level);
        }
    }

    /**
     * The critical value.
     *
     * @throws IllegalArgumentException if a parameter is outside the grid
     */
    public double at(double x, double y) {
        int i = cell(xs, x);
        int j = cell(ys, y);
        double u = (x - xs[i]) / (xs[i + 1] - xs[i]);
        double v = (y - ys[j]) / (ys[j + 1] - ys[j]);
        return (1 - u) * ((1 - v) * values[i][j] + v * values[i][j + 1])
                + u * ((1 - v) * values[i + 1][j] + v * values[i + 1][j + 1]);
    }

    /**
     * Where the observed statistic does not exceed the critical value.
     *
     * @param fineXs values of the first parameter, at least 3, ascending, inside the grid of the toys
     * @param fineYs values of the second
     * @param statistic of the data with shape (fineXs, fineYs), as the construction computes it
     * @throws IllegalArgumentException as {@link ConfidenceRegion}, or if a value is outside the grid of the toys
     */
    public ConfidenceRegion region(double[] fineXs, double[] fineYs, double[][] statistic) {
        double[][] excess = new double[fineXs.length][fineYs.length];
        for (int i = 0; i < fineXs.length; i++) {
            for (int j = 0; j < fineYs.length; j++) {
                excess[i][j] = statistic[i][j] - at(fineXs[i], fineYs[j]);
            }
        }
        return new ConfidenceRegion(level, fineXs, fineYs, excess, 0);
    }

    private static int cell(double[] axis, double value) {
        if (!(value >= axis[0] && value <= axis[axis.length - 1])) {
            throw new IllegalArgumentException("critical values: a parameter must be in [" + axis[0] + ", "
                    + axis[axis.length - 1] + "], got " + value);
        }
        int i = 0;
        while (i < axis.length - 2 && value >= axis[i + 1]) {
            i++;
        }
        return i;
    }
}
