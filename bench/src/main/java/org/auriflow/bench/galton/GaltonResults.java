package org.auriflow.bench.galton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.statistics.Coverage;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.LogLikelihood;

/** The benchmark behind {@code docs/results.md}: accuracy of all methods over seeds, and coverage of intervals. */
public final class GaltonResults {
    private static final double TRUTH = -0.8;

    private GaltonResults() {}

    /**
     * Mean square error of log r̂(x | −0.8, −0.6) for each method and number of runs, as a Markdown table.
     *
     * @param seeds how many seeds; the median, smallest and largest are shown
     * @param out takes a line at a time
     */
    public static void accuracy(Engine engine, List<Integer> sizes, int seeds, int threads, Consumer<String> out) {
        out.accept("| method | runs | median MSE | smallest | largest | after calibration | seconds |");
        out.accept("|---|---|---|---|---|---|---|");
        for (Method method : Method.ALL) {
            for (int runs : sizes) {
                double[] mse = new double[seeds];
                double[] calibrated = new double[seeds];
                double[] seconds = new double[seeds];
                for (int seed = 0; seed < seeds; seed++) {
                    long start = System.nanoTime();
                    GaltonSettings s = new GaltonSettings(method, runs, seed + 1L, 0, threads);
                    try (GaltonModel m = GaltonModel.train(engine, s, Monitor.NONE)) {
                        mse[seed] = m.meanSquaredError();
                        calibrated[seed] = GaltonModel.meanSquaredError(x -> m.calibratedLogRatio(x, TRUTH));
                    }
                    seconds[seed] = (System.nanoTime() - start) * 1e-9;
                }
                Arrays.sort(mse);
                Arrays.sort(calibrated);
                Arrays.sort(seconds);
                out.accept(String.format(
                        Locale.ROOT,
                        "| %s | %d | %.2g | %.2g | %.2g | %.2g | %.1f |",
                        method.name(),
                        runs,
                        mse[seeds / 2],
                        mse[0],
                        mse[seeds - 1],
                        calibrated[seeds / 2],
                        seconds[seeds / 2]));
            }
        }
    }

    /**
     * Coverage of 68 % intervals at θ = −0.8 over pseudo-experiments, as a Markdown table: with the exact likelihood, the
     * estimate as trained and the calibrated one.
     *
     * @param experiments how many for each number of events
     */
    public static void coverage(
            Engine engine, GaltonSettings s, List<Integer> events, int experiments, Consumer<String> out) {
        out.accept("| events | exact | as trained | calibrated |");
        out.accept("|---|---|---|---|");
        try (GaltonModel m = GaltonModel.train(engine, s, Monitor.NONE)) {
            for (int n : events) {
                List<Function<double[], LogLikelihood>> likelihoods =
                        List.of(GaltonResults::exactLikelihood, m::rawLikelihood, m::calibratedLikelihood);
                List<String> cells = new ArrayList<>();
                for (Function<double[], LogLikelihood> l : likelihoods) {
                    Coverage c = Coverage.count(experiments, i -> covers(l.apply(pseudoEvents(s.seed(), n, i))));
                    cells.add(c.toString());
                }
                out.accept("| " + n + " | " + String.join(" | ", cells) + " |");
            }
        }
    }

    private static boolean covers(LogLikelihood l) {
        LikelihoodScan scan = new LikelihoodScan(l, GaltonModel.LOWER, GaltonModel.UPPER, 61);
        return scan.confidenceSet(0.6827).contains(TRUTH);
    }

    /** Slots are few, so equal events share one evaluation. */
    private static LogLikelihood exactLikelihood(double[] x) {
        double[] count = new double[GaltonModel.SLOTS];
        for (double j : x) {
            count[(int) j]++;
        }
        ExactLikelihood exact = GaltonModel.exact();
        return theta -> {
            double sum = 0;
            for (int j = 0; j < count.length; j++) {
                sum += count[j] == 0 ? 0 : count[j] * exact.logProb(new double[] {j}, theta);
            }
            return sum;
        };
    }

    /** n slots drawn from the exact distribution at the truth. */
    static double[] pseudoEvents(long seed, int n, int experiment) {
        double[] p = new double[GaltonModel.SLOTS];
        for (int j = 0; j < p.length; j++) {
            p[j] = Math.exp(GaltonModel.exact().logProb(new double[] {j}, new double[] {TRUTH}));
        }
        RandomStream random = new RandomStream(seed, 0x434F_5645_5241L + ((long) n << 32) + experiment);
        double[] x = new double[n];
        Arrays.setAll(x, i -> random.categorical(p));
        return x;
    }
}
