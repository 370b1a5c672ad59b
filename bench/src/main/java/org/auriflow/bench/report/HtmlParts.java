package org.auriflow.bench.report;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the pages have in common: parts of their bodies as markup. */
public final class HtmlParts {
    private HtmlParts() {}

    /**
     * A number that the page begins with.
     *
     * @param number as text
     * @param what it is, as markup
     */
    public record Fact(String number, String what) {}

    /** The head of a page; all of it is markup. */
    public static String header(String kicker, String title, String lead) {
        return """
                <header>
                <p class="kicker">%s</p>
                <h1>%s</h1>
                <p class="lead">%s</p>
                </header>""".formatted(kicker, title, lead);
    }

    /** A row of numbers. */
    public static String facts(List<Fact> facts) {
        return facts.stream()
                .map(fact -> "<div class=\"card\"><b>" + Markup.escape(fact.number()) + "</b><span>" + fact.what()
                        + "</span></div>\n")
                .collect(Collectors.joining("", "<section class=\"facts\">\n", "</section>"));
    }

    /** Figures side by side where there is room. */
    public static String figures(List<? extends Exhibit> figures) {
        return figures.stream()
                .map(HtmlParts::figure)
                .collect(Collectors.joining("\n", "<section class=\"figures\">\n", "\n</section>"));
    }

    private static String figure(Exhibit exhibit) {
        String keys = exhibit.legend().stream()
                .filter(layer -> !layer.name().isEmpty())
                .map(layer -> "<li>" + SvgDrawing.key(layer) + "</li>")
                .collect(Collectors.joining());
        return """
                <figure class="card%s" id="%s">
                <h2>%s</h2>
                %s%s
                <figcaption>%s</figcaption>
                </figure>""".formatted(
                        exhibit instanceof PairPlot ? " broad" : "",
                        exhibit.id(),
                        Markup.escape(exhibit.title()),
                        keys.isEmpty() ? "" : "<ul class=\"keys\">" + keys + "</ul>\n",
                        drawing(exhibit),
                        Markup.escape(exhibit.caption()));
    }

    private static String drawing(Exhibit exhibit) {
        if (exhibit instanceof Mosaic mosaic) {
            return "<img alt=\"" + Markup.escape(mosaic.title() + ". " + mosaic.caption())
                    + "\" src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(PngPixels.of(mosaic))
                    + "\"/>";
        }
        return exhibit instanceof PairPlot pairs
                ? "<div class=\"scroll\">" + SvgDrawing.of(pairs) + "</div>"
                : SvgDrawing.of((Figure) exhibit);
    }

    /** A list of remarks, given as text; nothing if there are none. */
    public static String notes(List<String> notes) {
        return notes.isEmpty()
                ? ""
                : notes.stream()
                        .map(note -> "<li>" + Markup.escape(note) + "</li>")
                        .collect(Collectors.joining("\n", "<ul>\n", "\n</ul>"));
    }

    /**
     * How the result was made.
     *
     * @param provenance of the result
     * @param more what else belongs there, name and value as text
     * @param closing the last paragraph, as text
     */
    public static String footer(Provenance provenance, Map<String, String> more, String closing) {
        StringBuilder entries = new StringBuilder();
        more.forEach((name, value) -> entries.append(entry(name, value)));
        int threads = provenance.threads();
        entries.append(entry(
                        provenance.seeds().size() == 1 ? "Seed" : "Seeds",
                        provenance.seeds().stream().map(String::valueOf).collect(Collectors.joining(", "))))
                .append(entry("Device", provenance.device() + ", " + threads + (threads == 1 ? " thread" : " threads")))
                .append(entry("Auriflow", provenance.auriflow()))
                .append(entry("Java", provenance.java()))
                .append(entry("System", provenance.system()));
        return """
                <footer>
                <h2>How it was made</h2>
                <pre><code>%s</code></pre>
                <dl>
                %s</dl>
                <p>%s</p>
                </footer>""".formatted(Markup.escape(provenance.command()), entries, Markup.escape(closing));
    }

    private static String entry(String name, String value) {
        return "<div><dt>" + Markup.escape(name) + "</dt><dd>" + Markup.escape(value) + "</dd></div>\n";
    }
}
