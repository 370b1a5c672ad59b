package org.auriflow.bench.density;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.auriflow.bench.report.Exhibit;
import org.auriflow.bench.report.ReportFiles;

/** Writes a density as {@code report.html}, figures in PNG, {@code summary.json} and {@code rows.csv}. */
public final class DensityReport {
    private DensityReport() {}

    /**
     * Writes all files of a report.
     *
     * @param result what to show
     * @param directory existing, usually {@link org.auriflow.bench.report.OutputDirectory#staging()}
     * @return remarks for the user, empty if all went well
     * @throws UncheckedIOException if writing fails
     */
    public static List<String> write(DensityResult result, Path directory) {
        List<Exhibit> figures = List.of(DensityFigures.pairs(result), DensityFigures.training(result));
        return ReportFiles.write(
                directory,
                DensityPage.of(result, figures),
                figures,
                Map.of(
                        "summary.json",
                        DensitySummary.of(result),
                        "rows.csv",
                        result.rows().csv()));
    }
}
