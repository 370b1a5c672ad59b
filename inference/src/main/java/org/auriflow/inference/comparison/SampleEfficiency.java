package org.auriflow.inference.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.nn.train.NonFiniteLossException;

/**
 * Errors of methods against the number of training runs, as in the papers (1805.12244, 1805.00020): every method is trained with every
 * number of runs and every seed on one {@link ComparisonProblem}.
 *
 * <pre>{@code
 * ComparisonProblem problem = ComparisonProblem.of(Simulators.named("gaussian-mixture"));
 * SampleEfficiency comparison = new SampleEfficiency(engine, problem, 2, Monitor.NONE);
 * List<EfficiencyRow> rows = comparison.run(
 *         List.of(ComparedMethod.named("alices"), ComparedMethod.of(ownLoss)), List.of(1_000, 10_000), List.of(1L, 2L, 3L));
 * }</pre>
 *
 * <p>A row depends on the problem, the method, the number of runs and the seed alone. Not safe for several threads.
 */
public final class SampleEfficiency {
    /** Below this a batch or a histogram makes no sense. */
    private static final int FEWEST = 20;

    private final Engine engine;
    private final ComparisonProblem problem;
    private final int threads;
    private final Monitor monitor;

    /** log r(x | θ0, θ1) for every θ0 and test event; null where there is no truth. */
    private final double[][] logR;

    /** t(x | θ1) of every test event; null where there is no truth. */
    private final double[][] score;

    private final ExpectedInformation information;

    /**
     * Evaluates the truth at the test events.
     *
     * @param engine what trains; stays open
     * @param threads of simulations
     * @param monitor sees the progress of each training and may stop the work
     * @throws CancellationException if cancelled
     */
    public SampleEfficiency(Engine engine, ComparisonProblem problem, int threads, Monitor monitor) {
        this.engine = engine;
        this.problem = problem;
        this.threads = threads;
        this.monitor = monitor;
        this.information = ExpectedInformation.of(
                problem, ExpectedInformation.runs(problem, threads, monitor.cancellation()::requested));
        Optional<ExactLikelihood> exact = problem.simulator().exact();
        this.score = exact.map(e -> scores(e, problem)).orElse(null);
        this.logR = exact.map(e -> logRatios(e, problem)).orElse(null);
    }

    private static double[][] scores(ExactLikelihood exact, ComparisonProblem problem) {
        double[] theta1 = problem.reference();
        return new ExactTable<>(x -> exact.score(x, theta1))
                .of(problem.events())
                .toArray(double[][]::new);
    }

    private static double[][] logRatios(ExactLikelihood exact, ComparisonProblem problem) {
        double[] theta1 = problem.reference();
        return Arrays.stream(problem.theta0())
                .map(theta0 -> new ExactTable<>(x -> exact.logRatio(x, theta0, theta1))
                        .of(problem.events()).stream().mapToDouble(r -> r).toArray())
                .toArray(double[][]::new);
    }

    /** What statistics can say about θ near the reference. */
    public ExpectedInformation information() {
        return information;
    }

    /** All rows. */
    public List<EfficiencyRow> run(List<ComparedMethod> methods, List<Integer> sizes, List<Long> seeds) {
        return run(methods, sizes, seeds, List.of(), row -> {});
    }

    /**
     * All rows, by size, method and seed, but for those that are known already.
     *
     * @param sizes numbers of runs, each at least 20
     * @param known rows of the same {@link ComparisonProblem#setting}, which are taken over and not computed again
     * @param finished hears of every row that was computed
     * @throws IllegalArgumentException if there are too few runs, or two methods of one name
     * @throws CancellationException if cancelled; the training in flight is lost
     */
    public List<EfficiencyRow> run(
            List<ComparedMethod> methods,
            List<Integer> sizes,
            List<Long> seeds,
            Collection<EfficiencyRow> known,
            Consumer<EfficiencyRow> finished) {
        require(methods, sizes);
        List<EfficiencyRow> rows = new ArrayList<>();
        for (int runs : new LinkedHashSet<>(sizes)) {
            for (ComparedMethod method : methods) {
                for (long seed : new LinkedHashSet<>(seeds)) {
                    Optional<EfficiencyRow> old = known.stream()
                            .filter(r -> r.is(method.name(), runs, seed))
                            .findFirst();
                    EfficiencyRow row = old.orElseGet(() -> row(method, runs, seed));
                    rows.add(row);
                    if (old.isEmpty()) {
                        finished.accept(row);
                    }
                }
            }
        }
        return rows;
    }

    /**
     * What {@link #run} would refuse, to know before a problem is made.
     *
     * @throws IllegalArgumentException if there are too few runs, or two methods of one name
     */
    public static void require(List<ComparedMethod> methods, List<Integer> sizes) {
        List<String> names = methods.stream().map(ComparedMethod::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new IllegalArgumentException(
                    "comparison: every method needs a name of its own, got " + names + "; rename one");
        }
        for (int runs : sizes) {
            if (runs < FEWEST) {
                throw new IllegalArgumentException(
                        "comparison: at least " + FEWEST + " runs are needed, got " + runs + "; simulate more");
            }
        }
    }

    private EfficiencyRow row(ComparedMethod method, int runs, long seed) {
        long start = System.nanoTime();
        GoldMine mine = problem.mine(seed).withThreads(threads).withCancellation(monitor.cancellation()::requested);
        TrainingTask task = new TrainingTask(engine, problem, mine, runs, seed, monitor);
        try (Estimate estimate = method.learning().learn(task)) {
            requireNotCancelled();
            double seconds = (System.nanoTime() - start) * 1e-9;
            double mse = logR == null ? Double.NaN : meanSquaredError(estimate);
            double t = score == null ? Double.NaN : scoreError(estimate.score(problem.events()));
            requireNotCancelled();
            double said = information.of(estimate.score(information.x()));
            return new EfficiencyRow(method.name(), runs, seed, mse, t, said, seconds);
        } catch (NonFiniteLossException diverged) {
            double seconds = (System.nanoTime() - start) * 1e-9;
            return new EfficiencyRow(method.name(), runs, seed, Double.NaN, Double.NaN, Double.NaN, seconds);
        }
    }

    private void requireNotCancelled() {
        if (monitor.cancellation().requested()) {
            throw new CancellationException("comparison: cancelled");
        }
    }

    private double meanSquaredError(Estimate estimate) {
        double sum = 0;
        for (int m = 0; m < logR.length; m++) {
            double[] estimated = estimate.logRatio(problem.events(), problem.theta0()[m]);
            for (int i = 0; i < estimated.length; i++) {
                double error = estimated[i] - logR[m][i];
                sum += problem.weights()[i] * error * error;
            }
        }
        return sum / logR.length;
    }

    private double scoreError(double[][] estimated) {
        double sum = 0;
        for (int i = 0; i < estimated.length; i++) {
            for (int k = 0; k < estimated[i].length; k++) {
                double error = estimated[i][k] - score[i][k];
                sum += problem.weights()[i] * error * error / estimated[i].length;
            }
        }
        return sum;
    }
}
