package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;

/**
 * Makes training data: simulates many runs and keeps their observables together with the mined gold.
 *
 * <pre>{@code
 * GoldMine mine = new GoldMine(new GaltonBoard(), 1).withThreads(2);
 * RatioRuns runs = mine.ratio(10_000, UniformPrior.of("theta", -1, -0.4), PointProposal.at(-0.6));
 * }</pre>
 *
 * <p>Run i has a random stream of its own, made from the seed, the kind of data and i. So the numbers do not depend on
 * the number of threads, a longer data set begins with the shorter one, and {@link #withFirstRun} continues it. Two data
 * sets of the same kind, seed and run numbers share their random numbers even if their parameters differ: give data
 * that must be independent different seeds or different run numbers.
 *
 * <p>Immutable; the {@code with} methods return changed copies. All threads started are stopped on return.
 */
public final class GoldMine {
    private final Simulator simulator;
    private final long seed;
    private final long firstRun;
    private final int threads;
    private final BooleanSupplier cancelled;
    private final int mostFailures;
    private final Consumer<FailedRun> report;

    /** Keeps streams of different kinds of data apart, and all of them away from small stream numbers. */
    private enum Kind {
        RATIO(0x4D49_4E45L),
        SCORE(0x4D49_4E46L),
        BENCHMARK(0x4D49_4E47L),
        MARGINAL(0x4D49_4E48L);

        final long number;

        Kind(long number) {
            this.number = number;
        }
    }

    /**
     * A mine that runs on the caller's thread.
     *
     * @param simulator what to run
     * @param seed of the random numbers
     */
    public GoldMine(Simulator simulator, long seed) {
        this(simulator, seed, 0, 1, () -> false, 0, failure -> {});
    }

    private GoldMine(
            Simulator simulator,
            long seed,
            long firstRun,
            int threads,
            BooleanSupplier cancelled,
            int mostFailures,
            Consumer<FailedRun> report) {
        this.simulator = simulator;
        this.seed = seed;
        this.firstRun = firstRun;
        this.threads = threads;
        this.cancelled = cancelled;
        this.mostFailures = mostFailures;
        this.report = report;
    }

