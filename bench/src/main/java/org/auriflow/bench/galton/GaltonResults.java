package org.auriflow.bench.galton;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;

/** The benchmark behind {@code docs/results.md}: accuracy of all methods over seeds. */
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
}
