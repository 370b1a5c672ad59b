package org.auriflow.inference.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Goes through numbered, independent runs in several threads and stops every thread before it returns.
 *
 * <p>Runs are handed out in order. When one fails, those before it still finish, so the failure that is reported is the
 * one with the lowest number, whatever the number of threads.
 */
final class ParallelRuns {
    private static final int CHUNK = 64;

    private final int count;
    private final BooleanSupplier cancelled;
    private final IntConsumer body;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private volatile boolean stopped;

    private record Failure(int run, Throwable cause) {}

    private ParallelRuns(int count, BooleanSupplier cancelled, IntConsumer body) {
        this.count = count;
        this.cancelled = cancelled;
        this.body = body;
    }

    /**
     * Calls body for 0 to count − 1; with one thread, on the caller's.
     *
     * @throws CancellationException if cancelled returned true or the calling thread was interrupted
     */
    static void forEach(int count, int threads, BooleanSupplier cancelled, IntConsumer body) {
        ParallelRuns runs = new ParallelRuns(count, cancelled, body);
        List<Thread> others = new ArrayList<>();
        int chunks = (count + CHUNK - 1) / CHUNK;
        for (int i = 1; i < Math.min(threads, chunks); i++) {
            Thread thread = new Thread(runs::work, "auriflow-runs-" + i);
            thread.setDaemon(true);
            thread.start();
            others.add(thread);
        }
        runs.work();
        boolean interrupted = false;
        for (Thread thread : others) {
            interrupted |= join(thread, runs);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        runs.report();
    }

    /** Waits for the thread whatever happens; an interruption meanwhile stops the runs. */
    private static boolean join(Thread thread, ParallelRuns runs) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
                runs.stopped = true;
            }
        }
    }

    private void work() {
        // a failure of the cancellation check itself must reach the caller too
        try {
            while (!stopped) {
                int begin = next.getAndAdd(CHUNK);
                if (begin >= count || begin < 0 || before(begin)) {
                    return;
                }
                runChunk(begin, Math.min(begin + CHUNK, count));
            }
        } catch (RuntimeException | Error e) {
            stopped = true;
            failure.compareAndSet(null, new Failure(-1, e));
        }
    }

    private void runChunk(int begin, int end) {
        for (int run = begin; run < end && !before(run); run++) {
            if (stopped || cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                stopped = true;
                return;
            }
            try {
                body.accept(run);
                done.incrementAndGet();
            } catch (RuntimeException | Error e) {
                int failed = run;
                failure.accumulateAndGet(
                        new Failure(failed, e), (old, now) -> old == null || now.run < old.run ? now : old);
                return;
            }
        }
    }

    private boolean before(int run) {
        Failure failed = failure.get();
        return failed != null && failed.run < run;
    }

    private void report() {
        Failure failed = failure.get();
        if (failed != null) {
            if (failed.cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failed.cause;
        }
        if (stopped && done.get() < count) {
            throw new CancellationException("mine: cancelled after " + done.get() + " of " + count + " runs");
        }
    }
}
