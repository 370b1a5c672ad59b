package org.auriflow.bench.efficiency;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.auriflow.bench.report.Decimals;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.HtmlPage;
import org.auriflow.bench.report.HtmlParts;
import org.auriflow.bench.report.Markup;
import org.auriflow.inference.comparison.EfficiencyRow;

/** The page of a comparison. */
final class EfficiencyPage {
    private EfficiencyPage() {}

    /** The page with figures. */
    static String of(EfficiencyResult result, List<Figure> figures) {
        List<String> parts = new ArrayList<>(List.of(header(result)));
        if (!figures.isEmpty()) {
            parts.add(HtmlParts.figures(figures));
        }
        parts.add(table(result));
        parts.add(meaning(result));
        parts.add(HtmlParts.footer(
                result.provenance(),
                Map.of(),
                "The same command gives the same numbers. They are in compare.json, one row for each training, and the "
                        + "figures in PNG files, all beside this page."));
        return HtmlPage.of("Auriflow: methods on " + result.simulator(), parts);
    }

    private static String header(EfficiencyResult result) {
        int seeds = result.provenance().seeds().size();
        return HtmlParts.header(
                "Auriflow &#183; comparison of methods",
                Markup.escape(result.simulator()),
                "How well %d %s learned the likelihood ratio from simulated runs, with %s each."
                        .formatted(
                                result.methods().size(),
                                result.methods().size() == 1 ? "method" : "methods",
                                seeds == 1 ? "one seed" : seeds + " seeds"));
    }

    private static String table(EfficiencyResult result) {
        String heads = Stream.of(
                        "Method",
                        "Runs",
                        "Median error of log r̂",
                        "Smallest",
                        "Largest",
                        "Median error of t̂",
                        "Information",
                        "Worth in data")
                .map(h -> "<th scope=\"col\">" + h + "</th>")
                .collect(Collectors.joining());
        String rows =
                result.spreads().stream().map(s -> row(s, result.histogram())).collect(Collectors.joining());
        return """
                <section class="card wide">
                <table class="metrics">
                <thead><tr>%s</tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </section>""".formatted(heads, rows);
    }

    private static String row(Spread s, BestHistogram histogram) {
        double information = s.median(EfficiencyRow::information);
        return Stream.of(
                        Decimals.grouped(s.runs()),
                        number(s.median(EfficiencyRow::mseLogR)),
                        number(s.smallest(EfficiencyRow::mseLogR)),
                        number(s.largest(EfficiencyRow::mseLogR)),
                        number(s.median(EfficiencyRow::mseScore)),
                        Decimals.significant(information, 3),
                        BestHistogram.percent(histogram.extraData(information)))
                .map(cell -> "<td>" + cell + "</td>")
                .collect(Collectors.joining(
                        "", "<tr><th scope=\"row\">" + Markup.escape(s.method().name()) + "</th>", "</tr>\n"));
    }

    private static String number(double value) {
        return Decimals.significant(value, 2);
    }

    private static String meaning(EfficiencyResult result) {
        return """
                <section class="card text">
                <h2>What the numbers mean</h2>
                <dl>
                <div><dt>Error of log r̂</dt><dd>Mean square of log r̂(x | θ0, θ1) minus the exact value over events x from θ1, the \
                mean over all θ0.</dd></div>
                <div><dt>Error of t̂</dt><dd>Mean square of the estimated score at θ1 minus the exact one.</dd></div>
                <div><dt>Information</dt><dd>Fisher information per event on θ near θ1 that the estimated score has as a \
                statistic, however far it is from the score itself.</dd></div>
                <div><dt>Worth in data</dt><dd>How much more data the best histogram of one observable would need to say as much.</dd></div>
                </dl>
                <p>%s.</p>
                %s
                </section>""".formatted(Markup.escape(result.problem().setting()), HtmlParts.notes(result.notes()));
    }
}
