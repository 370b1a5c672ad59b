package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;

/**
 * The Lotka–Volterra jump process, as set up in arXiv:1605.06376, appendix F: X = 50 predators and Y = 100 prey, four
 * kinds of events with rates
 *
 * <pre>
 *   X + 1: e^θ1 X Y,    X − 1: e^θ2 X,    Y + 1: e^θ3 Y,    Y − 1: e^θ4 X Y
 * </pre>
 *
 * <p>up to time 30, recorded every 0.2 from the start on. What is recorded is the state after the first event at or later
 * than the time of the record. The observables are nine summaries of the 151 records: means; log(variance + 1);
 * autocorrelations at lags 1 and 2; the cross-correlation; standardised by fixed means and deviations. Correlations of a
 * population that never changed are 0.
 *
 * <p>Where all predators die, prey grow without end. So that each run ends, nothing happens any more after 100,000 events;
 * the reference code discards such runs instead.
 */
public final class LotkaVolterra implements Simulator {
    private static final int RECORDS = 151;
    private static final double INTERVAL = 0.2;
    private static final int MOST_EVENTS = 100_000;
    private static final int[][] CHANGES = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};

    private static final double[] MEANS = {
        104.272841, 79.2735828, 8.56355494, 8.11906932, 0.975067266, 0.92335265, 0.971107191, 0.91116734, 0.0436308022
    };
    private static final double[] DEVIATIONS = {
        26.8008281,
        214.120703,
        0.90024745,
        1.04245882,
        0.0113785497,
        0.026355641,
        0.0136672075,
        0.0276435894,
        0.138785995
    };

    @Override
    public String name() {
        return "lotka-volterra";
    }

    /** Logarithms of the rates, in [−5, −4.5] × [−0.8, −0.3] × [−0.3, 0.2] × [−5, −4.5]. */
    @Override
    public Prior prior() {
        return new UniformPrior(
                List.of("log_rate_1", "log_rate_2", "log_rate_3", "log_rate_4"),
                new double[] {-5, -0.8, -0.3, -5},
                new double[] {-4.5, -0.3, 0.2, -4.5});
    }

    @Override
    public List<String> observables() {
        return List.of(
                "mean_x",
                "mean_y",
                "log_var_x",
                "log_var_y",
                "autocorr_x_1",
                "autocorr_x_2",
                "autocorr_y_1",
                "autocorr_y_2",
                "crosscorr");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        Dual[] constants = Arrays.stream(theta).map(Dual::exp).toArray(Dual[]::new);
        double[][] records = new double[2][RECORDS];
        double x = 50;
        double y = 100;
        double time = 0;
        int events = 0;
        for (int i = 0; i < RECORDS; i++) {
            while (time < i * INTERVAL && x + y > 0 && events < MOST_EVENTS) {
                Dual[] rates = {
                    constants[0].times(x * y), constants[1].times(x), constants[2].times(y), constants[3].times(x * y)
                };
                time += trace.exponential(Dual.sum(rates));
                int[] change = CHANGES[trace.categorical(rates)];
                x += change[0];
                y += change[1];
                events++;
            }
            records[0][i] = x;
            records[1][i] = y;
        }
        return summaries(records[0], records[1]);
    }

    /** The nine standardised summaries of two time series. */
    static double[] summaries(double[] x, double[] y) {
        double varianceX = product(x, x, 0);
        double varianceY = product(y, y, 0);
        double[] raw = {
            mean(x),
            mean(y),
            StrictMath.log(varianceX + 1),
            StrictMath.log(varianceY + 1),
            ratio(product(x, x, 1), varianceX),
            ratio(product(x, x, 2), varianceX),
            ratio(product(y, y, 1), varianceY),
            ratio(product(y, y, 2), varianceY),
            ratio(product(x, y, 0), Math.sqrt(varianceX) * Math.sqrt(varianceY))
        };
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (raw[i] - MEANS[i]) / DEVIATIONS[i];
        }
        return raw;
    }

    private static double ratio(double covariance, double variance) {
        return variance == 0 ? 0 : covariance / variance;
    }

    private static double mean(double[] series) {
        return Arrays.stream(series).sum() / series.length;
    }

    /** Σ (a_t − ā)(b_{t + lag} − b̄) / (n − 1). */
    private static double product(double[] a, double[] b, int lag) {
        double meanA = mean(a);
        double meanB = mean(b);
        double sum = 0;
        for (int t = 0; t + lag < a.length; t++) {
            sum += (a[t] - meanA) * (b[t + lag] - meanB);
        }
        return sum / (a.length - 1);
    }
}
