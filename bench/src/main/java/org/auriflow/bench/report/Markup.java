package org.auriflow.bench.report;

/** Text inside HTML and SVG. */
public final class Markup {
    private Markup() {}

    /** Text that is safe between tags and inside attribute values. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
