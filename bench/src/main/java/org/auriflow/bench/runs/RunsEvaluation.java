package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.data.Table;
import org.auriflow.inference.diagnostics.CalibrationCurve;
import org.auriflow.inference.diagnostics.Critic;
import org.auriflow.inference.diagnostics.EnsembleSpread;
import org.auriflow.inference.diagnostics.EstimatorChecks;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.statistics.Check;
import org.auriflow.inference.statistics.Sample;

/** What an estimator says of each event, and where runs have labels, what is known to be wrong with it. */
public final class RunsEvaluation {
    private static final int BINS = 10;

    private final TrainedEstimator estimator;
    private final EventsFile events;

    /** Whether each event is evaluated at the θ of its own run. */
    private final boolean own;

    private final double[][] theta0;

    /** Null for the estimator's reference. */
    private final double[][] theta1;

    /** Of each member and event; null where the method has no ratio. */
    private final double[][] logR;

    private final double[][] score;

    /**
     * Evaluates.
     *
     * @param theta for all events; null for that of each run
     * @param theta1 for all events; null for that of each run, or the estimator's
     * @throws IllegalArgumentException if θ or θ1 is needed and missing, or has the wrong length
     */
    public RunsEvaluation(TrainedEstimator estimator, EventsFile events, double[] theta, double[] theta1) {
        this.estimator = estimator;
        this.events = events;
        int n = events.x().length;
        RunTable runs = events.runs().orElse(null);
        boolean score = estimator.kind() == Kind.SCORE;
        if (theta == null && runs == null && !score) {
            throw new IllegalArgumentException(
                    "evaluate: requires theta, got events without; give --theta with a value for "
                            + estimator.parameters());
        }
        requireLength("theta", theta);
        requireLength("theta1", theta1);
        own = theta == null && runs != null;
        boolean pairs = own && runs.layout().isRatio();
        if (score) {
            theta0 = repeated(estimator.reference(), n);
        } else {
            theta0 = own ? column(runs, pairs ? RunColumn.THETA0 : RunColumn.THETA) : repeated(theta, n);
        }
        this.theta1 = theta1 != null ? repeated(theta1, n) : pairs ? column(runs, RunColumn.THETA1) : null;
        if (this.theta1 == null && estimator.needsReference()) {
            throw new IllegalArgumentException(
                    "evaluate: requires theta1, which this estimator was trained with many of, got "
                            + "none; give --theta1 with a value for " + estimator.parameters());
        }
        logR = score ? null : estimator.logRatios(events.x(), theta0, this.theta1);
        this.score = estimator.scores(events.x(), theta0, this.theta1);
    }

    private void requireLength(String name, double[] theta) {
        if (theta != null && theta.length != estimator.parameters().size()) {
            throw new IllegalArgumentException(name + ": requires a value for each of " + estimator.parameters()
                    + ", got " + Arrays.toString(theta) + "; separate values by commas");
        }
    }

    private static double[][] repeated(double[] row, int n) {
        double[][] rows = new double[n][];
        Arrays.fill(rows, row);
        return rows;
    }

    private static double[][] column(RunTable runs, RunColumn column) {
        return RunsForMethod.rows(runs.column(column), runs.layout().width(column));
    }

    /** A row for each event: theta, log r̂ or log p̂, t̂, and the spread of an ensemble. */
    public Table table() {
        Map<String, double[]> columns = new LinkedHashMap<>();
        put(columns, "theta", theta0);
        if (theta1 != null) {
            put(columns, "theta1", theta1);
        }
        if (logR != null) {
            boolean density = estimator.kind() == Kind.DENSITY && theta1 == null;
            columns.put(density ? "log_p" : "log_r", TrainedEstimator.mean(logR));
            if (logR.length > 1) {
                columns.put("spread", EnsembleSpread.of(logR).deviation());
            }
        }
        put(columns, "t", score);
        return Table.of(List.copyOf(columns.keySet()), columns.values().toArray(double[][]::new));
    }

