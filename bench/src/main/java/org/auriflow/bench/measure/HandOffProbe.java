package org.auriflow.bench.measure;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long a value takes from one processor to another: what threads pay wherever they meet, and for every cache line
 * that another has written. It differs severalfold between processors that share a cache and others.
 */
public final class HandOffProbe {
    private static final int WINDOWS = 15;

    /** Back and forth in a window: some milliseconds. */
    private static final int TURNS = 10_000;

    private HandOffProbe() {}

    /** Median nanoseconds of one way between two threads; NaN where there is only one processor. */
    public static double nanos() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return Double.NaN;
        }
        AtomicInteger ball = new AtomicInteger();
        int all = 2 * TURNS * WINDOWS;
        Thread partner = new Thread(() -> {
            for (int i = 1; i < all; i += 2) {
                turn(ball, i);
            }
        });
        partner.setDaemon(true);
        partner.start();
        double[] windows = new double[WINDOWS];
        for (int w = 0; w < WINDOWS; w++) {
            long start = System.nanoTime();
            for (int i = 0; i < TURNS; i++) {
                turn(ball, 2 * (w * TURNS + i));
            }
            windows[w] = (System.nanoTime() - start) / (2.0 * TURNS);
        }
        return Timing.median(windows);
    }

    /** Waits for a number and answers with the next. */
    private static void turn(AtomicInteger ball, int number) {
        while (ball.get() != number) {
            Thread.onSpinWait();
        }
        ball.set(number + 1);
    }
}
