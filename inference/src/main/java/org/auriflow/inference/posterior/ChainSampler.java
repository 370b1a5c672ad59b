package org.auriflow.inference.posterior;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.auriflow.engine.RandomStream;

/**
 * A sampler whose chains know nothing of each other.
 *
 * @param <T> {@link SmoothTarget} if gradients are needed, else {@link Target}
 */
public interface ChainSampler<T extends Target> extends Sampler<T> {
    /** Runs one chain from one start; see {@link Sampler#run}. */
    Chain run(T target, double[] start, int warmUp, int draws, RandomStream random);

    /** Runs the chains one after another; chain k draws from stream k of the seed. */
    @Override
    default Chains run(T target, double[][] starts, int warmUp, int draws, long seed) {
        return run(target, starts, warmUp, draws, seed, 1);
    }

    /**
     * Runs several chains at a time, with the same result.
     *
     * @param target safe for calls from several threads
     * @param threads at most; all have ended on return
     */
    default Chains run(T target, double[][] starts, int warmUp, int draws, long seed, int threads) {
        if (threads == 1) {
            List<Chain> chains = new ArrayList<>();
            for (int k = 0; k < starts.length; k++) {
                chains.add(run(target, starts[k], warmUp, draws, new RandomStream(seed, k)));
            }
            return new Chains(chains);
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Chain>> running = new ArrayList<>();
            for (int k = 0; k < starts.length; k++) {
                double[] start = starts[k];
                RandomStream random = new RandomStream(seed, k);
                running.add(pool.submit(() -> run(target, start, warmUp, draws, random)));
            }
            List<Chain> chains = new ArrayList<>();
            for (Future<Chain> chain : running) {
                chains.add(chain.get());
            }
            return new Chains(chains);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("chains: interrupted; run them again");
        } finally {
            pool.shutdownNow();
        }
    }
}
