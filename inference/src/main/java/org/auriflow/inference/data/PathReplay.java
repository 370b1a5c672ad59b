package org.auriflow.inference.data;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.TracedRun;

/**
 * Replays recorded choices through a traced simulator and mines x, t_xz(θ0) and log r_xz(θ0, θ1).
 *
 * <p>A file is CSV with a header, plain or gzip-compressed, and has a run on each line: columns z0, z1, ... hold its
 * choices, in order and without gaps; shorter runs leave their last columns blank. The numerator θ0 of each run comes
 * from columns named like the parameters, unless one is given for all. Other columns are ignored.
 */
public final class PathReplay {
    private static final String OPERATION = "replay";

    private final Simulator simulator;
    private final Optional<double[]> theta0;
    private final double[] theta1;

    /**
     * A replay with each run's own θ0.
     *
     * @param simulator that made the recordings
     * @param theta1 the denominator of the ratio, P components
     * @throws IllegalArgumentException if theta1 has the wrong length
     */
    public PathReplay(Simulator simulator, double... theta1) {
        this(simulator, Optional.empty(), theta1);
    }

    private PathReplay(Simulator simulator, Optional<double[]> theta0, double[] theta1) {
        requireLength(simulator.prior(), "theta1", theta1);
        this.simulator = simulator;
        this.theta0 = theta0;
        this.theta1 = theta1.clone();
    }

    /**
     * The same replay with one θ0 for all runs.
     *
     * @param theta0 P components
     * @return a changed copy
     * @throws IllegalArgumentException if theta0 has the wrong length
     */
    public PathReplay withTheta0(double... theta0) {
        requireLength(simulator.prior(), "theta0", theta0);
        return new PathReplay(simulator, Optional.of(theta0.clone()), theta1);
    }

    /**
     * Replays a file.
     *
     * @param path the file
     * @return its runs in order
     * @throws IllegalArgumentException if the file does not exist, is damaged, lacks a column or a run, or a recording
     *     does not fit the simulator, with file, line and, where there is one, column
     * @throws java.io.UncheckedIOException if reading fails
     */
    public ReplayedRuns read(Path path) {
        List<TracedRun> runs = new ArrayList<>();
        CsvNumbers.read(OPERATION, path, table -> begin(table, runs));
        return collected(runs, path.toString());
    }

    /**
     * Replays a stream, which stays open.
     *
     * @param stream the content of a file
     * @param name what to call it in messages
     * @return its runs in order
     * @throws IllegalArgumentException as {@link #read(Path)}
     * @throws java.io.UncheckedIOException if reading fails
     */
    public ReplayedRuns read(InputStream stream, String name) {
        List<TracedRun> runs = new ArrayList<>();
        CsvNumbers.read(OPERATION, stream, name, table -> begin(table, runs));
        return collected(runs, name);
    }

    private Consumer<CsvNumbers> begin(CsvNumbers table, List<TracedRun> runs) {
        List<Integer> columns = new ArrayList<>();
        columns.add(table.require("z0", "name the columns of choices z0, z1, ..."));
        for (int next = table.find("z1"); next >= 0; next = table.find("z" + columns.size())) {
            columns.add(next);
        }
        int[] choices = columns.stream().mapToInt(Integer::intValue).toArray();
        int[] parameters = theta0.isPresent()
                ? new int[0]
                : simulator.prior().names().stream()
                        .mapToInt(name -> table.require(name, "add the column or give theta0"))
                        .toArray();
        return row -> {
            double[] numerator = theta0.orElseGet(() -> row.numbers(parameters));
            double[] z = recording(row, choices);
            try {
                runs.add(simulator.replay(z, numerator, theta1));
            } catch (IllegalArgumentException e) {
                // the operation is the same, and named once
                String reason = e.getMessage().replaceFirst("^" + OPERATION + ": ", "");
                throw new IllegalArgumentException(row.where() + ": " + reason, e);
            }
        };
    }

    private static double[] recording(CsvNumbers row, int[] columns) {
        int length = columns.length;
        while (length > 0 && row.isBlank(columns[length - 1])) {
            length--;
        }
        double[] z = new double[length];
        for (int i = 0; i < length; i++) {
            z[i] = row.number(columns[i]);
        }
        return z;
    }

    private ReplayedRuns collected(List<TracedRun> runs, String file) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(
                    OPERATION + ": " + file + " must hold at least one run, got a header alone");
        }
        return new ReplayedRuns(simulator, runs);
    }

    private static void requireLength(Prior prior, String what, double[] theta) {
        if (theta.length != prior.dimension()) {
            throw new IllegalArgumentException(OPERATION + ": " + what + " must have one component for each of "
                    + prior.names() + ", got " + theta.length);
        }
    }
}
