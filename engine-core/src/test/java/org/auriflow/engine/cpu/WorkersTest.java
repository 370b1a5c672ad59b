package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every chunk is done once, phase after phase, whoever helps whom. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WorkersTest {
    private static final int THREADS = 4;

    /** Counts its chunks, and notes if one begins before the phase before has ended. */
    private static class Counting extends Workers.Job {
        private final int[] chunks;
        private final AtomicIntegerArray done;
        private final AtomicIntegerArray busy = new AtomicIntegerArray(THREADS);
        private final AtomicBoolean wrong = new AtomicBoolean();

        Counting(int... chunks) {
            this.chunks = chunks;
            this.done = new AtomicIntegerArray(chunks.length);
        }

        @Override
        int phases() {
            return chunks.length;
        }

        @Override
        int chunks(int phase) {
            return chunks[phase];
        }

        @Override
        void run(int phase, int chunk, int worker) {
            boolean early = phase > 0 && done.get(phase - 1) != chunks[phase - 1];
            // Two at once with the same number would share scratch.
            boolean shared = busy.getAndIncrement(worker) != 0;
            if (early || shared || chunk < 0 || chunk >= chunks[phase]) {
                wrong.set(true);
            }
            done.incrementAndGet(phase);
            busy.getAndDecrement(worker);
        }

        void check() {
            assertFalse(wrong.get(), "a chunk ran early, twice at once or out of range");
            for (int p = 0; p < chunks.length; p++) {
                assertEquals(chunks[p], done.get(p), "chunks of phase " + p);
            }
        }
    }

    private static int[] chunks(RandomStream random) {
        int[] chunks = new int[1 + random.below(5)];
        for (int p = 0; p < chunks.length; p++) {
            chunks[p] = random.below(12);
        }
        return chunks;
    }

    @Test
    void everyChunkIsDoneOnceInItsPhase() {
        for (int threads : new int[] {1, 2, THREADS}) {
            try (Workers workers = new Workers(threads)) {
                RandomStream random = new RandomStream(threads, 0);
                for (int i = 0; i < 2000; i++) {
                    Counting job = new Counting(chunks(random));
                    workers.run(job);
                    job.check();
                }
            }
        }
    }

    @Test
    void jobsWithoutPhasesDoNotHurtTheHelpers() {
        AtomicReference<Throwable> death = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> death.set(e));
        try (Workers workers = new Workers(THREADS)) {
            for (int i = 0; i < 10; i++) {
                Counting job = new Counting(8);
                workers.run(job);
                job.check();
                // Long enough for helpers, which still spin, to look at it.
                workers.run(new Counting() {
                    @Override
                    int phases() {
                        LockSupport.parkNanos(1_000_000);
                        return 0;
                    }
                });
            }
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertNull(death.get(), "what ended a helper");
    }

    @Test
    void jobsMayBeRepeated() {
        try (Workers workers = new Workers(THREADS)) {
            AtomicInteger count = new AtomicInteger();
            Workers.Job job = new Workers.Job() {
                @Override
                int phases() {
                    return 3;
                }

                @Override
                int chunks(int phase) {
                    return 5;
                }

                @Override
                void run(int phase, int chunk, int worker) {
                    count.incrementAndGet();
                }
            };
            for (int i = 0; i < 5000; i++) {
                workers.run(job);
                assertEquals(15 * (i + 1), count.get());
            }
        }
    }

    @Test
    void severalCallersAtOnce() throws Exception {
        try (Workers workers = new Workers(THREADS)) {
            ExecutorService callers = Executors.newFixedThreadPool(3);
            List<Future<?>> all = new ArrayList<>();
            for (int c = 0; c < 3; c++) {
                long seed = c;
                all.add(callers.submit(() -> {
                    RandomStream random = new RandomStream(seed, 1);
                    for (int i = 0; i < 500; i++) {
                        Counting job = new Counting(chunks(random));
                        workers.run(job);
                        job.check();
                    }
                }));
            }
            for (Future<?> f : all) {
                f.get();
            }
            callers.shutdown();
        }
    }

    @Test
    void whatAChunkThrowsReachesTheCallerAndStopsLaterPhases() {
        try (Workers workers = new Workers(THREADS)) {
            for (int i = 0; i < 200; i++) {
                int bad = i % 7;
                AtomicInteger later = new AtomicInteger();
                Workers.Job job = new Workers.Job() {
                    @Override
                    int phases() {
                        return 2;
                    }

                    @Override
                    int chunks(int phase) {
                        return 7;
                    }

                    @Override
                    void run(int phase, int chunk, int worker) {
                        if (phase == 0 && chunk == bad) {
                            throw new IllegalArgumentException("chunk " + chunk);
                        }
                        later.addAndGet(phase);
                    }
                };
                String message = assertThrows(IllegalArgumentException.class, () -> workers.run(job))
                        .getMessage();
                assertEquals("chunk " + bad, message);
                assertEquals(0, later.get());
                Counting next = new Counting(4, 4);
                workers.run(next);
                next.check();
            }
        }
    }

    @Test
    void closingEndsTheThreads() throws InterruptedException {
        Workers workers = new Workers(THREADS);
        workers.run(new Counting(8, 8, 8));
        workers.close();
        for (int i = 0; i < 500 && running(); i++) {
            Thread.sleep(10);
        }
        assertTrue(!running(), "threads are left");
    }

    /** Other tests of this class are not running at the same time and close theirs. */
    private static boolean running() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().equals("auriflow-" + (THREADS - 1)) && t.isAlive());
    }
}
