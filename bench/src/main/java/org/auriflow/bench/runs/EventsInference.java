package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.auriflow.bench.galton.InferenceListener;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.limits.Significance;
import org.auriflow.inference.posterior.Chains;
import org.auriflow.inference.posterior.GridPosterior;
import org.auriflow.inference.posterior.Nuts;
import org.auriflow.inference.posterior.Posterior;
import org.auriflow.inference.posterior.RandomWalkMetropolis;
import org.auriflow.inference.posterior.Sampler;
import org.auriflow.inference.posterior.SliceSampler;
import org.auriflow.inference.posterior.SmoothTarget;
import org.auriflow.inference.posterior.StretchMove;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.statistics.ConfidenceRegion;
import org.auriflow.inference.statistics.ConfidenceSet;
import org.auriflow.inference.statistics.Interval;
import org.auriflow.inference.statistics.LikelihoodGrid;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.MaximumLikelihood;
import org.auriflow.inference.statistics.NeymanConstruction;
import org.auriflow.inference.statistics.ProfileLikelihood;
import org.auriflow.inference.statistics.Wilks;
import org.auriflow.nn.train.Cancellation;

/** From events and a trained estimator to statements about the parameters. */
public final class EventsInference {
    private static final int PROFILE_POINTS = 41;

    /** Values of one parameter that a simulator makes runs at, and along each of two. */
    private static final int POOLS = 21;

    private static final int GRID_POOLS = 7;
    private static final int NULL_RUNS = 2_000;

    /** Beyond those of any pool. */
    private static final long NULL_FIRST_RUN = 1L << 32;

    /** Runs at each value are so many for each event, within these bounds, so that a pool's mean moves its toys little. */
    private static final int RUNS_PER_EVENT = 25;

    private static final int FEWEST_RUNS = 2_000;
    private static final int MOST_RUNS = 50_000;
    private static final int MOST_GRID_RUNS = 5_000;

    /** A pool's mean may move its toys by this share of the standard error before a warning. */
    private static final double LARGEST_SHARE = 0.2;

    private final TrainedEstimator estimator;
    private final InferenceTask task;
    private final InferenceListener listener;
    private final Cancellation cancellation;
    private final List<String> warnings = new ArrayList<>();

    /** Whether the likelihood of a parameter is largest at an end of the range, where its curvature says nothing. */
    private boolean atEnd;

    private EventsInference(
            TrainedEstimator estimator, InferenceTask task, InferenceListener listener, Cancellation cancellation) {
        this.estimator = estimator;
        this.task = task;
        this.listener = listener;
        this.cancellation = cancellation;
    }

    /**
     * What was found.
     *
     * @param thetaHat the best fit, P components
     * @param covariance of it by the curvature; empty at an edge
     * @param statements of each parameter
     * @param limits lines, if they were asked for
     * @param scan −2 log λ of one parameter for a figure; empty unless there is one
     * @param regions of two parameters in the order of levels; empty unless there are two
     * @param byToys the same by Neyman's construction, if there are runs for toys
     * @param exclusion limits beside a null hypothesis, if there is one
     * @param chains of the posterior
     * @param grid posterior on a grid
     * @param warnings a sentence each
     */
    public record Result(
            double[] thetaHat,
            Optional<double[][]> covariance,
            List<Statement> statements,
            List<String> limits,
            Optional<Scan> scan,
            List<ConfidenceRegion> regions,
            List<ConfidenceRegion> byToys,
            Optional<Exclusion> exclusion,
            Optional<Chains> chains,
            Optional<GridPosterior> grid,
            List<String> warnings) {}

    /** A curve of −2 log λ. */
    public record Scan(double[] theta, double[] curve) {}

    /**
     * Infers.
     *
     * @throws IllegalArgumentException if toys do not go with the estimator
     * @throws CancellationException if cancelled
     */
    public static Result of(
            TrainedEstimator estimator, InferenceTask task, InferenceListener listener, Cancellation cancellation) {
        return new EventsInference(estimator, task, listener, cancellation).run();
    }

    private void check() {
        if (cancellation.requested()) {
            throw new CancellationException("infer");
        }
    }

