package org.auriflow.inference.external;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.auriflow.inference.data.RunAppender;
import org.auriflow.inference.simulator.Prior;

/**
 * Makes runs and streams them into a file in Auriflow's own format ({@link RunAppender}), so that a job that was killed loses
 * at most the batch in flight, and goes on where it stopped.
 *
 * <pre>{@code
 * ExternalSimulator program = new ExternalSimulator(List.of("python3", "simulator.py")).withWorkers(8);
 * SimulationJob.ratio(program, 10_000, 1, proposal, PointProposal.at(-0.6)).resume(Path.of("train.runs"));
 * }</pre>
 *
 * <p>Run i has random numbers of its own, made from the seed, the kind of data and i: the numbers do not depend on how many
 * workers or threads there are. If a simulator depends on nothing but its request, a file that was killed and resumed any number
 * of times has the same bytes as one that was not. A larger count goes on with a finished file.
 *
 * <p>Immutable; the {@code with} methods return changed copies. All threads and processes started are stopped on return.
 */
public final class SimulationJob {
    private final RunSource source;
    private final long count;
    private final SimulationPlan plan;
    private final int batch;
    private final long mostFailed;
    private final SimulationProgress progress;
    private final BooleanSupplier cancelled;

    private SimulationJob(
            RunSource source,
            long count,
            SimulationPlan plan,
            int batch,
            long mostFailed,
            SimulationProgress progress,
            BooleanSupplier cancelled) {
        this.source = source;
        this.count = count;
        this.plan = plan;
        this.batch = batch;
        this.mostFailed = mostFailed;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    /**
     * Runs with one θ each, and the joint score there where the simulator has it: for score and density estimators.
     *
     * @param count runs in all, at least 1
     * @param seed of the random numbers
     * @param theta where θ comes from
     * @throws IllegalArgumentException if count is below 1
     */
    public static SimulationJob score(RunSource source, long count, long seed, Prior theta) {
        return of(source, count, new SimulationPlan(seed, theta, null));
    }

    /**
     * Runs with a pair (θ0, θ1), sampled at θ0 (even run numbers, y = 0) or at θ1 (odd ones, y = 1), and the joint log ratio and
     * joint scores where the simulator has them: for ratio estimators.
     *
     * @param count runs in all, at least 1
     * @param seed of the random numbers
     * @param theta0 where θ0 comes from
     * @param theta1 where θ1 comes from
     * @throws IllegalArgumentException if count is below 1, or the proposals have different numbers of parameters
     */
    public static SimulationJob ratio(RunSource source, long count, long seed, Prior theta0, Prior theta1) {
        if (theta0.dimension() != theta1.dimension()) {
            throw new IllegalArgumentException("simulate: theta0 and theta1 must have the same parameters, got "
                    + theta0.names() + " and " + theta1.names());
        }
        return of(source, count, new SimulationPlan(seed, theta0, theta1));
    }

    private static SimulationJob of(RunSource source, long count, SimulationPlan plan) {
        if (count < 1 || count > 1L << 40) {
            throw new IllegalArgumentException("simulate: 1 to 2^40 runs are needed, got " + count);
        }
        return new SimulationJob(source, count, plan, source.batch(), 10, (done, all, failed) -> {}, () -> false);
    }

    /**
     * The same job that writes this many runs at once. Fewer lose less when it is killed, more are faster.
     *
     * @param batch at least 1; 100 for external simulators and 10,000 for those in Java if not given
     * @throws IllegalArgumentException if it is below 1
     */
    public SimulationJob withBatch(int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("simulate: a batch must have at least 1 run, got " + batch);
        }
        return new SimulationJob(source, count, plan, batch, mostFailed, progress, cancelled);
    }

    /**
     * The same job that goes on although some runs fail. They are left out and reported; if they fail because of their θ or what
     * came out, so that the others are a biased sample, is for the user to judge.
     *
     * @param most of all runs, those left out before the file was resumed included; 10 if not given
     * @throws IllegalArgumentException if it is negative
     */
    public SimulationJob withMostFailed(long most) {
        if (most < 0) {
            throw new IllegalArgumentException(
                    "simulate: the number of runs that may fail must be 0 or more, got " + most);
        }
        return new SimulationJob(source, count, plan, batch, most, progress, cancelled);
    }