    private void put(Map<String, double[]> columns, String label, double[][] rows) {
        List<String> names = estimator.parameters();
        for (int p = 0; p < names.size(); p++) {
            int component = p;
            columns.put(
                    label + "_" + names.get(p),
                    Arrays.stream(rows).mapToDouble(row -> row[component]).toArray());
        }
    }

    /**
     * What is known of an estimate on labelled runs.
     *
     * @param checks means that should be something, by name
     * @param numbers without an expectation, by name
     * @param calibration of the classifier that the ratio makes; null without pairs
     */
    public record Diagnostics(Map<String, Check> checks, Map<String, Double> numbers, CalibrationCurve calibration) {
        /** Lines to print; none if there is nothing to say. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            checks.forEach((name, c) -> lines.add(String.format(
                    Locale.ROOT,
                    "%-34s %10.4f +- %.4f  (expected %g, z = %.1f)",
                    name,
                    c.value(),
                    c.standardError(),
                    c.expected(),
                    c.z())));
            numbers.forEach((name, v) -> lines.add(String.format(Locale.ROOT, "%-34s %10.4g", name, v)));
            return lines;
        }

        /** For a JSON file. */
        public Map<String, Object> json() {
            Map<String, Object> all = new LinkedHashMap<>();
            Map<String, Object> c = new LinkedHashMap<>();
            checks.forEach((name, check) -> c.put(
                    name,
                    Map.of(
                            "value", check.value(),
                            "standard_error", check.standardError(),
                            "expected", check.expected(),
                            "z", Double.isFinite(check.z()) ? check.z() : String.valueOf(check.z()))));
            all.put("checks", c);
            all.put("numbers", numbers);
            if (calibration != null) {
                all.put(
                        "calibration",
                        calibration.points().stream()
                                .map(p -> Map.of(
                                        "predicted", p.predicted(),
                                        "found", p.found().fraction(),
                                        "standard_error", p.found().standardError()))
                                .toList());
            }
            return all;
        }
    }

    /**
     * Compares with labels and gold, as far as there are any.
     *
     * @param engine trains a critic, which tells reweighted runs from real ones if it can; null for none
     */
    public Diagnostics diagnostics(Engine engine) {
        Map<String, Check> checks = new LinkedHashMap<>();
        Map<String, Double> numbers = new LinkedHashMap<>();
        CalibrationCurve calibration = null;
        RunTable runs = events.runs().orElse(null);
        boolean pairs = runs != null && runs.layout().isRatio();
        if (own && pairs && logR != null) {
            double[] y = runs.column(RunColumn.Y);
            double[] log = TrainedEstimator.mean(logR);
            double[] zero = values(log, rows(y, 0));
            double[] one = values(log, rows(y, 1));
            checks.put("mean of r at theta1", EstimatorChecks.meanRatio(one));
            checks.put("mean of 1/r at theta0", EstimatorChecks.meanInverseRatio(zero));
            numbers.put("effective runs at theta1", EstimatorChecks.effectiveSize(one));
            numbers.put("of", (double) one.length);
            double[] s = Arrays.stream(log).map(v -> 1 / (1 + Math.exp(v))).toArray();
            boolean[] classOne = new boolean[y.length];
            IntStream.range(0, y.length).forEach(i -> classOne[i] = y[i] == 1);
            calibration = CalibrationCurve.of(s, classOne, Math.max(1, Math.min(BINS, y.length / 10)));
            numbers.put("calibration error", calibration.expectedError());
            numbers.put("p-value of calibration", calibration.pValue());
            if (engine != null) {
                checks.put(
                        "critic, area under curve",
                        critic(engine, rows(y, 1), rows(y, 0), log).area());
            }
        }
        if (own) {
            scoreChecks(runs, checks);
        }
        if (logR != null && logR.length > 1) {
            numbers.put("spread of the ensemble, nats", EnsembleSpread.of(logR).rootMeanSquare());
        }
        return new Diagnostics(checks, numbers, calibration);
    }

