package org.auriflow.bench.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.auriflow.bench.report.Estimate;
import org.auriflow.bench.report.GaltonResult;
import org.auriflow.bench.report.Interval;

/** A result in a few lines of ASCII. */
final class Answer {
    private Answer() {}

    static String of(GaltonResult result, Path directory) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s, %,d runs, seed %d: theta from %s",
                result.method(),
                result.runs(),
                result.provenance().seed(),
                result.events().source());
        line(text, "");
        line(text, "%-20s %9s   %-18s  %s", "", "theta_hat", "68 %", "95 %");
        row(text, "calibrated", result.calibrated());
        row(text, "before calibration", result.raw());
        row(text, "exact likelihood", result.exact());
        result.events().thetaTrue().ifPresent(truth -> line(text, "%-20s %9.3f", "true theta", truth));
        line(text, "");
        line(
                text,
                "mse_log_r %.2g (calibrated %.2g), %.1f s",
                result.ratio().mse(),
                result.ratio().mseCalibrated(),
                result.provenance().seconds());
        result.notes().forEach(note -> line(text, "note: %s", ascii(note)));
        line(text, "report: %s", directory.resolve("report.html"));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, Estimate estimate) {
        line(
                text,
                "%-20s %9.3f   %-18s  %s",
                name,
                estimate.thetaHat(),
                interval(estimate.interval68()),
                interval(estimate.interval95()));
    }

    private static String interval(Interval interval) {
        return String.format(Locale.ROOT, "[%.3f, %.3f]", interval.low(), interval.high());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }

    /** Not every console shows Greek letters. */
    private static String ascii(String text) {
        return text.replace("θ", "theta").replace("−", "-").replace("λ", "lambda");
    }
}
