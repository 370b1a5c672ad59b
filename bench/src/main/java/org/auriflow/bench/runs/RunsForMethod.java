package org.auriflow.bench.runs;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunLayout;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;

/** What a file of runs has for a method. */
final class RunsForMethod {
    private RunsForMethod() {}

    /** Insists that the runs have all that a method learns from. */
    static void require(ComparedMethod method, RunTable table) {
        missing(method, table).ifPresent(column -> {
            RunLayout layout = table.layout();
            List<String> possible = ComparedMethod.ALL.stream()
                    .filter(m -> missing(m, table).isEmpty())
                    .map(ComparedMethod::name)
                    .toList();
            throw new IllegalArgumentException("train: " + method.name() + " requires " + column + ", got runs with "
                    + layout.columns().stream().map(RunColumn::label).toList() + "; "
                    + (possible.isEmpty() ? "" : "train with one of " + String.join(", ", possible) + ", or ")
                    + "simulate with it");
        });
    }

    private static Optional<String> missing(ComparedMethod method, RunTable table) {
        RunLayout layout = table.layout();
        if (method.kind() == Kind.RATIO && !layout.isRatio()) {
            return Optional.of("the columns theta0, theta1 and y of pairs (simulate --theta1)");
        }
        if (method.needsRatio() && !layout.has(RunColumn.LOG_R_XZ)) {
            return Optional.of("the column log_r_xz");
        }
        RunColumn score = layout.isRatio() ? RunColumn.T_XZ1 : RunColumn.T_XZ;
        if (method.needsScore() && !layout.has(score)) {
            return Optional.of("the column " + score.label());
        }
        if (method.kind() == Kind.SCORE && !isOnePoint(table, layout.isRatio() ? RunColumn.THETA1 : RunColumn.THETA)) {
            return Optional.of("runs at one theta (simulate --theta or --theta1)");
        }
        return Optional.empty();
    }

    private static boolean isOnePoint(RunTable table, RunColumn column) {
        double[] theta = table.column(column);
        int k = table.layout().parameters().size();
        return IntStream.range(0, theta.length).allMatch(i -> theta[i] == theta[i % k]);
    }

    /** Runs at θ for score methods: of pairs, those that were sampled at θ1. */
    static ScoreRuns scoreRuns(RunTable table) {
        if (!table.layout().isRatio()) {
            return table.scoreRuns();
        }
        RatioRuns pairs = table.ratioRuns();
        double[] y = pairs.y();
        RatioRuns one =
                pairs.select(IntStream.range(0, y.length).filter(i -> y[i] == 1).toArray());
        ScoreRuns runs = ScoreRuns.of(
                one.parameters(), one.observables(), one.theta1(), one.x(), one.hasScore() ? one.tXz1() : null);
        return one.hasWeights() ? runs.withWeights(one.weights()) : runs;
    }

    /** Numbers by rows, shape (n, values.length / n). */
    static double[][] rows(double[] values, int width) {
        double[][] rows = new double[values.length / width][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * width, (i + 1) * width));
        return rows;
    }
}
