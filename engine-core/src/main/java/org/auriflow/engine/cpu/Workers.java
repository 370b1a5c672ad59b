package org.auriflow.engine.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that help a caller with the phases of a job.
 *
 * <p>Phases of a training step last microseconds, so helpers spin for a moment between them and park when there is
 * nothing to do for longer. The caller works too and takes whatever no helper has taken: a helper that comes late costs
 * nothing. One caller is helped at a time, others work alone.
 */
final class Workers implements AutoCloseable {
    /** Looks for work before a helper parks, some hundreds of microseconds. */
    private static final int LOOKS = 20_000;

    /** Looks at unfinished chunks before the caller lets others run. */
    private static final int PATIENCE = 10_000;

    private static final long PAUSE_NANOS = 1_000;

    /** After so long without work a thread ends. */
    private static final long IDLE_NANOS = 30_000_000_000L;

    private final Helper[] helpers;
    private final AtomicReference<Job> current = new AtomicReference<>();
    private volatile boolean closed;

    /**
     * Work in phases of chunks that may be done in any order and at the same time; the phases follow each other. One
     * caller at a time runs it.
     */
    abstract static class Job {
        private static final int BITS = 20;
        private static final long MASK = (1L << BITS) - 1;

        /** From high bits to low: a count of phases begun, the phase, the next chunk to take. A late taker finds another. */
        private final AtomicLong next = new AtomicLong(MASK);

        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        /** How many phases there are. */
        abstract int phases();

        /** How many chunks a phase has. */
        abstract int chunks(int phase);

        /** Does one chunk; the caller is worker 0, helpers are numbered from 1. */
        abstract void run(int phase, int chunk, int worker);

        private void begin(int phase) {
            done.set(0);
            next.set((((next.get() >>> (2 * BITS)) + 1) << (2 * BITS)) | ((long) phase << BITS));
        }

        /** Lets nobody take a chunk until the next phase begins. */
        private void end() {
            next.set(next.get() | MASK);
        }

        /** Takes chunks until there are none; whether there was one. */
        private boolean work(int worker) {
            boolean any = false;
            while (true) {
                long ticket = next.get();
                int phase = (int) (ticket >>> BITS & MASK);
                int chunk = (int) (ticket & MASK);
                if (chunk >= chunks(phase)) {
                    return any;
                }
                if (next.compareAndSet(ticket, ticket + 1)) {
                    any = true;
                    try {
                        run(phase, chunk, worker);
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    }
                    done.incrementAndGet();
                }
            }
        }
    }

    /** A thread with its sleep. */
    private final class Helper implements Runnable {
        private final int number;
        private final AtomicReference<Thread> thread = new AtomicReference<>();
        private volatile boolean asleep;

        Helper(int number) {
            this.number = number;
        }

        void wake() {
            Thread t = thread.get();
            if (t == null) {
                Thread fresh = new Thread(this, "auriflow-" + number);
                fresh.setDaemon(true);
                if (thread.compareAndSet(null, fresh)) {
                    fresh.start();
                }
            } else if (asleep) {
                asleep = false;
                LockSupport.unpark(t);
            }
        }

        @Override
        public void run() {
            int looks = 0;
            while (!closed) {
                Job job = current.get();
                if (job != null && job.work(number)) {
                    looks = 0;
                } else if (++looks < LOOKS) {
                    Thread.onSpinWait();
                } else if (!sleep()) {
                    break;
                } else {
                    looks = 0;
                }
            }
            thread.set(null);
        }

        /** Waits to be woken; false after a long time without work. */
        private boolean sleep() {
            asleep = true;
            long start = System.nanoTime();
            while (asleep && !closed) {
                LockSupport.parkNanos(this, IDLE_NANOS);
                Thread.interrupted();
                if (asleep && System.nanoTime() - start >= IDLE_NANOS) {
                    return false;
                }
            }
            return true;
        }
    }

    Workers(int threads) {
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
        }
    }

    int threads() {
        return helpers.length + 1;
    }

    /** Runs all phases; what a chunk throws is thrown after its phase. */
    void run(Job job) {
        // A helper that finds a job looks at its first phase.
        boolean helped = helpers.length > 0 && job.phases() > 0 && current.compareAndSet(null, job);
        try {
            for (int p = 0; p < job.phases(); p++) {
                int chunks = job.chunks(p);
                if (helped && chunks > 1) {
                    together(job, p, chunks);
                } else {
                    for (int c = 0; c < chunks; c++) {
                        job.run(p, c, 0);
                    }
                }
            }
        } finally {
            if (helped) {
                job.end();
                current.set(null);
            }
        }
    }

    private void together(Job job, int phase, int chunks) {
        job.begin(phase);
        for (int i = 0; i < Math.min(helpers.length, chunks - 1); i++) {
            helpers[i].wake();
        }
        job.work(0);
        for (int looks = 0; job.done.get() < chunks; looks++) {
            if (looks < PATIENCE) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(job, PAUSE_NANOS);
            }
        }
        Throwable failure = job.failure.getAndSet(null);
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Helper h : helpers) {
            Thread t = h.thread.get();
            if (t != null) {
                LockSupport.unpark(t);
            }
        }
    }
}
