package org.auriflow.bench.density;

import java.util.List;
import java.util.Map;
import org.auriflow.bench.report.Decimals;
import org.auriflow.bench.report.Exhibit;
import org.auriflow.bench.report.HtmlPage;
import org.auriflow.bench.report.HtmlParts;
import org.auriflow.bench.report.HtmlParts.Fact;
import org.auriflow.bench.report.Markup;

/** The page of a density. */
final class DensityPage {
    private DensityPage() {}

    /** The page. */
    static String of(DensityResult result, List<Exhibit> figures) {
        return HtmlPage.of(
                "Auriflow: density of " + result.table() + ", " + result.model(),
                List.of(
                        header(result),
                        facts(result),
                        HtmlParts.figures(figures.subList(0, 1)),
                        HtmlParts.figures(figures.subList(1, 2)),
                        method(result),
                        HtmlParts.footer(
                                result.provenance(),
                                Map.of("Table", result.table()),
                                "The same command gives the same numbers. They are in summary.json, what every row was used for "
                                        + "in rows.csv, and the figures in PNG files, all beside this page.")));
    }

    private static String header(DensityResult result) {
        return HtmlParts.header(
                "Auriflow &#183; density of a table &#183; " + Markup.escape(result.model()),
                "ln <i>p</i> = %s <span class=\"error\">&#177;&#160;%s</span>"
                        .formatted(
                                Decimals.fixed(result.logLikelihood(), 3),
                                Decimals.fixed(result.logLikelihoodError(), 3)),
                "Mean log likelihood of %s test rows in nats. The model <b>%s</b> learned the density of %s%s."
                        .formatted(
                                Decimals.grouped(result.testRows()),
                                Markup.escape(result.model()),
                                names(result.columns()),
                                result.context().isEmpty() ? "" : " given " + names(result.context())));
    }

    private static String names(List<String> names) {
        return names.size() > 6 ? names.size() + " columns" : "<i>" + Markup.escape(String.join(", ", names)) + "</i>";
    }

    private static String facts(DensityResult result) {
        return HtmlParts.facts(List.of(
                new Fact(Decimals.grouped(result.trainingRows()), "rows to train on"),
                new Fact(Decimals.grouped(result.validationRows()), "rows to choose the weights"),
                new Fact(Decimals.grouped(result.training().epochs()), "epochs of training"),
                new Fact(Decimals.fixed(result.provenance().seconds(), 1) + " s", "from start to result")));
    }

    private static String method(DensityResult result) {
        return """
                <section class="card text">
                <h2>Method</h2>
                <p>%s The likelihood is that of the columns in the units of the \
                table: other units shift ln <i>p</i> by a constant, so that only numbers in the same units compare. Test rows \
                were used for nothing else.</p>
                %s
                </section>""".formatted(model(result), HtmlParts.notes(result.notes()));
    }

    private static String model(DensityResult result) {
        String given = result.context().isEmpty() ? "" : ", given the context,";
        return switch (result.model()) {
            case "mdn" ->
                "A mixture of normal distributions of the columns%s is trained to make the rows of the table likely."
                        .formatted(given);
            case "fm" ->
                ("A velocity carries a normal distribution to that of the columns%s in unit time. It is trained to match straight "
                                + "lines from noise to rows of the table; the likelihood is its integral.")
                        .formatted(given);
            default ->
                ("A normalizing flow maps the columns%s to a normal distribution by an invertible function, which is trained to "
                                + "make the rows of the table likely.")
                        .formatted(given);
        };
    }
}
