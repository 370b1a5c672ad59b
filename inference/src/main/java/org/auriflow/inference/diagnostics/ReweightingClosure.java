package org.auriflow.inference.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.Check;
import org.auriflow.inference.statistics.Sample;

/**
 * Each observable of runs at θ1 reweighted by r̂(x | θ0, θ1), against runs at θ0: moments and histograms (arXiv:1506.02169).
 *
 * @param observables one each
 */
public record ReweightingClosure(List<Observable> observables) {
    /**
     * One observable.
     *
     * @param mean the difference of means, reweighted − simulated
     * @param variance the difference of variances
     * @param edges the inner edges of the histogram, whose outermost bins reach to infinity
     * @param reweighted the share of the weight in each bin
     * @param simulated the share of runs at θ0 in each bin
     * @param histogram χ² of the two histograms
     */
    public record Observable(
            Check mean,
            Check variance,
            List<Double> edges,
            List<Double> reweighted,
            List<Double> simulated,
            WaldTest histogram) {
        /** The smallest of the three p-values, times 3 for having looked at three. */
        public double pValue() {
            return Math.min(1, 3 * Math.min(histogram.pValue(), Math.min(mean.pValue(), variance.pValue())));
        }

        /** The three tests in a line. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "mean %s, variance %s, histogram %s, p = %.2g", mean, variance, histogram, pValue());
        }
    }

    /** Copies the list. */
    public ReweightingClosure {
        observables = List.copyOf(observables);
    }

    /**
     * Compares.
     *
     * @param reweighted runs at θ1 with weights r̂, as {@link EstimatorChecks#reweighted} makes them
     * @param simulated runs at θ0, of the same observables
     * @param bins of each histogram, of equal population; at least 2
     * @throws IllegalArgumentException if samples differ in dimension or there are too few bins
     */
    public static ReweightingClosure of(Sample reweighted, Sample simulated, int bins) {
        if (reweighted.dimension() != simulated.dimension() || bins < 2) {
            throw new IllegalArgumentException("reweighting closure: two samples of the same observables and at least 2"
                    + " bins are needed, got " + reweighted.dimension() + " and " + simulated.dimension()
                    + " observables and " + bins + " bins");
        }
        List<Observable> observables = new ArrayList<>();
        for (int d = 0; d < simulated.dimension(); d++) {
            observables.add(compare(column(reweighted, d), column(simulated, d), bins));
        }
        return new ReweightingClosure(observables);
    }

    private static Sample column(Sample sample, int d) {
        return Sample.of(Arrays.stream(sample.values())
                        .mapToDouble(row -> row[d])
                        .toArray())
                .withWeights(sample.weights());
    }

    private static Observable compare(Sample reweighted, Sample simulated, int bins) {
        Check a = Check.mean(reweighted, 0);
        Check b = Check.mean(simulated, 0);
        Binning binning = Binning.equalPopulation(bins, simulated);
        WeightedMean above = WeightedMean.of(reweighted, row -> indicator(binning, row));
        WeightedMean below = WeightedMean.of(simulated, row -> indicator(binning, row));
        return new Observable(
                difference(a, b),
                difference(squaredDeviation(reweighted, a.value()), squaredDeviation(simulated, b.value())),
                boxed(binning.edges(0)),
                boxed(above.mean()),
                boxed(below.mean()),
                WaldTest.equal(above, below));
    }

    private static Check difference(Check a, Check b) {
        return new Check(a.value() - b.value(), Math.hypot(a.standardError(), b.standardError()), 0);
    }

    private static Check squaredDeviation(Sample sample, double mean) {
        double[] squares = Arrays.stream(sample.values())
                .mapToDouble(row -> (row[0] - mean) * (row[0] - mean))
                .toArray();
        return Check.mean(Sample.of(squares).withWeights(sample.weights()), 0);
    }

    private static double[] indicator(Binning binning, double[] value) {
        double[] in = new double[binning.size()];
        in[binning.index(value)] = 1;
        return in;
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** The smallest p-value over all observables, times their number for having looked at as many. */
    public double pValue() {
        return Math.min(
                1,
                observables.size()
                        * observables.stream()
                                .mapToDouble(Observable::pValue)
                                .min()
                                .orElseThrow());
    }

    /** A line for each observable. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int d = 0; d < observables.size(); d++) {
            text.append(d == 0 ? "" : System.lineSeparator())
                    .append("observable ")
                    .append(d)
                    .append(": ")
                    .append(observables.get(d));
        }
        return text.toString();
    }
}
