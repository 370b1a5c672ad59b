package org.auriflow.inference.statistics;

import java.util.List;

/**
 * Calibrations at every point of a grid of θ0, with the same θ1: they turn estimated ratios of an event set into a
 * calibrated likelihood of one parameter.
 *
 * <p>Calibrations from independent runs at each θ0 fluctuate independently, and so does the likelihood from point to
 * point; calibrations from the same reweighted runs (see {@link RatioCalibration}) vary smoothly.
 */
public final class CalibratedGrid {
    private final double[] thetas;
    private final List<RatioCalibration> calibrations;

    /**
     * A grid.
     *
     * @param thetas the values of θ0, at least 3, in ascending order
     * @param calibrations one for each
     * @throws IllegalArgumentException if there is not one calibration for each theta
     */
    public CalibratedGrid(double[] thetas, List<RatioCalibration> calibrations) {
        if (thetas.length != calibrations.size()) {
            throw new IllegalArgumentException("calibrated grid: every theta needs a calibration, got " + thetas.length
                    + " thetas and " + calibrations.size() + " calibrations");
        }
        this.thetas = thetas.clone();
        this.calibrations = List.copyOf(calibrations);
    }

    /** The values of θ0; a copy. */
    public double[] thetas() {
        return thetas.clone();
    }

    /** The calibration at point k of the grid. */
    public RatioCalibration calibration(int k) {
        return calibrations.get(k);
    }

    /**
     * The calibrated likelihood of an event set, Σ log r_cal(x_i | θ0, θ1), interpolated between the points of the grid.
     *
     * @param logRHat log r̂(x_i | θ0_k, θ1) with shape (K, n): for each point of the grid, each event
     * @return a likelihood over the range of the grid
     * @throws IllegalArgumentException if there is not one row for each point, a value is NaN, or the grid has fewer
     *     than 3 points or does not ascend
     */
    public TabulatedLikelihood logLikelihood(double[][] logRHat) {
        if (logRHat.length != thetas.length) {
            throw new IllegalArgumentException("calibrated grid: a row of log r is needed for each of " + thetas.length
                    + " thetas, got " + logRHat.length + " rows");
        }
        double[] values = new double[thetas.length];
        for (int k = 0; k < values.length; k++) {
            for (double calibrated : calibrations.get(k).calibrated(logRHat[k])) {
                values[k] += calibrated;
            }
        }
        return new TabulatedLikelihood(thetas, values);
    }
}
