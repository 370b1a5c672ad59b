package org.auriflow.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A report as one HTML page without scripts or anything to load, well-formed as XML too. It follows light and dark mode
 * and fits a phone. {@link HtmlParts} has what pages are made of.
 */
public final class HtmlPage {
    private HtmlPage() {}

    /**
     * The page.
     *
     * @param title as text
     * @param parts of its body as markup, from top to bottom
     */
    public static String of(String title, List<String> parts) {
        return String.join(
                "\n",
                "<!DOCTYPE html>",
                "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">",
                "<head>",
                "<meta charset=\"utf-8\"/>",
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>",
                "<meta name=\"color-scheme\" content=\"light dark\"/>",
                "<title>" + Markup.escape(title) + "</title>",
                "<style>" + style() + "</style>",
                "</head>",
                "<body>",
                "<main>",
                String.join("\n", parts),
                "</main>",
                "</body>",
                "</html>",
                "");
    }

    /** The style sheet with the colours of the figures, for both modes. */
    private static String style() {
        return "\n:root{" + colours(false) + "}\n@media screen and (prefers-color-scheme:dark){:root{" + colours(true)
                + "}}\n" + resource("report.css");
    }

    private static String colours(boolean dark) {
        StringBuilder css = new StringBuilder();
        for (Ink ink : Ink.values()) {
            css.append(String.format(Locale.ROOT, "--%s:#%06x;", ink.css(), dark ? ink.dark() : ink.light()));
        }
        for (int level = 0; level < ColourScale.LEVELS; level++) {
            css.append(String.format(Locale.ROOT, "--v%d:#%06x;", level, ColourScale.rgb(level, dark)));
        }
        return css.toString();
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("report: resource " + name + " is missing; rebuild the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report: cannot read resource " + name, e);
        }
    }
}