    /**
     * The same mine with several threads, which changes the time and not the numbers.
     *
     * @param threads at least 1, the caller's thread included
     * @return a changed copy
     * @throws IllegalArgumentException if threads is below 1
     */
    public GoldMine withThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("mine: at least 1 thread is needed, got " + threads);
        }
        return new GoldMine(simulator, seed, firstRun, threads, cancelled, mostFailures, report);
    }

    /**
     * The same mine starting at another run number, so as to add to data made before.
     *
     * @param firstRun the number of the first run, from 0 to 2^40
     * @return a changed copy
     * @throws IllegalArgumentException if firstRun is out of range
     */
    public GoldMine withFirstRun(long firstRun) {
        if (firstRun < 0 || firstRun > 1L << 40) {
            throw new IllegalArgumentException("mine: the first run must be from 0 to 2^40, got " + firstRun);
        }
        return new GoldMine(simulator, seed, firstRun, threads, cancelled, mostFailures, report);
    }

    /**
     * The same mine that gives up when asked to.
     *
     * @param cancelled asked before every run, from any of the threads; true ends the work with a {@link
     *     java.util.concurrent.CancellationException}, as does an interruption of the calling thread
     * @return a changed copy
     */
    public GoldMine withCancellation(BooleanSupplier cancelled) {
        return new GoldMine(simulator, seed, firstRun, threads, cancelled, mostFailures, report);
    }

    /**
     * The same mine that leaves out failed runs, up to a bound, and keeps the rest. By default the first failure ends the
     * work. The size of the data is then the number of runs that were kept.
     *
     * <p>If failures depend on theta or on the choices, the runs that are kept are no sample of p(x | θ) any more: look at
     * the reports before using them.
     *
     * @param most how many runs may fail, at least 0
     * @param report told of each failed run, in the order of runs, by the calling thread after the work
     * @return a changed copy
     * @throws IllegalArgumentException if most is negative
     */
    public GoldMine withFailures(int most, Consumer<FailedRun> report) {
        if (most < 0) {
            throw new IllegalArgumentException("mine: the number of failures must be at least 0, got " + most);
        }
        return new GoldMine(simulator, seed, firstRun, threads, cancelled, most, report);
    }

    /**
     * Data for ratio estimators: (θ0, θ1) is drawn first and independently of y; runs of even number have y = 0 and are
     * sampled at θ0, runs of odd number have y = 1 and are sampled at θ1.
     *
     * @param count the number of runs, at least 1; half of them have y = 1, rounded down if the first run is even
     * @param theta0 where θ0 comes from
     * @param theta1 where θ1 comes from: a {@link PointProposal#at reference point}, or a proposal too for doubly
     *     parameterised estimators
     * @return the runs
     * @throws IllegalArgumentException if there are too few runs, a proposal has the wrong number of parameters, or
     *     too many runs fail because they leave the domain of a distribution or their observables are not what they
     *     should be, with number, seed and theta of the first
     * @throws IllegalStateException if too many runs fail because the simulator throws anything else
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public RatioRuns ratio(int count, Prior theta0, Prior theta1) {
        requireCount(count);
        requireDimension("theta0", theta0.dimension());
        requireDimension("theta1", theta1.dimension());
        RatioRuns runs = new RatioRuns(count, simulator);
        int[] kept = simulate(count, Kind.RATIO, (row, random, ledger) -> {
            double[] zero = theta0.sample(random);
            double[] one = theta1.sample(random);
            int y = (int) ((firstRun + row) % 2);
            double[][] thetas = y == 0 ? new double[][] {zero, one} : new double[][] {one, zero};
            run(row, random, ledger, thetas).ifPresent(run -> runs.set(row, run, y, zero, one));
        });
        return kept.length == count ? runs : runs.select(kept);
    }

    /**
     * Data for ratio estimators against a marginal reference, log p(x | θ0) − log p(x) with p(x) = ∫ p(x | θ) p(θ) dθ: runs of even number
     * have y = 0 and are sampled at θ0, runs of odd number have y = 1 and are sampled at θ of the average.
     *
     * <p>For each run M points of the average are drawn first, whatever y is, and y = 1 is sampled at one of them. So with these points
     * among the latent choices the joint ratio is exact, r_xz = p(z | θ0) / (1/M Σ_m p(z | θ_m)), for any M; more points take away
     * variance and cost time.
     *
     * @param count the number of runs, at least 1
     * @param theta0 where θ0 comes from
     * @param average what p(x) averages over
     * @param points M, at least 1
     * @return the runs, with the point that was sampled at, or could have been, as θ1
     * @throws IllegalArgumentException as {@link #ratio} does, or if there is no point
     * @throws IllegalStateException if too many runs fail because the simulator throws anything else
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public RatioRuns marginal(int count, Prior theta0, Prior average, int points) {
        requireCount(count);
        requireDimension("theta0", theta0.dimension());
        requireDimension("the average", average.dimension());
        if (points < 1) {
            throw new IllegalArgumentException("mine: a marginal reference needs at least 1 point, got " + points);
        }
        RatioRuns runs = new RatioRuns(count, simulator);
        int[] kept = simulate(count, Kind.MARGINAL, (row, random, ledger) -> {
            double[][] thetas = new double[points + 1][];
            int y = (int) ((firstRun + row) % 2);
            // θ0 stands where RatioRuns looks for it, 0 or 1
            for (int m = 0; m <= points; m++) {
                thetas[m] = m == y ? theta0.sample(random) : average.sample(random);
            }
            run(row, random, ledger, thetas).ifPresent(run -> runs.setMarginal(row, run, y, thetas));
        });
        return (kept.length == count ? runs : runs.select(kept)).withMarginalReference();
    }

    /**
     * Data for score and density estimators: x, z ~ p(·|θ) with the joint score at the same θ.
     *
     * @param count the number of runs, at least 1
     * @param theta where θ comes from: {@code PointProposal.at(thetaRef)} for SALLY, a proposal for SCANDAL
     * @return the runs
     * @throws IllegalArgumentException if there are too few runs, the proposal has the wrong number of parameters, or
     *     too many runs fail because they leave the domain of a distribution or their observables are not what they
     *     should be, with number, seed and theta of the first
     * @throws IllegalStateException if too many runs fail because the simulator throws anything else
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public ScoreRuns score(int count, Prior theta) {
        requireCount(count);
        requireDimension("theta", theta.dimension());
        ScoreRuns runs = new ScoreRuns(count, simulator);
        int[] kept = simulate(count, Kind.SCORE, (row, random, ledger) -> {
            double[] drawn = theta.sample(random);
            run(row, random, ledger, drawn).ifPresent(run -> runs.set(row, run, drawn));
        });
        return kept.length == count ? runs : runs.select(kept);
    }

    /**
     * The runs of {@link #score} with the states and scores of their segments, for simulators that call {@link Trace#checkpoint}.
     *
     * @param count the number of runs, at least 1
     * @param theta where θ comes from
     * @return the runs
     * @throws IllegalArgumentException as {@link #score} does, or if there are no states or they differ in length
     * @throws IllegalStateException if too many runs fail because the simulator throws anything else
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public CheckpointRuns checkpoints(int count, Prior theta) {
        requireCount(count);
        requireDimension("theta", theta.dimension());
        ScoreRuns runs = new ScoreRuns(count, simulator);
        CheckpointRuns.Segment[][] segments = new CheckpointRuns.Segment[count][];
        int[] kept = simulate(count, Kind.SCORE, (row, random, ledger) -> {
            double[] drawn = theta.sample(random);
            run(row, random, ledger, drawn).ifPresent(run -> {
                runs.set(row, run, drawn);
                segments[row] = CheckpointRuns.segments(run);
            });
        });
        return new CheckpointRuns(
                kept.length == count ? runs : runs.select(kept),
                IntStream.of(kept).mapToObj(row -> List.of(segments[row])).toList());
    }

    /**
     * Data that stand for many parameter points at once: x, z ~ p(·|θref) with the joint log ratio of each benchmark to
     * θref, so that histograms of reweighted runs vary smoothly from benchmark to benchmark.
     *
     * @param count the number of runs, at least 1
     * @param thetaRef where runs are sampled
     * @param benchmarks K other points, with shape (K, P)
     * @return the runs
     * @throws IllegalArgumentException if there are too few runs, a point has the wrong length or is not finite, or
     *     too many runs fail because they leave the domain of a distribution or their observables are not what they
     *     should be, with number, seed and theta of the first
     * @throws IllegalStateException if too many runs fail because the simulator throws anything else
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public BenchmarkRuns benchmarks(int count, double[] thetaRef, double[]... benchmarks) {
        requireCount(count);
        double[][] thetas = new double[benchmarks.length + 1][];
        thetas[0] = thetaRef.clone();
        for (int k = 0; k < benchmarks.length; k++) {
            thetas[k + 1] = benchmarks[k].clone();
        }
        for (double[] theta : thetas) {
            requireDimension("every theta", theta.length);
        }
        BenchmarkRuns runs = new BenchmarkRuns(count, thetas, simulator);
        int[] kept = simulate(count, Kind.BENCHMARK, (row, random, ledger) -> run(row, random, ledger, thetas)
                .ifPresent(run -> runs.set(row, run)));
        return kept.length == count ? runs : runs.select(kept);
    }

    private interface Row {
        void simulate(int row, RandomStream random, RunLedger ledger);
    }

    /** Goes through all rows and gives those whose runs did not fail. */
    private int[] simulate(int count, Kind kind, Row body) {
        long base = kind.number << 42;
        RunLedger ledger = new RunLedger(simulator.name(), count, Math.min(mostFailures, count - 1));
        ParallelRuns.forEach(
                count,
                threads,
                cancelled,
                row -> body.simulate(row, new RandomStream(seed, base + firstRun + row), ledger));
        ledger.failures().forEach(report);
        return ledger.kept();
    }

    private Optional<TracedRun> run(int row, RandomStream random, RunLedger ledger, double[]... thetas) {
        try {
            return Optional.of(simulator.run(random, thetas));
        } catch (RuntimeException e) {
            ledger.add(row, new FailedRun(firstRun + row, seed, thetas[0].clone(), e));
            return Optional.empty();
        }
    }

    private static void requireCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("mine: at least 1 run is needed, got " + count);
        }
    }

    private void requireDimension(String what, int dimension) {
        if (dimension != simulator.prior().dimension()) {
            throw new IllegalArgumentException("mine: " + what + " must have one component for each of "
                    + simulator.prior().names() + ", got " + dimension);
        }
    }

    /** The simulator and the seed. */
    @Override
    public String toString() {
        return "GoldMine" + Arrays.asList(simulator.name(), "seed " + seed, threads + " threads");
    }
}
