package org.auriflow.bench.efficiency;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.auriflow.inference.comparison.EfficiencyRow;

/** A comparison as lines of text. */
public final class EfficiencyTable {
    private EfficiencyTable() {}

    /** A header, a line for every method and number of runs, and the notes. */
    public static List<String> of(EfficiencyResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(line("method", "runs", "mse_log_r", "smallest", "largest", "mse_score", "extra_data", "seconds"));
        for (Spread s : result.spreads()) {
            lines.add(line(
                    s.method().name(),
                    Integer.toString(s.runs()),
                    number(s.median(EfficiencyRow::mseLogR)),
                    number(s.smallest(EfficiencyRow::mseLogR)),
                    number(s.largest(EfficiencyRow::mseLogR)),
                    number(s.median(EfficiencyRow::mseScore)),
                    BestHistogram.percent(result.histogram().extraData(s.median(EfficiencyRow::information))),
                    String.format(Locale.ROOT, "%.1f", s.median(EfficiencyRow::seconds))));
        }
        lines.add("");
        lines.addAll(result.notes());
        return lines;
    }

    private static String line(String... cells) {
        return String.format(Locale.ROOT, "%-10s %8s %10s %10s %10s %10s %11s %8s", (Object[]) cells);
    }

    /** Two digits; a dash where there is no number. */
    public static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2g", value);
    }
}
