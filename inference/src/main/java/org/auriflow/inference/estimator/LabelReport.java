package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.auriflow.inference.simulator.RatioRuns;

/**
 * What is unusual about the joint ratios of training runs. Labels of 0 and ∞ are right where a run is impossible at one of the points,
 * and every loss can learn from them; undefined ones, impossible at both, cannot be trained on. Nothing is clipped by itself but what
 * {@link RatioEstimator#train} says; see {@link org.auriflow.inference.loss.ClippedLabels} for outliers.
 *
 * @param runs how many there are
 * @param zero those with r_xz = 0
 * @param infinite those with r_xz = ∞
 * @param undefined those with r_xz = NaN
 * @param outliers those with finite |log r_xz| above the bound
 * @param bound of outliers, in nats
 * @param largest the largest finite |log r_xz|, in nats
 */
public record LabelReport(
        int runs, Found zero, Found infinite, Found undefined, Found outliers, double bound, double largest) {
    /** Ratios beyond e^±10 are where ROLR limits labels. */
    public static final double BOUND = 10;

    private static final int FIRST = 5;

    /**
     * Some of the runs.
     *
     * @param count how many
     * @param first numbers of the first few, from 0
     */
    public record Found(int count, List<Integer> first) {}

    /** Looks at the labels; runs without joint ratios have none. */
    public static LabelReport of(RatioRuns runs, double bound) {
        double[] log = runs.hasRatio() ? runs.logRXz() : new double[0];
        double largest =
                Arrays.stream(log).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        return new LabelReport(
                runs.size(),
                found(log, v -> v == Double.NEGATIVE_INFINITY),
                found(log, v -> v == Double.POSITIVE_INFINITY),
                found(log, Double::isNaN),
                found(log, v -> Double.isFinite(v) && Math.abs(v) > bound),
                bound,
                largest);
    }

    private static Found found(double[] log, DoublePredicate which) {
        int[] rows =
                IntStream.range(0, log.length).filter(i -> which.test(log[i])).toArray();
        return new Found(rows.length, IntStream.of(rows).limit(FIRST).boxed().toList());
    }

    /** Whether there is nothing unusual. */
    public boolean isClean() {
        return zero.count + infinite.count + undefined.count + outliers.count == 0;
    }

    /** In one line, such as {@code labels of 100 runs: r = 0 in 2 (runs 4, 17), largest |log r| 7.5}. */
    @Override
    public String toString() {
        return "labels of " + runs + " runs: " + text("r = 0", zero) + text("r = infinity", infinite)
                + text("r undefined", undefined) + text("|log r| > " + bound, outliers) + "largest |log r| " + largest;
    }

    private static String text(String what, Found found) {
        if (found.count == 0) {
            return "";
        }
        String rows = found.first.toString();
        return what + " in " + found.count + " (runs " + rows.substring(1, rows.length() - 1)
                + (found.count > found.first.size() ? ", ..." : "") + "), ";
    }
}
