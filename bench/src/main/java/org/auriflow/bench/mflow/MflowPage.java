package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.auriflow.bench.report.Decimals;
import org.auriflow.bench.report.Exhibit;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.HtmlPage;
import org.auriflow.bench.report.HtmlParts;
import org.auriflow.bench.report.Markup;

/** The page of a manifold experiment. */
final class MflowPage {
    private final MflowResult result;

    /** Those with a number in any training. */
    private final List<Metric> metrics;

    private MflowPage(MflowResult result) {
        this.result = result;
        this.metrics = Arrays.stream(Metric.values())
                .filter(metric -> Double.isFinite(metric.median(result.runs())))
                .toList();
    }

    /** The page with figures of points and of losses. */
    static String of(MflowResult result, List<Exhibit> points, List<Figure> training) {
        MflowPage page = new MflowPage(result);
        List<String> parts =
                new ArrayList<>(List.of(page.header(), page.facts(), page.table(), HtmlParts.figures(points)));
        if (!training.isEmpty()) {
            parts.add("<h2 class=\"part\">Training</h2>\n" + HtmlParts.figures(training));
        }
        parts.add(page.meaning());
        parts.add(HtmlParts.footer(
                result.provenance(),
                Map.of(),
                "The same command gives the same numbers. They are in metrics.json and the figures in PNG files, all "
                        + "beside this page."));
        return HtmlPage.of("Auriflow: " + result.dataset() + ", " + result.algorithm(), parts);
    }

    private String header() {
        int runs = result.runs().size();
        return HtmlParts.header(
                "Auriflow &#183; manifold experiment &#183; " + Markup.escape(result.algorithm()),
                Markup.escape(result.dataset()),
                "Data near a manifold of %s in a space of %s, learned by <b>%s</b> in <b>%s</b> training%s."
                        .formatted(
                                dimensions(result.latentWidth()),
                                dimensions(result.width()),
                                Markup.escape(result.algorithm()),
                                Markup.escape(result.training()),
                                runs > 1 ? " with " + runs + " seeds; the numbers are medians" : ""));
    }

    private static String dimensions(int width) {
        return Decimals.grouped(width) + (width == 1 ? " dimension" : " dimensions");
    }

    private String facts() {
        return HtmlParts.facts(metrics.stream()
                .filter(metric -> metric != Metric.LOG_LIKELIHOOD_ERROR
                        && metric != Metric.PUBLISHED_DENSITY_ERROR
                        && metric != Metric.EPOCHS)
                .map(metric ->
                        new HtmlParts.Fact(metric.text(metric.median(result.runs())), Markup.escape(metric.title())))
                .toList());
    }

    private String table() {
        List<Long> seeds = result.provenance().seeds();
        int runs = result.runs().size();
        boolean named = seeds.size() == runs;
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < runs; i++) {
            Metrics run = result.runs().get(i);
            rows.append(row("", String.valueOf(named ? seeds.get(i) : i + 1), metric -> metric.of(run)));
        }
        if (runs > 1) {
            rows.append(row(" class=\"median\"", "median", metric -> metric.median(result.runs())));
        }
        String heads = metrics.stream()
                .map(metric -> "<th scope=\"col\">" + Markup.escape(metric.title()) + "</th>")
                .collect(Collectors.joining());
        return """
                <section class="card wide">
                <table class="metrics">
                <thead><tr><th scope="col">%s</th>%s</tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </section>""".formatted(named ? "Seed" : "Run", heads, rows);
    }

    private String row(String style, String name, ToDoubleFunction<Metric> value) {
        return metrics.stream()
                .map(metric -> "<td>" + metric.text(value.applyAsDouble(metric)) + "</td>")
                .collect(Collectors.joining("", "<tr" + style + "><th scope=\"row\">" + name + "</th>", "</tr>\n"));
    }

    private String meaning() {
        String terms = metrics.stream()
                .map(metric -> "<div><dt>" + Markup.escape(metric.title()) + "</dt><dd>"
                        + Markup.escape(metric.meaning()) + "</dd></div>\n")
                .collect(Collectors.joining());
        return """
                <section class="card text">
                <h2>What the numbers mean</h2>
                <dl>
                %s</dl>
                <p>Data that fill only a manifold have no density in the space around it. A manifold flow learns the manifold \
                as the image of a smooth map and a density on it, from samples alone; it can project points to the manifold, \
                and the distance to the projection tells points that do not belong there \
                (<span class="cite">Brehmer and Cranmer, arXiv:2003.13913</span>).</p>
                %s
                </section>""".formatted(terms, HtmlParts.notes(result.notes()));
    }
}
