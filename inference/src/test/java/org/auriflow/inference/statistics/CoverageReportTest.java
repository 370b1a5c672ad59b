package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;

class CoverageReportTest {
    /** Sum over k of the binomial probability of intervals that hold the true probability. */
    private static double covering(Interval[] intervals, double truth) {
        int n = intervals.length - 1;
        double sum = 0;
        for (int k = 0; k <= n; k++) {
            sum += intervals[k].contains(truth) ? new BinomialDistribution(n, truth).probability(k) : 0;
        }
        return sum;
    }

    @Test
    void clopperPearsonCoversAlwaysAndWilsonOnAverage() {
        for (int n : new int[] {1, 7, 20}) {
            Interval[] exact = new Interval[n + 1];
            Interval[] wilson = new Interval[n + 1];
            for (int k = 0; k <= n; k++) {
                exact[k] = new Coverage(k, n).clopperPearson(0.95);
                wilson[k] = new Coverage(k, n).wilson(0.68);
            }
            double mean = 0;
            for (double truth = 0.025; truth < 1; truth += 0.05) {
                assertTrue(covering(exact, truth) >= 0.95, n + " at " + truth);
                mean += covering(wilson, truth) / 20;
            }
            assertEquals(0.68, mean, n == 1 ? 0.1 : 0.04);
        }
        // at the ends of Clopper and Pearson's interval the tails are exact
        Interval exact = new Coverage(3, 20).clopperPearson(0.9);
        assertEquals(0.05, 1 - new BinomialDistribution(20, exact.lower()).cumulativeProbability(2), 1e-8);
        assertEquals(0.05, new BinomialDistribution(20, exact.upper()).cumulativeProbability(3), 1e-8);
        assertEquals(0, new Coverage(0, 5).clopperPearson(0.9).lower());
        assertEquals(1, new Coverage(5, 5).clopperPearson(0.9).upper());
        // Wilson's ends solve |f − π| = z √(π(1 − π)/n)
        double end = new Coverage(3, 20).wilson(0.9).upper();
        assertEquals(Wilks.threshold(0.9, 1), Math.pow(0.15 - end, 2) / (end * (1 - end) / 20), 1e-9);
        assertEquals(-2.5, new Coverage(45, 100).pull(0.5) * 2.5, 1e-12);
    }

    /** The mean of 5 draws of N(θ, 1): Wilks is exact; half the variance undercovers, Neyman does not mind. */
    @Test
    void methodsAreComparedOnTheSameExperiments() {
        double[] truth = {0.2};
        NeymanConstruction.Experiment<Double> mean = (theta, random) -> theta[0] + random.normal() / Math.sqrt(5);
        NeymanConstruction<Double> neyman = new NeymanConstruction<>(
                mean, (x, theta) -> Math.abs(x - 1.1 * theta[0]), new double[][] {truth}, 1999, 3);
        Map<String, ToDoubleFunction<Double>> methods = new LinkedHashMap<>();
        methods.put("wilks", x -> Wilks.pValue(5 * Math.pow(x - 0.2, 2), 1));
        methods.put("overconfident", x -> Wilks.pValue(10 * Math.pow(x - 0.2, 2), 1));
        methods.put("neyman", x -> neyman.pValue(x, truth));
        CoverageReport report = CoverageReport.of(mean, truth, 4000, 8, methods, 0.68, 0.95);
        assertEquals(6, report.rows().size());
        for (CoverageReport.Row row : report.rows()) {
            boolean wrong = row.method().equals("overconfident");
            assertEquals(wrong, row.undercovers(), row.toString());
            assertEquals(wrong, row.toString().endsWith("UNDERCOVERS"));
            if (!wrong) {
                assertEquals(row.level(), row.coverage().fraction(), 0.03, row.toString());
            }
        }
        assertTrue(report.toString().contains("wilks at 0.68: 0."), report.toString());
        assertEquals(List.of(0.2), report.theta());
    }

    @Test
    void badRequestsAreRefused() {
        NeymanConstruction.Experiment<Double> none = (theta, random) -> 0.0;
        double[] at = {0};
        NeymanConstruction<Double> neyman = new NeymanConstruction<>(none, (x, theta) -> x, new double[][] {at}, 9, 1);
        for (Runnable action : List.<Runnable>of(
                () -> CoverageReport.of(none, at, 5, 1, Map.of("a", x -> 2.0), 0.9),
                () -> CoverageReport.of(none, at, 0, 1, Map.of("a", x -> 1.0), 0.9),
                () -> CoverageReport.of(none, at, 5, 1, Map.of("a", x -> 1.0), 90),
                () -> neyman.pValue(0.0, new double[] {1}),
                () -> new ToyDistribution(new double[0]),
                () -> new ToyDistribution(new double[] {Double.NaN}),
                () -> neyman.toys(0).quantile(2),
                () -> neyman.toys(0).pValue(Double.NaN))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("[A-Za-z ]+: .*got .*"), message);
        }
    }

    @Test
    void toysGiveExactTails() {
        ToyDistribution toys = new ToyDistribution(new double[] {3, 1, 2, 2, Double.POSITIVE_INFINITY});
        assertEquals(5.0 / 6, toys.pValue(2));
        assertEquals(1, toys.pValue(0));
        assertEquals(1.0 / 6 + 1.0 / 6, toys.pValue(4));
        assertEquals(2, toys.quantile(0.5));
        assertEquals(1, toys.quantile(0));
        assertEquals(Double.POSITIVE_INFINITY, toys.quantile(1));
        assertEquals(Math.sqrt(0.25 / 5), toys.standardError(0.5), 1e-15);
        assertEquals(0.6, toys.attained(0.4));
        assertEquals(0.8, toys.attained(0.6), "both of a tie");
        assertEquals(1, toys.attained(0.9));
    }
}
