package org.auriflow.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files of a report: a page, its figures as PNG and its numbers as text. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Writes all of them.
     *
     * <p>Where the machine has no fonts, the figures are left out as PNG; the page has them all the same.
     *
     * @param directory existing, usually {@link OutputDirectory#staging()}
     * @param page written as {@code report.html}
     * @param figures each written under its id
     * @param numbers texts by file names such as {@code summary.json}
     * @return remarks for the user, empty if all went well
     * @throws UncheckedIOException if writing fails
     */
    public static List<String> write(
            Path directory, String page, List<? extends Exhibit> figures, Map<String, String> numbers) {
        List<String> remarks = new ArrayList<>();
        try {
            Files.writeString(directory.resolve("report.html"), page, StandardCharsets.UTF_8);
            for (Exhibit figure : figures) {
                byte[] png = remarks.isEmpty() ? png(figure, remarks) : new byte[0];
                if (png.length > 0) {
                    Files.write(directory.resolve(figure.id() + ".png"), png);
                }
            }
            for (Map.Entry<String, String> text : numbers.entrySet()) {
                Files.writeString(directory.resolve(text.getKey()), text.getValue(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "report: its files cannot be written (" + OutputDirectory.reason(e)
                            + "); choose another directory with --out",
                    e);
        }
        return remarks;
    }

    /** A JDK finds out that it has no fonts or no font library by an Error, not by an Exception. */
    private static byte[] png(Exhibit figure, List<String> remarks) {
        try {
            return PngDrawing.of(figure);
        } catch (LinkageError | InternalError e) {
            remarks.add("figures: not drawn as PNG because this machine has no fonts for Java (" + e.getMessage()
                    + "); install fontconfig and a font, for example DejaVu; report.html has all figures");
            return new byte[0];
        }
    }
}
