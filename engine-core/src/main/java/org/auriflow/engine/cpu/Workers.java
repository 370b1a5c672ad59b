package org.auriflow.engine.cpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A bounded pool that divides rows among threads, the caller's included; stopped by {@link #close()}. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ThreadPoolExecutor pool;

    Workers(int threads) {
        this.threads = threads;
        AtomicInteger count = new AtomicInteger();
        this.pool = threads == 1
                ? null
                : new ThreadPoolExecutor(
                        threads - 1, threads - 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                            Thread t = new Thread(task, "auriflow-" + count.incrementAndGet());
                            t.setDaemon(true);
                            return t;
                        });
        if (pool != null) {
            pool.allowCoreThreadTimeOut(true);
        }
    }

    int threads() {
        return threads;
    }

    /** Runs all rows; chunks are fixed by shapes and taken by whoever is free. */
    void run(Kernel kernel, Object[] buffers) {
        int rows = kernel.rows();
        int grain = Math.max(1, kernel.grain());
        int chunks = pool == null ? 1 : (int) Math.min(64, (rows + (long) grain - 1) / grain);
        if (chunks <= 1) {
            kernel.run(buffers, 0, rows);
            return;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            for (int c = next.getAndIncrement(); c < chunks && failure.get() == null; c = next.getAndIncrement()) {
                try {
                    kernel.run(buffers, (int) ((long) rows * c / chunks), (int) ((long) rows * (c + 1) / chunks));
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }
        };
        int helpers = Math.min(threads, chunks) - 1;
        CountDownLatch done = new CountDownLatch(helpers);
        for (int i = 0; i < helpers; i++) {
            pool.execute(() -> {
                work.run();
                done.countDown();
            });
        }
        work.run();
        awaitUninterruptibly(done);
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        }
        if (failure.get() instanceof Error e) {
            throw e;
        }
    }

    /** Buffers are in use until all threads are done, so an interrupt waits and is kept for the caller to see. */
    private static void awaitUninterruptibly(CountDownLatch done) {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
