package org.auriflow.inference.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;

/**
 * How often the sets of several methods contain the truth, over the same pseudo-experiments.
 *
 * <p>A set of level 1 − α contains θ if and only if the method's p-value of θ exceeds α, so that one p-value for each experiment
 * serves all levels:
 *
 * <pre>{@code
 * CoverageReport report = CoverageReport.of(simulator, theta, 500, seed, Map.of(
 *         "wilks", events -> Wilks.pValue(new LikelihoodScan(logLikelihood(events), -1, 1).minusTwoLogLambda(theta[0]), 1),
 *         "neyman", events -> neyman.pValue(events, theta)), .68, .95);
 * }</pre>
 *
 * @param theta the true parameters of all pseudo-experiments
 * @param rows a method and a level each
 */
public record CoverageReport(List<Double> theta, List<Row> rows) {
    /** The pseudo-experiments' streams, apart from those of toys. */
    private static final long STREAMS = 0x434F_5652L << 32;

    /** Copies the lists. */
    public CoverageReport {
        theta = List.copyOf(theta);
        rows = List.copyOf(rows);
    }

    /**
     * One method at one level.
     *
     * @param method its name
     * @param level the confidence level
     * @param coverage with its error
     */
    public record Row(String method, double level, Coverage coverage) {
        /** Whether the sets contain the truth too seldom by more than 2 standard errors. */
        public boolean undercovers() {
            return coverage.pull(level) < -2;
        }

        /** As {@code neyman at 0.95: 0.962 ± 0.009 (481 of 500), 95 % interval [0.941, 0.977], 1.2 sigma}. */
        @Override
        public String toString() {
            Interval exact = coverage.clopperPearson(0.95);
            return String.format(
                    Locale.ROOT,
                    "%s at %s: %s, 95 %% interval [%.3f, %.3f], %.1f sigma%s",
                    method,
                    level,
                    coverage,
                    exact.lower(),
                    exact.upper(),
                    coverage.pull(level),
                    undercovers() ? ", UNDERCOVERS" : "");
        }
    }

    /**
     * Makes pseudo-experiments and counts.
     *
     * @param experiment makes outcomes at θ
     * @param theta the truth
     * @param trials the number of pseudo-experiments, at least 1
     * @param seed of the random numbers, whose streams are apart from those of toys
     * @param pValues for each method, the p-value that it gives to the truth
     * @param levels in (0, 1)
     * @param <E> the type of an outcome
     * @throws IllegalArgumentException if there is no trial, a level is out of range or a p-value is not in [0, 1]
     */
    public static <E> CoverageReport of(
            NeymanConstruction.Experiment<E> experiment,
            double[] theta,
            int trials,
            long seed,
            Map<String, ToDoubleFunction<E>> pValues,
            double... levels) {
        Map<String, double[]> found = new LinkedHashMap<>();
        pValues.keySet().forEach(method -> found.put(method, new double[trials]));
        for (int i = 0; i < trials; i++) {
            E outcome = experiment.simulate(theta.clone(), new RandomStream(seed, STREAMS + i));
            for (var method : pValues.entrySet()) {
                double p = method.getValue().applyAsDouble(outcome);
                if (!(p >= 0 && p <= 1)) {
                    throw new IllegalArgumentException("coverage: p-values must be in [0, 1], got " + p + " from "
                            + method.getKey() + " in pseudo-experiment " + i);
                }
                found.get(method.getKey())[i] = p;
            }
        }
        List<Row> rows = new ArrayList<>();
        for (var method : found.entrySet()) {
            for (double level : levels) {
                Wilks.requireLevel(level);
                rows.add(
                        new Row(method.getKey(), level, Coverage.count(trials, i -> method.getValue()[i] > 1 - level)));
            }
        }
        List<Double> truth = Arrays.stream(theta).boxed().toList();
        return new CoverageReport(truth, rows);
    }

    /** A line for each row. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("coverage at theta = " + theta);
        rows.forEach(row -> text.append(System.lineSeparator()).append(row));
        return text.toString();
    }
}
