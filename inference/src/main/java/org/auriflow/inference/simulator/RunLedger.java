package org.auriflow.inference.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which of the runs of a mine failed; written to by several threads. */
final class RunLedger {
    private final String simulator;
    private final int most;
    private final boolean[] failed;
    private final List<FailedRun> failures = new ArrayList<>();

    RunLedger(String simulator, int count, int most) {
        this.simulator = simulator;
        this.most = most;
        this.failed = new boolean[count];
    }

    /**
     * Takes down a failure.
     *
     * @throws IllegalArgumentException if there are too many and the first of them was one
     * @throws IllegalStateException if there are too many and the first of them was anything else
     */
    synchronized void add(int row, FailedRun failure) {
        failed[row] = true;
        failures.add(failure);
        if (failures.size() > most) {
            FailedRun first = failures().get(0);
            String text = "mine: " + simulator + ": "
                    + (most == 0 ? "" : "more than " + most + " runs failed; the first: ") + first;
            throw first.cause() instanceof IllegalArgumentException
                    ? new IllegalArgumentException(text, first.cause())
                    : new IllegalStateException(text, first.cause());
        }
    }

    /** The failures in the order of runs. */
    List<FailedRun> failures() {
        return failures.stream()
                .sorted(Comparator.comparingLong(FailedRun::run))
                .toList();
    }

    /** The rows without the failed ones. */
    int[] kept() {
        return IntStream.range(0, failed.length).filter(row -> !failed[row]).toArray();
    }

    /** Some columns of an array of a given width; null of null. */
    static double[] columns(double[] values, int width, int[] kept) {
        if (values == null) {
            return null;
        }
        double[] result = new double[values.length / width * kept.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i / kept.length * width + kept[i % kept.length]];
        }
        return result;
    }

    /** The names at some positions. */
    static List<String> names(List<String> parameters, int[] kept) {
        for (int k : kept) {
            if (k < 0 || k >= parameters.size()) {
                throw new IllegalArgumentException("runs: parameters to keep must be in [0, " + parameters.size()
                        + "), got " + k + "; count from 0");
            }
        }
        if (kept.length == 0) {
            throw new IllegalArgumentException("runs: at least one parameter must be kept, got none of " + parameters);
        }
        return IntStream.of(kept).mapToObj(parameters::get).toList();
    }

    /** Some rows of an array of a given width; null of null. */
    static double[] select(double[] values, int width, int[] rows) {
        if (values == null) {
            return null;
        }
        double[] result = new double[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * width, result, i * width, width);
        }
        return result;
    }
}
