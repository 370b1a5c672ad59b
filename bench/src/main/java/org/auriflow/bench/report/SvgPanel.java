package org.auriflow.bench.report;

import java.util.List;
import java.util.Locale;
import org.auriflow.bench.report.Axis.Tick;
import org.auriflow.bench.report.Layer.Area;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Bars;
import org.auriflow.bench.report.Layer.Coloured;
import org.auriflow.bench.report.Layer.Histogram;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Segments;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Text;
import org.auriflow.bench.report.Layer.Vertical;

/** Draws layers in a rectangle of an SVG element, coloured through the page's CSS variables. */
final class SvgPanel {
    private final Axis x;
    private final Axis y;
    private final int left;
    private final int top;
    private final int right;
    private final int bottom;
    private final StringBuilder out;

    SvgPanel(Panel panel, int left, int top, int right, int bottom, StringBuilder out) {
        this.x = panel.x();
        this.y = panel.y();
        this.left = left;
        this.top = top;
        this.right = right;
        this.bottom = bottom;
        this.out = out;
    }

    /** Draws layers inside the rectangle. */
    void group(List<Layer> layers, String clip) {
        if (!layers.isEmpty()) {
            out.append(format("<g clip-path=\"url(#%s)\">%n", clip));
            layers.forEach(this::layer);
            out.append("</g>\n");
        }
    }

    void clip(String id) {
        out.append(format(
                "<clipPath id=\"%s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>%n",
                id, left, top, right - left, bottom - top));
    }

    /** Draws the lines and numbers of the horizontal axis. */
    void below(List<Tick> ticks, boolean numbers) {
        for (Tick tick : ticks) {
            out.append(format("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", x(tick.value()), top, bottom));
            out.append(
                    numbers
                            ? format(
                                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                                    x(tick.value()), bottom + 17, tick.text())
                            : "\n");
        }
    }