    private LogLikelihood watched(LogLikelihood likelihood) {
        return theta -> {
            check();
            return likelihood.at(theta);
        };
    }

    private Result run() {
        int parameters = estimator.parameters().size();
        LogLikelihood raw = watched(estimator.logLikelihood(task.x()));
        List<Statement> statements = new ArrayList<>();
        List<Scan> scans = new ArrayList<>();
        List<ConfidenceRegion> regions = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        statements("Wilks", raw, statements, scans, limits);
        task.pairs().ifPresent(t -> {
            PairCalibration pairs = PairCalibration.of(estimator, t);
            pairs.warning(task.x().length).ifPresent(warnings::add);
            LogLikelihood calibrated = watched(pairs.logLikelihood(task.x()));
            statements("Wilks, calibrated", calibrated, statements, new ArrayList<>(), new ArrayList<>());
        });
        Optional<double[]> nullTheta = task.nullTheta().map(t -> NullTest.fill(task, estimator.parameters(), raw));
        Optional<RunPools> pools = pools(statements.subList(0, parameters));
        Optional<ToyTable> table = toys(pools, nullTheta);
        Optional<NeymanConstruction<double[]>> construction =
                table.map(t -> t.construction(task.x().length, task.toysPerPoint(), task.seed()));
        if (table.isPresent() && parameters == 1) {
            List<ConfidenceSet> sets = table.get().sets(construction.orElseThrow(), task.x(), task.levels());
            note(sets, "Neyman");
            statements.add(new Statement("Neyman, toys", estimator.parameters().get(0), Double.NaN, sets));
        }
        double[] thetaHat = new double[parameters];
        Arrays.setAll(thetaHat, p -> statements.get(p).estimate());
        Optional<double[][]> covariance = Optional.empty();
        MaximumLikelihood maximum =
                new MaximumLikelihood(raw, task.lower(), task.upper(), Math.max(3, parameters == 1 ? 41 : 9));
        if (parameters > 1) {
            thetaHat = maximum.thetaHat();
        }
        try {
            covariance = atEnd ? Optional.empty() : Optional.of(maximum.covariance());
        } catch (IllegalStateException atEdge) {
            warnings.add("the likelihood has no smooth peak inside the range, so that there is no standard error");
        }
        if (parameters == 2) {
            LikelihoodGrid grid = new LikelihoodGrid(raw, task.axis(0), task.axis(1));
            warnings.addAll(grid.warnings());
            for (double level : task.levels()) {
                ConfidenceRegion region = grid.region(level);
                warnings.addAll(region.warnings());
                regions.add(region);
            }
        }
        List<ConfidenceRegion> byToys = table.isPresent() && parameters == 2
                ? table.get().regions(construction.orElseThrow(), raw, task.levels(), task.gridPoints())
                : List.of();
        byToys.forEach(r -> r.warnings().forEach(w -> warnings.add("Neyman: " + w)));
        if (table.isPresent() && nullTheta.isPresent()) {
            // CLs+b is at least 1/(1 + N), and CLb of that experiment Φ(−2)
            double alpha = 1 - task.levels().stream().mapToDouble(l -> l).max().orElseThrow();
            int enough = (int) Math.ceil(1 / (alpha * Significance.pValue(2)) - 1);
            if (task.toysPerPoint() < enough) {
                warnings.add("the 2 sigma band of limits by toys needs at least " + enough + " toys, got "
                        + task.toysPerPoint() + "; give more --toys");
            }
        }
        Optional<Exclusion> exclusion = nullTheta.map(t -> {
            NullSample sample = nullSample(pools, t);
            warnings.addAll(sample.warnings());
            return new NullTest(estimator, task, raw, t, sample).run(table, construction);
        });
        if (estimator.kind() == Kind.SCORE) {
            warnings.add("the likelihood of a score is its local model, right near theta = "
                    + Arrays.toString(estimator.reference()));
        } else {
            warnings.addAll(estimator.file().range().warnings("the best fit", thetaHat));
        }
        Optional<Chains> chains = Optional.empty();
        Optional<GridPosterior> grid = Optional.empty();
        if (!task.sampler().equals("none")) {
            Posterior posterior = posterior();
            if (task.sampler().equals("grid")) {
                int[] cells = new int[parameters];
                Arrays.fill(cells, task.gridPoints());
                grid = Optional.of(posterior.grid(cells));
            } else {
                int walkers =
                        task.sampler().equals("stretch") ? Math.max(task.chains(), 2 * parameters + 2) : task.chains();
                Chains c =
                        posterior.sample(sampler(), walkers, Math.max(50, task.draws() / 2), task.draws(), task.seed());
                warnings.addAll(c.warnings());
                chains = Optional.of(c);
            }
        }
        return new Result(
                thetaHat,
                covariance,
                List.copyOf(statements),
                List.copyOf(limits),
                scans.stream().findFirst(),
                List.copyOf(regions),
                byToys,
                exclusion,
                chains,
                grid,
                warnings.stream().distinct().toList());
    }

