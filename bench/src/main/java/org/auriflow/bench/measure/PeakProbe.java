package org.auriflow.bench.measure;

/**
 * The highest rate of float32 fused multiply-adds that compiled Java reaches on this machine: what kernels are measured
 * against.
 *
 * <p>It is a lower bound of what the processor's data sheet says, seen to come within a seventh of it.
 */
public final class PeakProbe {
    /** 24 KiB, which fits into any first-level cache. */
    private static final int ELEMENTS = 6 * 1024;

    private static final int WINDOWS = 30;
    private static final long WINDOW_NANOS = 8_000_000;

    private PeakProbe() {}

    /** Floating-point operations per nanosecond (GFLOP/s) on a number of threads together; takes less than a second. */
    public static double gflops(int threads) {
        return Team.sum(threads, () -> PeakProbe::best);
    }

    /** The best of many short windows: a peak is what is reached where nothing interferes. */
    private static double best() {
        float[] x = new float[ELEMENTS];
        double best = 0;
        for (FusedMultiplyAdds loop : FusedMultiplyAdds.values()) {
            for (int w = 0; w < WINDOWS; w++) {
                best = Math.max(best, window(loop, x));
            }
        }
        return best;
    }

    private static double window(FusedMultiplyAdds loop, float[] x) {
        long passes = 0;
        long start = System.nanoTime();
        long passed;
        do {
            loop.pass(x, 0.999f, 0.001f);
            passes++;
            passed = System.nanoTime() - start;
        } while (passed < WINDOW_NANOS);
        return (double) passes * loop.flops(x.length) / passed;
    }
}
