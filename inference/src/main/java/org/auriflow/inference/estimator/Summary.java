package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;

/**
 * A few numbers s(x) in place of the observables of an event. Runs keep their gold: r_xz and t_xz average to the ratio and the score of
 * p(s | θ) as they do to those of p(x | θ), so that every estimator can be trained on summaries.
 *
 * <p>The score at a reference is the summary that loses no information there (SALLY, 1805.00020; local score compression).
 *
 * <pre>{@code
 * Summary t = Summary.score(sally, runs.parameters());
 * DensityEstimator p = DensityEstimator.train(engine, t.of(runs), Losses.density("scandal"), options);
 * double[] logP = p.logProb(t.of(events), theta);
 * }</pre>
 *
 * @param names of the summaries, D′ of them
 * @param function from events, shape (n, D), to summaries, shape (n, D′)
 */
public record Summary(List<String> names, UnaryOperator<double[][]> function) {
    /** Copies the names. */
    public Summary {
        names = List.copyOf(names);
    }

    /** All observables as they are. */
    public static Summary none(List<String> observables) {
        return new Summary(observables, x -> x);
    }

    /**
     * Some of the observables.
     *
     * @param chosen their positions, from 0
     */
    public static Summary chosen(List<String> observables, int... chosen) {
        for (int c : chosen) {
            if (c < 0 || c >= observables.size()) {
                throw new IllegalArgumentException(
                        "summary: observables must be in [0, " + observables.size() + "), got " + c + "; count from 0");
            }
        }
        return new Summary(
                IntStream.of(chosen).mapToObj(observables::get).toList(),
                x -> mapped(
                        x, row -> IntStream.of(chosen).mapToDouble(c -> row[c]).toArray()));
    }

    /** The estimated score t̂(x | θref), one summary for each parameter (SALLY); the estimator must stay open. */
    public static Summary score(ScoreEstimator score, List<String> parameters) {
        return new Summary(parameters.stream().map(p -> "t_" + p).toList(), score::score);
    }

    /**
     * Of these summaries, taken for a score at a reference, the one number h = t̂ · (θ − θref)/‖θ − θref‖ that tells θ from the
     * reference (SALLINO, 1805.00020; divided by the distance as in MadMiner); 0 at the reference.
     *
     * @throws IllegalArgumentException if θ and reference do not have one component for each summary
     */
    public Summary along(double[] theta, double[] reference) {
        if (theta.length != names.size() || reference.length != names.size()) {
            throw new IllegalArgumentException(
                    "summary: theta and reference must have one component for each of " + names + ", got "
                            + Arrays.toString(theta) + " and " + Arrays.toString(reference) + "; give both points");
        }
        double[] direction = new double[names.size()];
        double length = 0;
        for (int k = 0; k < direction.length; k++) {
            direction[k] = theta[k] - reference[k];
            length = Math.hypot(length, direction[k]);
        }
        double unit = length > 0 ? 1 / length : 0;
        return new Summary(
                List.of("h"),
                x -> mapped(of(x), t -> {
                    double h = 0;
                    for (int k = 0; k < direction.length; k++) {
                        h += t[k] * direction[k] * unit;
                    }
                    return new double[] {h};
                }));
    }

    /**
     * Of these summaries, taken for a score at a reference, those of some parameters whatever the others are (the efficient score, also
     * nuisance-hardened compression, 1903.01473): t_A − I_AB I_BB⁻¹ t_B, which does not move to first order when B does, and whose
     * information is the profiled one.
     *
     * @param information I at the reference, shape (P, P)
     * @param kept positions A of parameters, from 0
     * @throws IllegalArgumentException if I_BB is singular or a parameter does not exist
     */
    public Summary profiled(double[][] information, int... kept) {
        int[] others = IntStream.range(0, names.size())
                .filter(i -> IntStream.of(kept).noneMatch(k -> k == i))
                .toArray();
        Summary own = chosen(names, kept);
        if (others.length == 0) {
            return new Summary(own.names, x -> own.of(of(x)));
        }
        RealMatrix all = MatrixUtils.createRealMatrix(information);
        DecompositionSolver bb = new LUDecomposition(all.getSubMatrix(others, others)).getSolver();
        if (!bb.isNonSingular()) {
            throw new IllegalArgumentException("summary: the information on the other parameters must be positive, got "
                    + all.getSubMatrix(others, others) + "; fix those that the events do not determine");
        }
        // rows of B, columns of A
        double[][] slope = bb.solve(all.getSubMatrix(others, kept)).getData();
        return new Summary(
                own.names,
                x -> mapped(of(x), t -> {
                    double[] a = new double[kept.length];
                    for (int i = 0; i < a.length; i++) {
                        a[i] = t[kept[i]];
                        for (int j = 0; j < others.length; j++) {
                            a[i] -= slope[j][i] * t[others[j]];
                        }
                    }
                    return a;
                }));
    }

    private static double[][] mapped(double[][] x, UnaryOperator<double[]> row) {
        return Arrays.stream(x).map(row).toArray(double[][]::new);
    }

    /** The summaries of events, shape (n, D′). */
    public double[][] of(double[][] x) {
        return function.apply(x);
    }

    /** The same runs, with summaries for observables. */
    public ScoreRuns of(ScoreRuns runs) {
        return runs.withObservables(names, flat(runs.x(), runs.size()));
    }

    /** The same runs, with summaries for observables. */
    public RatioRuns of(RatioRuns runs) {
        return runs.withObservables(names, flat(runs.x(), runs.size()));
    }

    private double[] flat(double[] x, int rows) {
        return Arrays.stream(of(EstimatorInput.rows(x, rows)))
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }
}
