package org.auriflow.bench.measure;

import java.util.Arrays;

/** The time of one execution: warm up, then the median over batches of some tenth of a second. */
public final class Timing {
    private static final int FEWEST_BATCHES = 5;

    /** Share of the warm-up that one batch takes. */
    private static final int BATCHES_PER_WARM_UP = 5;

    private static final double LONGEST_BATCH_SECONDS = 0.1;

    /** The just-in-time compiler needs some seconds; interpreters of graphs need none. */
    private static final double WARM_UP_SECONDS = 5;

    /** Warm-up for a second of repeats, where that is shorter. */
    private static final double WARM_UP_SHARE = 3;

    private Timing() {}

    /**
     * Median time of one execution in milliseconds.
     *
     * <p>The work is repeated for the warm-up, 5 s or three times {@code seconds} if that is less, and then in batches until {@code
     * seconds} have passed and there are five of them.
     *
     * @param work what is timed
     * @param seconds how long batches are repeated, positive
     */
    public static double medianMillis(Runnable work, double seconds) {
        return medianMillis(work, () -> {}, seconds);
    }

    /**
     * Median time of one execution in milliseconds, on a device that may still compute when {@code work} returns.
     *
     * @param wait returns when the device is through with everything; called at the end of each batch
     */
    public static double medianMillis(Runnable work, Runnable wait, double seconds) {
        double warmUp = Math.min(WARM_UP_SECONDS, WARM_UP_SHARE * seconds);
        work.run();
        work.run();
        long executions = 0;
        double recent = 0;
        long start = System.nanoTime();
        while (secondsSince(start) < warmUp) {
            long before = System.nanoTime();
            work.run();
            wait.run();
            recent = secondsSince(before);
            executions++;
        }
        double batch = Math.min(LONGEST_BATCH_SECONDS, warmUp / BATCHES_PER_WARM_UP);
        // By the mean of the whole warm-up a batch would come out short, because its first executions are slow ones.
        double each = Math.min(warmUp / Math.max(1, executions), Math.max(recent, 1e-9));
        int inner = (int) Math.max(1, Math.min(Integer.MAX_VALUE, batch / each));
        return median(work, wait, inner, seconds);
    }

    private static double median(Runnable work, Runnable wait, int inner, double seconds) {
        double[] times = new double[64];
        int n = 0;
        long start = System.nanoTime();
        while (n < FEWEST_BATCHES || secondsSince(start) < seconds) {
            if (n == times.length) {
                times = Arrays.copyOf(times, 2 * n);
            }
            long before = System.nanoTime();
            for (int i = 0; i < inner; i++) {
                work.run();
            }
            wait.run();
            times[n++] = secondsSince(before) / inner;
        }
        return median(Arrays.copyOf(times, n)) * 1e3;
    }

    /** The middle value, or the mean of the two middle ones; NaN of none. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) * 1e-9;
    }
}
