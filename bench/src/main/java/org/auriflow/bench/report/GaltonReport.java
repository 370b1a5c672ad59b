package org.auriflow.bench.report;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes an inference on the Galton board as {@code report.html}, figures in PNG and {@code summary.json}. */
public final class GaltonReport {
    private GaltonReport() {}

    /**
     * Writes all files of a report.
     *
     * @param result what to show
     * @param directory existing, usually {@link OutputDirectory#staging()}
     * @return remarks for the user, empty if all went well
     * @throws UncheckedIOException if writing fails
     */
    public static List<String> write(GaltonResult result, Path directory) {
        List<Figure> figures = GaltonFigures.of(result);
        return ReportFiles.write(
                directory, GaltonPage.of(result, figures), figures, Map.of("summary.json", Summary.of(result)));
    }
}
