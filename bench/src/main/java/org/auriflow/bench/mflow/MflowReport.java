package org.auriflow.bench.mflow;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auriflow.bench.report.Exhibit;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.ReportFiles;

/** Writes a manifold experiment as {@code report.html}, figures in PNG and {@code metrics.json}. */
public final class MflowReport {
    private MflowReport() {}

    /**
     * Writes all files of a report.
     *
     * @param result what to show
     * @param directory existing, usually {@link org.auriflow.bench.report.OutputDirectory#staging()}
     * @return remarks for the user, empty if all went well
     * @throws UncheckedIOException if writing fails
     */
    public static List<String> write(MflowResult result, Path directory) {
        List<Exhibit> points = MflowFigures.points(result);
        List<Figure> training = MflowFigures.training(result);
        List<Exhibit> all = new ArrayList<>(points);
        all.addAll(training);
        return ReportFiles.write(
                directory,
                MflowPage.of(result, points, training),
                all,
                Map.of("metrics.json", MflowSummary.of(result)));
    }
}