    /**
     * ⟨t̂⟩ = 0 over runs at the θ where it is evaluated, and ⟨t̂ − t_xz⟩ = 0, which has the smaller error.
     *
     * <p>The mean over all x of a score that was fitted to N runs is itself uncertain by √(Var(t̂ − t_xz)/N), since least squares makes
     * ⟨t̂ − t_xz⟩ vanish over those runs; the errors of score methods include it.
     */
    private void scoreChecks(RunTable runs, Map<String, Check> checks) {
        boolean pairs = runs.layout().isRatio();
        int label = estimator.kind() == Kind.SCORE ? 1 : 0;
        RunColumn sampled = !pairs ? RunColumn.THETA : label == 1 ? RunColumn.THETA1 : RunColumn.THETA0;
        RunColumn gold = !pairs ? RunColumn.T_XZ : label == 1 ? RunColumn.T_XZ1 : RunColumn.T_XZ0;
        double[][] at = column(runs, sampled);
        double[] y = pairs ? runs.column(RunColumn.Y) : null;
        int[] rows = IntStream.range(0, at.length)
                .filter(i -> (y == null || y[i] == label) && Arrays.equals(at[i], theta0[i]))
                .toArray();
        if (rows.length < 2) {
            return;
        }
        double[][] t = Arrays.stream(rows).mapToObj(i -> score[i]).toArray(double[][]::new);
        List<Check> means = EstimatorChecks.meanScore(t);
        List<Check> differences = runs.layout().has(gold) ? differences(t, column(runs, gold), rows) : List.of();
        if (estimator.kind() == Kind.SCORE && !differences.isEmpty()) {
            double share = (double) rows.length / estimator.file().learned();
            double[] training = differences.stream()
                    .mapToDouble(c -> share * Math.pow(c.standardError(), 2))
                    .toArray();
            means = widened(means, training);
            differences = widened(differences, training);
        }
        put(checks, "mean of t", means);
        put(checks, "mean of t - t_xz", differences);
    }

    /** Of t̂ − t_xz; none where a joint score is not finite. */
    private static List<Check> differences(double[][] t, double[][] mined, int[] rows) {
        double[][] difference = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double[] d = t[i].clone();
            int row = rows[i];
            Arrays.setAll(d, p -> d[p] - mined[row][p]);
            difference[i] = d;
        }
        boolean finite =
                Arrays.stream(difference).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite);
        return finite ? EstimatorChecks.meanScore(difference) : List.of();
    }

    /** With variances more. */
    private static List<Check> widened(List<Check> checks, double[] variances) {
        return IntStream.range(0, variances.length)
                .mapToObj(p -> {
                    Check c = checks.get(p);
                    return new Check(c.value(), Math.hypot(c.standardError(), Math.sqrt(variances[p])), c.expected());
                })
                .toList();
    }

    private void put(Map<String, Check> checks, String name, List<Check> components) {
        for (int p = 0; p < components.size(); p++) {
            checks.put(name + ", " + estimator.parameters().get(p), components.get(p));
        }
    }

    private Critic critic(Engine engine, int[] ones, int[] zeros, double[] log) {
        double[][] at = Arrays.stream(ones).mapToObj(this::withTheta).toArray(double[][]::new);
        double[][] real = Arrays.stream(zeros).mapToObj(this::withTheta).toArray(double[][]::new);
        TrainingOptions options =
                TrainingOptions.forRuns(log.length).withEpochs(20).withSeed(1);
        return Critic.test(
                engine, EstimatorChecks.reweighted(at, values(log, ones)), Sample.of(real), options, Monitor.NONE);
    }

    private double[] withTheta(int i) {
        double[] x = events.x()[i];
        double[] both = Arrays.copyOf(x, x.length + theta0[i].length);
        System.arraycopy(theta0[i], 0, both, x.length, theta0[i].length);
        return both;
    }

    private static int[] rows(double[] y, int label) {
        return IntStream.range(0, y.length).filter(i -> y[i] == label).toArray();
    }

    private static double[] values(double[] all, int[] rows) {
        return Arrays.stream(rows).mapToDouble(i -> all[i]).toArray();
    }
}
