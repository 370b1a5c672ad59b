package org.auriflow.bench.efficiency;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.ReportFiles;

/** Writes a comparison as {@code report.html}, figures in PNG and {@code compare.json}. */
public final class EfficiencyReport {
    private EfficiencyReport() {}

    /**
     * Writes all files of a report.
     *
     * @param result what to show
     * @param directory existing, usually {@link org.auriflow.bench.report.OutputDirectory#staging()}
     * @return remarks for the user, empty if all went well
     * @throws UncheckedIOException if writing fails
     */
    public static List<String> write(EfficiencyResult result, Path directory) {
        List<Figure> figures = EfficiencyFigures.of(result);
        return ReportFiles.write(
                directory,
                EfficiencyPage.of(result, figures),
                figures,
                Map.of(EfficiencyFile.NAME, EfficiencyFile.of(result)));
    }
}
