package org.auriflow.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The same measurement on several threads at once, and the sum of what they find. */
final class Team {
    private Team() {}

    /**
     * Adds up what the members measure.
     *
     * @param threads at most as many as there are processors, because members that take turns would both count
     * @param member made on the thread that it then runs on, once all are made
     */
    static double sum(int threads, Supplier<DoubleSupplier> member) {
        int n = Math.min(threads, Runtime.getRuntime().availableProcessors());
        ExecutorService pool = Executors.newFixedThreadPool(n);
        try {
            CyclicBarrier start = new CyclicBarrier(n);
            List<Future<Double>> found = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                found.add(pool.submit(() -> {
                    DoubleSupplier measurement = member.get();
                    start.await();
                    return measurement.getAsDouble();
                }));
            }
            double sum = 0;
            for (Future<Double> f : found) {
                sum += f.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IllegalStateException("probe: a thread failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("probe: interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
