package org.auriflow.inference.comparison;

import java.util.Arrays;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.HistogramRatio;
import org.auriflow.inference.statistics.Sample;

/** Ratios of histograms of t̂ · (θ0 − θ1), which near θ1 is as good as all components of t̂ (1805.00020). */
final class ScoreHistograms implements Estimate {
    private static final int RUNS = 10_000;
    private static final int BINS = 50;

    private final ScoreEstimator estimator;
    private final TrainingTask task;

    /** Null until a ratio is asked for. */
    private double[][] atReference;

    /** How often it was asked: every θ0 has runs of its own. */
    private int asked;

    ScoreHistograms(ScoreEstimator estimator, TrainingTask task) {
        this.estimator = estimator;
        this.task = task;
    }

    private double[][] runs(double[] theta) {
        long first = TrainingTask.FURTHER + (long) RUNS * asked++;
        double[] x = task.mine()
                .withFirstRun(first)
                .score(RUNS, PointProposal.at(theta))
                .x();
        return estimator.score(Rows.of(x, RUNS));
    }

    @Override
    public double[] logRatio(double[][] x, double[] theta0) {
        if (atReference == null) {
            atReference = runs(task.problem().reference());
        }
        double[] direction = task.problem().reference();
        Arrays.setAll(direction, k -> theta0[k] - direction[k]);
        Sample zero = Sample.of(along(direction, runs(theta0)));
        Sample one = Sample.of(along(direction, atReference));
        HistogramRatio ratio = HistogramRatio.fit(zero, one, Binning.equalPopulation(BINS, zero, one));
        return Arrays.stream(along(direction, estimator.score(x)))
                .map(ratio::logRatio)
                .toArray();
    }

    private static double[] along(double[] direction, double[][] scores) {
        return Arrays.stream(scores)
                .mapToDouble(t -> {
                    double sum = 0;
                    for (int k = 0; k < t.length; k++) {
                        sum += t[k] * direction[k];
                    }
                    return sum;
                })
                .toArray();
    }

    @Override
    public double[][] score(double[][] x) {
        return estimator.score(x);
    }

    @Override
    public void close() {
        estimator.close();
    }
}
