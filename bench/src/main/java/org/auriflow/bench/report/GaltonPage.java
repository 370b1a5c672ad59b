package org.auriflow.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The page of an inference on the Galton board. */
final class GaltonPage {
    private static final int DIGITS = 3;

    private final GaltonResult result;
    private final List<Figure> figures;

    private GaltonPage(GaltonResult result, List<Figure> figures) {
        this.result = result;
        this.figures = figures;
    }

    /** The page. */
    static String of(GaltonResult result, List<Figure> figures) {
        return new GaltonPage(result, figures).page();
    }

    private String page() {
        return HtmlPage.of(
                "Auriflow: Galton board, " + result.method(),
                List.of(
                        header(),
                        comparison(),
                        facts(),
                        HtmlParts.figures(figures),
                        methods(),
                        numbers(),
                        HtmlParts.footer(
                                result.provenance(),
                                Map.of("Events", result.events().source()),
                                "The same command gives the same numbers. They are in summary.json, the figures in PNG "
                                        + "files, and the trained model in model.safetensors with model.json, all beside "
                                        + "this page.")));
    }

    private String header() {
        Estimate estimate = result.calibrated();
        Interval interval = estimate.interval68();
        return HtmlParts.header(
                "Auriflow &#183; generalized Galton board &#183; "
                        + Markup.escape(result.method().toUpperCase(Locale.ROOT)),
                "<i>&#952;</i> = %s <span class=\"errors\"><sup>+%s</sup><sub>%s</sub></span>"
                        .formatted(
                                Decimals.fixed(estimate.thetaHat(), DIGITS),
                                Decimals.fixed(Math.max(0, interval.high() - estimate.thetaHat()), DIGITS),
                                Decimals.fixed(-Math.max(0, estimate.thetaHat() - interval.low()), DIGITS)),
                """
                Measured from %s events with a likelihood ratio learned from %s simulated runs. \
                The exact maximum-likelihood answer is %s%s.""".formatted(
                                Decimals.grouped(result.events().size()),
                                Decimals.grouped(result.runs()),
                                Decimals.fixed(result.exact().thetaHat(), DIGITS),
                                truth("; the events were simulated with <i>&#952;</i>&#160;=&#160;", "")));
    }

    private String truth(String before, String after) {
        OptionalDouble truth = result.events().thetaTrue();
        return truth.isPresent() ? before + Decimals.fixed(truth.getAsDouble(), 2) + after : "";
    }

    private String comparison() {
        return """
                <section class="card comparison">
                <table>
                <thead><tr><th scope="col"></th><th scope="col"><i>&#952;&#770;</i></th><th scope="col">68 %% interval</th>\
                <th scope="col">95 %% interval</th><th class="forest" scope="col">%s</th></tr></thead>
                <tbody>
                %s
                %s
                %s
                </tbody>
                </table>
                </section>""".formatted(
                        truth("true <i>&#952;</i> = ", ""),
                        row("Estimate, calibrated", result.calibrated(), Ink.CALIBRATED),
                        row("Before calibration", result.raw(), Ink.RAW),
                        row("Exact likelihood", result.exact(), Ink.EXACT));
    }

    private String row(String name, Estimate estimate, Ink ink) {
        return """
                <tr><th scope="row"><span class="dot" style="background:var(--%s)"></span>%s</th><td class="hat">%s</td>\
                <td>%s</td><td>%s</td><td class="forest">%s</td></tr>""".formatted(
                        ink.css(),
                        name,
                        Decimals.fixed(estimate.thetaHat(), DIGITS),
                        Decimals.interval(estimate.interval68(), DIGITS),
                        Decimals.interval(estimate.interval95(), DIGITS),
                        forest(estimate, ink));
    }

