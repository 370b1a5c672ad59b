package org.auriflow.bench.runs;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.LogisticCalibration;
import org.auriflow.inference.statistics.Sample;

/** A likelihood that runs in pairs of θ0 and θ1 calibrate, smoothly in the estimate and in θ. */
final class PairCalibration {
    /** Runs for an event, with which sets of a Gaussian's mean had the right width and coverage (docs/results.md). */
    private static final int ENOUGH = 100;

    /** Without joint ratios, extrapolated from 400, where sets of 68 % covered 60 %. */
    private static final int ENOUGH_LABELS = 1_000;

    private final TrainedEstimator estimator;
    private final double[] theta1;
    private final LogisticCalibration calibration;
    private final int runs;
    private final int enough;

    private PairCalibration(
            TrainedEstimator estimator, double[] theta1, LogisticCalibration calibration, int runs, int enough) {
        this.estimator = estimator;
        this.theta1 = theta1;
        this.calibration = calibration;
        this.runs = runs;
        this.enough = enough;
    }

    /**
     * Fits to the joint ratios of the pairs, or to their labels where they have none.
     *
     * @throws IllegalArgumentException if the estimator has no ratio to this θ1, or pairs are weighted or have several θ1
     */
    static PairCalibration of(TrainedEstimator estimator, RunTable table) {
        RatioRuns pairs = table.ratioRuns();
        double[] theta1 = Arrays.copyOf(pairs.theta1(), pairs.parameters().size());
        boolean reference = estimator.kind() == Kind.DENSITY
                || (estimator.kind() == Kind.RATIO
                        && (estimator.needsReference() || Arrays.equals(theta1, estimator.reference())));
        if (!reference || !pairs.hasFixedTheta1() || pairs.hasWeights()) {
            throw new IllegalArgumentException("calibrate: pairs require an estimator of the ratio to their one theta1,"
                    + " and no weights, got " + estimator.method() + " and theta1 = " + Arrays.toString(theta1)
                    + "; give runs at single values of theta");
        }
        double[][] theta0 = RunsForMethod.rows(pairs.theta0(), theta1.length);
        double[][] x = RunsForMethod.rows(
                table.column(RunColumn.X), table.layout().observables().size());
        double[] log = TrainedEstimator.mean(estimator.logRatios(x, theta0, repeated(theta1, x.length)));
        double[][] values = new double[x.length][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[theta1.length + 1];
            values[i][0] = log[i];
            System.arraycopy(theta0[i], 0, values[i], 1, theta1.length);
        }
        LogisticCalibration calibration = pairs.hasRatio()
                ? LogisticCalibration.fit(Sample.of(values), pairs.logRXz())
                : LogisticCalibration.fit(labelled(values, pairs.y(), 0), labelled(values, pairs.y(), 1));
        int enough = pairs.hasRatio() ? ENOUGH : ENOUGH_LABELS;
        return new PairCalibration(estimator, theta1, calibration, x.length, enough);
    }

    private static double[][] repeated(double[] row, int n) {
        double[][] rows = new double[n][];
        Arrays.fill(rows, row);
        return rows;
    }

    private static Sample labelled(double[][] values, double[] y, int label) {
        return Sample.of(IntStream.range(0, y.length)
                .filter(i -> y[i] == label)
                .mapToObj(i -> values[i])
                .toArray(double[][]::new));
    }

    /** θ → Σ log r_cal(x_i | θ, θ1). */
    LogLikelihood logLikelihood(double[][] x) {
        double[][] one = repeated(theta1, x.length);
        return calibration.logLikelihood(
                theta -> TrainedEstimator.mean(estimator.logRatios(x, repeated(theta, x.length), one)));
    }

    /** Whether the runs are few for so many events. */
    Optional<String> warning(int events) {
        return runs >= (long) enough * events
                ? Optional.empty()
                : Optional.of("the calibration has " + runs + " runs for " + events
                        + " events, and adds its own error to theirs; give " + enough + " for each event");
    }
}
