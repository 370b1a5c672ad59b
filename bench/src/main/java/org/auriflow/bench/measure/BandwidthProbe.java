package org.auriflow.bench.measure;

/**
 * The rate at which the triad a ← b + s c moves bytes: two arrays read and one written (McCalpin's STREAM, which counts
 * them so too).
 */
public final class BandwidthProbe {
    /** Larger than the caches of most processors. */
    public static final long MEMORY_BYTES = 256L << 20;

    private static final int WINDOWS = 20;
    private static final long WINDOW_NANOS = 8_000_000;
    private static final int FEWEST_ELEMENTS = 64;

    private BandwidthProbe() {}

    /**
     * Bytes per nanosecond (GB/s) on a number of threads together.
     *
     * @param threads host threads
     * @param bytes of all three arrays of all threads: choose a cache or {@link #MEMORY_BYTES}
     */
    public static double gigabytesPerSecond(int threads, long bytes) {
        int elements = (int) Math.max(FEWEST_ELEMENTS, Math.min(bytes, MEMORY_BYTES) / threads / (3 * Float.BYTES));
        return Team.sum(threads, () -> {
            float[] a = new float[elements];
            float[] b = new float[elements];
            float[] c = new float[elements];
            return () -> best(a, b, c);
        });
    }

    private static double best(float[] a, float[] b, float[] c) {
        double best = 0;
        for (int w = 0; w < WINDOWS; w++) {
            best = Math.max(best, window(a, b, c));
        }
        return best;
    }

    private static double window(float[] a, float[] b, float[] c) {
        long passes = 0;
        long start = System.nanoTime();
        long passed;
        do {
            triad(a, b, c, 0.5f);
            passes++;
            passed = System.nanoTime() - start;
        } while (passed < WINDOW_NANOS);
        return (double) passes * a.length * (3 * Float.BYTES) / passed;
    }

    private static void triad(float[] a, float[] b, float[] c, float s) {
        for (int i = 0; i < a.length; i++) {
            a[i] = b[i] + s * c[i];
        }
    }
}