    /** The intervals of a row on a common scale, with the truth. */
    private String forest(Estimate estimate, Ink ink) {
        double low = lowest();
        double high = highest();
        double scale = 200 / (high - low);
        Interval wide = estimate.interval95();
        Interval narrow = estimate.interval68();
        String truth = result.events().thetaTrue().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "<path class=\"dotted\" d=\"M%.1f 0V24\" style=\"stroke:var(--truth)\"/>",
                        10 + (result.events().thetaTrue().getAsDouble() - low) * scale)
                : "";
        return String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 220 24\" aria-hidden=\"true\">%s<path d=\"M%.1f 12H%.1f\" style=\"stroke:var(--%s);"
                        + "stroke-width:2\"/><path d=\"M%.1f 12H%.1f\" style=\"stroke:var(--%s);stroke-width:6\"/>"
                        + "<circle cx=\"%.1f\" cy=\"12\" r=\"5\" style=\"fill:var(--card);stroke:var(--%s);"
                        + "stroke-width:2.5\"/></svg>",
                truth,
                10 + (wide.low() - low) * scale,
                10 + (wide.high() - low) * scale,
                ink.css(),
                10 + (narrow.low() - low) * scale,
                10 + (narrow.high() - low) * scale,
                ink.css(),
                10 + (estimate.thetaHat() - low) * scale,
                ink.css());
    }

    private double lowest() {
        return estimates().stream()
                .mapToDouble(e -> e.interval95().low())
                .reduce(result.events().thetaTrue().orElse(Double.POSITIVE_INFINITY), Math::min);
    }

    private double highest() {
        double high = estimates().stream()
                .mapToDouble(e -> e.interval95().high())
                .reduce(result.events().thetaTrue().orElse(Double.NEGATIVE_INFINITY), Math::max);
        return high > lowest() ? high : lowest() + 1;
    }

    private List<Estimate> estimates() {
        return List.of(result.calibrated(), result.raw(), result.exact());
    }

    private String facts() {
        return HtmlParts.facts(List.of(
                new HtmlParts.Fact(
                        Decimals.significant(result.ratio().mse(), 2), "mean square error of log <i>r&#770;</i>"),
                new HtmlParts.Fact(Decimals.grouped(result.runs()), "simulated runs"),
                new HtmlParts.Fact(Decimals.grouped(result.training().epochs()), "epochs of training"),
                new HtmlParts.Fact(Decimals.fixed(result.provenance().seconds(), 1) + " s", "from start to result")));
    }

    private String methods() {
        return """
                <section class="card text">
                <h2>Method</h2>
                <p>A ball falls through 20 rows of nails; at each it goes left or right with a probability that depends on \
                <i>&#952;</i>, its place and the row. Only the last position <i>x</i> is observed, so that the likelihood \
                <i>p</i>(<i>x</i> | <i>&#952;</i>) is a sum over all paths. The simulator reports, along with each <i>x</i>, \
                how likely the path it took was under two parameters and how that changes with <i>&#952;</i>: the joint \
                likelihood ratio and the joint score. A network that is trained on them learns the ratio and the score of \
                <i>x</i> itself (<span class="cite">Brehmer, Louppe, Pavez and Cranmer, arXiv:1805.12244</span>). On this \
                board the sum can still be done, which gives the exact curves above.</p>
                <p>%s</p>
                <p>The output of the network is calibrated with histograms of %s further runs \
                (<span class="cite">Cranmer, Pavez and Louppe, arXiv:1506.02169</span>), log ratios are added over the \
                events, and the intervals hold every <i>&#952;</i> from %s to %s whose &#8722;2 log <i>&#955;</i> is below \
                0.99 (68 %%) or 3.84 (95 %%). Their coverage is approximate: small errors of log <i>r&#770;</i> add up over \
                many events. With so few positions <i>x</i> the histograms can tell every one apart, so that calibration \
                mends even a poor network here; the values before calibration are what the network has learned.</p>
                %s
                </section>""".formatted(
                        Markup.escape(result.methodDescription()),
                        Decimals.grouped(result.calibrationRuns()),
                        Decimals.fixed(result.priorLow(), 1),
                        Decimals.fixed(result.priorHigh(), 1),
                        HtmlParts.notes(result.notes()));
    }

    private String numbers() {
        RatioTable table = result.ratio();
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < table.x().size(); i++) {
            if (table.weight().get(i) > 0) {
                rows.append("<tr><td>")
                        .append(Decimals.significant(table.x().get(i), 3))
                        .append("</td><td>")
                        .append(Decimals.significant(table.weight().get(i), 3))
                        .append("</td><td>")
                        .append(Decimals.fixed(table.exact().get(i), 4))
                        .append("</td><td>")
                        .append(Decimals.fixed(table.raw().get(i), 4))
                        .append("</td><td>")
                        .append(Decimals.fixed(table.calibrated().get(i), 4))
                        .append("</td></tr>\n");
            }
        }
        return """
                <details class="card">
                <summary>The numbers behind the ratio</summary>
                <div class="wide"><table>
                <thead><tr><th scope="col"><i>x</i></th><th scope="col"><i>p</i>(<i>x</i> | %s)</th>\
                <th scope="col">log <i>r</i>, exact</th><th scope="col">network</th><th scope="col">calibrated</th></tr></thead>
                <tbody>
                %s</tbody>
                </table></div>
                </details>""".formatted(Decimals.fixed(table.theta1(), 2), rows);
    }
}