    /** The same job that reports how it goes. */
    public SimulationJob withProgress(SimulationProgress progress) {
        return new SimulationJob(source, count, plan, batch, mostFailed, progress, cancelled);
    }

    /**
     * The same job that gives up when asked to, without the batch in flight.
     *
     * @param cancelled asked often, from any thread; true ends the job with a {@link CancellationException}, as does an
     *     interruption of the calling thread
     */
    public SimulationJob withCancellation(BooleanSupplier cancelled) {
        return new SimulationJob(source, count, plan, batch, mostFailed, progress, cancelled);
    }

    /**
     * Makes a new file.
     *
     * @throws IllegalArgumentException if it exists, or the simulator and proposals do not go together
     * @throws FailedRunsException if more runs fail than may
     * @throws java.io.UncheckedIOException if it cannot be written; what was written is kept
     * @throws CancellationException if cancelled
     */
    public SimulationReport run(Path file) {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(
                    "simulate: a new file is needed, got " + file + " which exists; resume it or choose another name");
        }
        return resume(file);
    }

    /**
     * Goes on with a file behind its last run, or makes it if there is none.
     *
     * @throws IllegalArgumentException if the file was made with another simulator, seed or proposal, is damaged or being
     *     written, or the simulator and proposals do not go together
     * @throws FailedRunsException if more runs fail than may
     * @throws java.io.UncheckedIOException if it cannot be read or written; what was written is kept
     * @throws CancellationException if cancelled
     */
    public SimulationReport resume(Path file) {
        Map<String, String> about = plan.about(source.name());
        if (!Files.exists(file)) {
            return simulate(file, about, null);
        }
        try (RunAppender appender = RunAppender.resume(file, about)) {
            return simulate(file, about, appender);
        }
    }

    /** Without an appender, one is made when the first runs tell what the columns are. */
    private SimulationReport simulate(Path file, Map<String, String> about, RunAppender existing) {
        RunAppender appender = existing;
        long first = existing == null ? 0 : existing.lastRun().orElse(-1) + 1;
        long failedBefore = existing == null ? 0 : first - existing.rows();
        List<MissingRun> failed = new ArrayList<>();
        try (RunSource.Stream stream =
                source.open(plan, first, count, existing == null ? null : existing.layout(), cancelled)) {
            for (long next = first; next < count; ) {
                if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("simulate: cancelled after " + next + " of " + count + " runs");
                }
                // Batches end at multiples, wherever the first one begins.
                int size = (int) Math.min(batch - next % batch, count - next);
                RunSource.Batch runs = stream.next(size, mostFailed - failedBefore - failed.size());
                failed.addAll(runs.failed());
                if (runs.runs() != null) {
                    if (appender == null) {
                        appender = RunAppender.create(file, runs.runs().layout(), about);
                    }
                    appender.append(runs.runs());
                }
                next += size;
                if (failedBefore + failed.size() > mostFailed) {
                    throw tooMany(file, appender, failed);
                }
                progress.report(next, count, failedBefore + failed.size());
            }
            return new SimulationReport(first, appender == null ? 0 : appender.rows(), failed);
        } finally {
            if (appender != null && existing == null) {
                appender.close();
            }
        }
    }

    private FailedRunsException tooMany(Path file, RunAppender appender, List<MissingRun> failed) {
        String last = failed.isEmpty()
                ? "more before it was resumed"
                : failed.size() + ", the last of them "
                        + failed.get(failed.size() - 1).message();
        return new FailedRunsException(
                "simulate: at most " + mostFailed + " failed runs are allowed, got " + last + "; the "
                        + (appender == null ? 0 : appender.rows()) + " runs in " + file
                        + " are kept, mend the simulator and resume, or allow more",
                failed);
    }
}