    /** Runs of a file, or of a simulator around the largest sets, as wide again on either side: toys elsewhere decide nothing. */
    private Optional<RunPools> pools(List<Statement> wilks) {
        Optional<RunPools> pools = task.single().map(t -> RunPools.of(estimator, t));
        if (task.simulator().isPresent() && pools.isEmpty() && wilks.size() <= 2) {
            double[][] axes = new double[wilks.size()][];
            for (int p = 0; p < axes.length; p++) {
                List<ConfidenceSet> sets = wilks.get(p).sets();
                Interval hull = sets.get(sets.size() - 1).hull();
                double margin = Math.max(hull.width(), 1e-3 * (task.upper()[p] - task.lower()[p]));
                int parameter = p;
                double origin = task.nullTheta()
                        .map(t -> t[parameter])
                        .filter(t -> !t.isNaN())
                        .orElse(hull.lower());
                double low = Math.max(task.lower()[p], Math.min(hull.lower() - margin, origin));
                double high = Math.min(task.upper()[p], Math.max(hull.upper() + margin, origin));
                axes[p] = InferenceTask.even(low, high, axes.length == 1 ? POOLS : GRID_POOLS);
            }
            List<double[]> points = axes.length == 1
                    ? Arrays.stream(axes[0]).mapToObj(t -> new double[] {t}).toList()
                    : List.of(ConfidenceRegion.grid(axes[0], axes[1]));
            int runs = Math.max(
                    FEWEST_RUNS,
                    Math.min(axes.length == 1 ? MOST_RUNS : MOST_GRID_RUNS, RUNS_PER_EVENT * task.x().length));
            GoldMine mine = mine(task.simulator().get());
            listener.began("runs for toys", points.size());
            pools = Optional.of(RunPools.of(mine, points, runs, listener::advanced));
            listener.ended();
        }
        return pools;
    }