    /** Draws the lines and numbers of the vertical axis. */
    void beside(List<Tick> ticks, boolean numbers) {
        for (Tick tick : ticks) {
            out.append(format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", left, y(tick.value()), right));
            out.append(
                    numbers
                            ? format(
                                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                                    left - 7, y(tick.value()) + 4.5, tick.text())
                            : "\n");
        }
    }

    void axes() {
        out.append(format("<path class=\"axis\" d=\"M%d %dV%dH%d\"/>%n", left, top, bottom, right));
    }

    void labelBelow(String label) {
        out.append(format(
                "<text class=\"label\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                (left + right) / 2.0, bottom + 38, Markup.escape(label)));
    }

    void labelBeside(String label) {
        out.append(format(
                "<text class=\"label\" transform=\"translate(13 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (top + bottom) / 2.0, Markup.escape(label)));
    }

    /** Writes the labels of horizontal lines, above everything else. */
    void notes(List<Layer> layers) {
        for (Layer layer : layers) {
            if (layer instanceof Horizontal h && !h.label().isEmpty()) {
                out.append(format(
                        "<text class=\"note\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                        right - 4, y(h.y()) - 4, Markup.escape(h.label())));
            }
        }
    }

    private void layer(Layer layer) {
        if (layer instanceof Line line) {
            out.append(format("<path d=\"%s\" %s/>%n", path(line), stroke(line.ink(), line.stroke())));
        } else if (layer instanceof Points points && points.mark() == Mark.DOT) {
            dots(points);
        } else if (layer instanceof Points points) {
            for (int i = 0; i < points.y().size(); i++) {
                if (Double.isFinite(points.y().get(i))) {
                    out.append(mark(
                                    points.mark(),
                                    points.ink(),
                                    x(points.x().get(i)),
                                    y(points.y().get(i))))
                            .append('\n');
                }
            }
        } else if (layer instanceof Coloured coloured) {
            dots(coloured);
        } else if (layer instanceof Segments segments) {
            segments(segments);
        } else if (layer instanceof Histogram histogram) {
            out.append(format(
                    "<path class=\"%s\" style=\"stroke:var(--%3$s);fill:var(--%3$s)\" d=\"%2$s\"/>%n",
                    histogram.filled() ? "filled" : "outline",
                    stairs(histogram),
                    histogram.ink().css()));
        } else if (layer instanceof Bars bars) {
            for (int i = 0; i < bars.x().size(); i++) {
                double from = x(bars.x().get(i) - bars.width() / 2);
                double to = x(bars.x().get(i) + bars.width() / 2);
                double end = y(bars.y().get(i));
                out.append(format(
                        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" %s/>%n",
                        from, end, to - from, Math.max(0, y(0) - end), fill(bars.ink())));
            }
        } else if (layer instanceof Band band) {
            out.append(format(
                    "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" %s/>%n",
                    x(band.from()), top, x(band.to()) - x(band.from()), bottom - top, fill(band.ink())));
        } else if (layer instanceof Area area) {
            out.append(format("<path d=\"%s\" %s/>%n", outline(area), fill(area.ink())));
        } else if (layer instanceof Vertical v) {
            out.append(format("<path d=\"M%.2f %dV%d\" %s/>%n", x(v.x()), top, bottom, stroke(v.ink(), v.stroke())));
        } else if (layer instanceof Horizontal h) {
            out.append(format(
                    "<path class=\"thin\" d=\"M%d %.2fH%d\" style=\"stroke:var(--%s)\"/>%n",
                    left, y(h.y()), right, h.ink().css()));
        } else if (layer instanceof Text text) {
            out.append(format(
                    "<text class=\"note\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>%n",
                    x(text.x()), y(text.y()) + 4.5, Markup.escape(text.text())));
        }
    }

    /** Along the upper curve and back along the lower one. */
    private String outline(Area area) {
        StringBuilder there = new StringBuilder();
        StringBuilder back = new StringBuilder();
        for (int i = 0; i < area.x().size(); i++) {
            double low = area.low().get(i);
            double high = area.high().get(i);
            if (y.shows(low) && y.shows(high)) {
                double at = x(area.x().get(i));
                there.append(format("%s%.2f %.2f", there.isEmpty() ? "M" : "L", at, y(high)));
                back.insert(0, format("L%.2f %.2f", at, y(low)));
            }
        }
        return there.isEmpty() ? "M0 0" : there.append(back).append('Z').toString();
    }

    private String path(Line line) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < line.x().size(); i++) {
            double value = line.y().get(i);
            boolean drawable = y.shows(value);
            if (drawable) {
                path.append(
                        format("%s%.2f %.2f", drawing ? "L" : "M", x(line.x().get(i)), y(value)));
            }
            drawing = drawable;
        }
        return path.isEmpty() ? "M0 0" : path.toString();
    }

    /** All in one path: round ends of lines without length are dots, in a tenth of the characters of circles. */
    private void dots(Points points) {
        StringBuilder path = new StringBuilder("M0 0");
        for (int i = 0; i < points.x().size(); i++) {
            path.append(dot(points.x().get(i), points.y().get(i)));
        }
        out.append(format(
                "<path class=\"%s\" style=\"stroke:var(--%s)\" d=\"%s\"/>%n",
                points.ink() == Ink.AREA ? "points" : "dots", points.ink().css(), path));
    }

    private void dots(Coloured coloured) {
        int previous = -1;
        for (int i = 0; i < coloured.x().size(); i++) {
            String dot = dot(coloured.x().get(i), coloured.y().get(i));
            if (dot.isEmpty() || !Double.isFinite(coloured.values().get(i))) {
                continue;
            }
            int level = coloured.scale().level(coloured.values().get(i));
            if (level != previous) {
                out.append(previous < 0 ? "" : "\"/>\n");
                out.append(format("<path class=\"points\" style=\"stroke:var(--v%d)\" d=\"", level));
                previous = level;
            }
            out.append(dot);
        }
        out.append(previous < 0 ? "" : "\"/>\n");
    }

    private String dot(double pointX, double pointY) {
        return x.shows(pointX) && y.shows(pointY) ? format("M%.1f %.1fh0", x(pointX), y(pointY)) : "";
    }

    private void segments(Segments s) {
        StringBuilder path = new StringBuilder("M0 0");
        for (int i = 0; i < s.x().size(); i++) {
            if (x.shows(s.x().get(i))
                    && y.shows(s.y().get(i))
                    && x.shows(s.toX().get(i))
                    && y.shows(s.toY().get(i))) {
                path.append(format(
                        "M%.1f %.1fL%.1f %.1f",
                        x(s.x().get(i)),
                        y(s.y().get(i)),
                        x(s.toX().get(i)),
                        y(s.toY().get(i))));
            }
        }
        out.append(format(
                "<path class=\"thin\" style=\"stroke:var(--%s)\" d=\"%s\"/>%n",
                s.ink().css(), path));
    }

    private String stairs(Histogram histogram) {
        StringBuilder path = new StringBuilder();
        path.append(format("M%.2f %.2f", x(histogram.edges().get(0)), y(0)));
        for (int i = 0; i < histogram.heights().size(); i++) {
            path.append(format(
                    "V%.2fH%.2f",
                    y(histogram.heights().get(i)), x(histogram.edges().get(i + 1))));
        }
        return path.append(format("V%.2f", y(0))).toString();
    }

    static String mark(Mark mark, Ink ink, double x, double y) {
        return mark == Mark.RING
                ? format(
                        "<circle class=\"ring\" cx=\"%.2f\" cy=\"%.2f\" r=\"5.6\" style=\"stroke:var(--%s)\"/>",
                        x, y, ink.css())
                : format("<circle cx=\"%.2f\" cy=\"%.2f\" r=\"3.6\" %s/>", x, y, fill(ink));
    }

    static String stroke(Ink ink, Stroke stroke) {
        return format(
                "class=\"line %s\" style=\"stroke:var(--%s)\"", stroke.name().toLowerCase(Locale.ROOT), ink.css());
    }

    static String fill(Ink ink) {
        return format("style=\"fill:var(--%s)\"", ink.css());
    }

    private double x(double value) {
        return left + x.place(value) * (right - left);
    }

    private double y(double value) {
        return bottom - y.place(value) * (bottom - top);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values).replace("\r\n", "\n");
    }
}
