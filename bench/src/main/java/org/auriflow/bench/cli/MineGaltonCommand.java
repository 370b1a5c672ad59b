package org.auriflow.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.auriflow.inference.data.PathReplay;
import org.auriflow.inference.data.ReplayedRuns;
import org.auriflow.inference.simulator.GaltonBoard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code auriflow mine galton}: replays recorded paths and prints their gold. */
@Command(
        name = "galton",
        description = {
            "Replay recorded paths of balls through the traced simulator and print x, the joint score t_xz at theta0 and "
                    + "the joint log ratio log r_xz(theta0, theta1) of each as CSV, with 17 significant digits."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ${COMMAND-FULL-NAME} --replay paths.csv --theta0 -0.8 --theta1 -0.6",
            "  ${COMMAND-FULL-NAME} --replay paths.csv.gz > gold.csv"
        })
final class MineGaltonCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--replay",
            required = true,
            paramLabel = "FILE",
            description =
                    "CSV file, plain or gzip, with the choices of a run on each line in columns z0, z1, ..., 0 for "
                            + "left and 1 for right on even rows of nails as on odd ones")
    private Path replay;

    @Option(
            names = "--theta0",
            paramLabel = "THETA",
            description = "where the score is, and numerator of the ratio (default: each line's own column theta)")
    private Double theta0;

    @Option(
            names = "--theta1",
            paramLabel = "THETA",
            defaultValue = "-0.6",
            description = "denominator of the ratio (default: ${DEFAULT-VALUE})")
    private double theta1;

    @Override
    public Integer call() throws IOException {
        requireFinite("--theta1", theta1);
        PathReplay paths = new PathReplay(new GaltonBoard(), theta1);
        if (theta0 != null) {
            requireFinite("--theta0", theta0);
            paths = paths.withTheta0(theta0);
        }
        ReplayedRuns runs = paths.read(replay);
        PrintWriter out = spec.commandLine().getOut();
        runs.writeCsv(out);
        out.flush();
        return 0;
    }

    private void requireFinite(String option, double theta) {
        if (!Double.isFinite(theta)) {
            throw new ParameterException(spec.commandLine(), option + " must be a finite number, got " + theta);
        }
    }
}