    private Optional<ToyTable> toys(Optional<RunPools> pools, Optional<double[]> nullTheta) {
        List<String> parameters = estimator.parameters();
        if (parameters.size() > 2 && nullTheta.isPresent()) {
            warnings.add("toys are for one or two parameters: limits are asymptotic");
            return Optional.empty();
        }
        if (task.single().isPresent() || task.simulator().isPresent()) {
            RunPools.requireFew(parameters);
        }
        double[] more = parameters.size() == 1 ? nullTheta.orElse(new double[0]) : new double[0];
        return pools.map(p -> {
            int fewest = p.x().stream().mapToInt(x -> x.length).min().orElseThrow();
            double share = Math.sqrt(task.x().length / (double) fewest);
            if (share > LARGEST_SHARE) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "toys of %d events come from pools of %d runs, which moves them by some %.2g of the standard error; "
                                + "simulate %d runs at each theta",
                        task.x().length,
                        fewest,
                        share,
                        (int) Math.ceil(task.x().length / LARGEST_SHARE / LARGEST_SHARE)));
            }
            return new ToyTable(estimator, p.forToys(parameters), more);
        });
    }

    /** Runs at the null hypothesis itself if a simulator can make them. */
    private NullSample nullSample(Optional<RunPools> pools, double[] theta) {
        if (task.single().isPresent()) {
            return NullSample.of(estimator, pools.orElseThrow(), theta);
        }
        Simulator simulator = task.simulator()
                .orElseThrow(
                        () -> new IllegalArgumentException("null: requires runs with one theta each for what to expect,"
                                + " got pairs; give a --simulator, or such runs to --calibrate"));
        GoldMine mine = mine(simulator).withFirstRun(NULL_FIRST_RUN);
        RunPools pool = RunPools.of(mine, List.of(theta), NULL_RUNS, done -> {});
        return NullSample.of(estimator, pool, theta);
    }

    private GoldMine mine(Simulator simulator) {
        if (!simulator.observables().equals(estimator.observables())) {
            throw new IllegalArgumentException("simulator: requires the observables " + estimator.observables()
                    + " of the training, got " + simulator.observables() + "; name the simulator of the training");
        }
        return new GoldMine(simulator, task.seed())
                .withThreads(task.threads())
                .withCancellation(cancellation::requested);
    }

    private Posterior posterior() {
        SmoothTarget likelihood = estimator.target(task.x());
        SmoothTarget watched = new SmoothTarget() {
            @Override
            public double logDensity(double[] theta) {
                check();
                return likelihood.logDensity(theta);
            }

            @Override
            public double logDensity(double[] theta, double[] gradient) {
                check();
                return likelihood.logDensity(theta, gradient);
            }
        };
        return new Posterior(new UniformPrior(estimator.parameters(), task.lower(), task.upper()), watched);
    }

    private Sampler<? super SmoothTarget> sampler() {
        return switch (task.sampler()) {
            case "nuts" -> new Nuts();
            case "slice" -> new SliceSampler();
            case "stretch" -> new StretchMove();
            default -> new RandomWalkMetropolis(0.5);
        };
    }

    /** Intervals of each parameter, of several by profiling the others. */
    private void statements(
            String method, LogLikelihood likelihood, List<Statement> to, List<Scan> scans, List<String> limits) {
        int parameters = estimator.parameters().size();
        String how = parameters == 1 ? method : method + ", profiled";
        for (int p = 0; p < parameters; p++) {
            LogLikelihood one =
                    parameters == 1 ? likelihood : new ProfileLikelihood(likelihood, p, task.lower(), task.upper(), 5);
            LikelihoodScan scan = new LikelihoodScan(
                    one, task.lower()[p], task.upper()[p], parameters == 1 ? task.gridPoints() : PROFILE_POINTS);
            scan.warnings().forEach(w -> warnings.add(how + ": " + w));
            atEnd |= scan.isMaximumAtEnd();
            List<ConfidenceSet> sets =
                    task.levels().stream().map(scan::confidenceSet).toList();
            String name = estimator.parameters().get(p);
            note(sets, how + (parameters == 1 ? "" : ", " + name));
            to.add(new Statement(how, name, scan.thetaHat(), sets));
            if (parameters == 1) {
                scans.add(new Scan(scan.grid(), scan.curve()));
            }
            if (task.limits()) {
                limits(scan, name, limits);
            }
        }
    }

    /** One-sided: q is half of the time 0, so that the two-sided level 2 L − 1 has its end at the one-sided level L. */
    private void limits(LikelihoodScan scan, String name, List<String> to) {
        for (double level : task.levels()) {
            if (level > 0.5) {
                ConfidenceSet set = scan.below(level, Wilks.threshold(2 * level - 1, 1));
                to.add(String.format(
                        Locale.ROOT,
                        "%s < %.4g%s or %s > %.4g%s at %s %% (Wilks, one-sided, each alone)",
                        name,
                        set.hull().upper(),
                        set.hull().cutAbove() ? " (cut)" : "",
                        name,
                        set.hull().lower(),
                        set.hull().cutBelow() ? " (cut)" : "",
                        Math.round(1e4 * level) / 1e2));
            }
        }
    }

    private void note(List<ConfidenceSet> sets, String how) {
        sets.forEach(set -> set.warnings().forEach(w -> warnings.add(how + ": " + w)));
    }
}
