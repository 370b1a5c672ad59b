package org.auriflow.bench.report;

import java.util.List;
import java.util.Locale;
import org.auriflow.bench.report.Axis.Tick;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Bars;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;

/**
 * Draws a figure as SVG inside a page, coloured through the page's CSS variables so that it follows light and dark mode.
 * The legend is the page's, where it wraps on narrow screens.
 */
final class SvgDrawing {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 320;
    private static final int RIGHT = 22;
    private static final int TOP = 10;
    private static final int BOTTOM = 46;
    private static final int Y_TICKS = 6;

    /** The widest digit of the fonts that the page asks for, in the size of a tick. */
    private static final int DIGIT = 8;

    private final Figure figure;
    private final int left;
    private final StringBuilder out = new StringBuilder();

    private SvgDrawing(Figure figure) {
        this.figure = figure;
        int longest = figure.y().ticks(Y_TICKS).stream()
                .mapToInt(tick -> tick.text().length())
                .max()
                .orElse(0);
        this.left = Math.max(56, 32 + DIGIT * longest);
    }

    /** An {@code svg} element. */
    static String of(Figure figure) {
        return new SvgDrawing(figure).draw();
    }

    /** A small picture of a layer for the legend. */
    static String key(Layer layer) {
        StringBuilder out = new StringBuilder("<svg class=\"key\" viewBox=\"0 0 26 12\" aria-hidden=\"true\">");
        if (layer instanceof Line || layer instanceof Horizontal) {
            out.append(format("<path d=\"M1 6H25\" %s/>", stroke(layer.ink(), strokeOf(layer))));
        } else if (layer instanceof Vertical v) {
            out.append(format("<path d=\"M13 0V12\" %s/>", stroke(v.ink(), v.stroke())));
        } else if (layer instanceof Points p) {
            out.append(mark(p, 13, 6));
        } else {
            out.append(format("<rect x=\"4\" y=\"1\" width=\"18\" height=\"10\" %s/>", fill(layer.ink())));
        }
        return out.append("</svg>").toString();
    }

    private String draw() {
        out.append(format(
                "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH, HEIGHT, Markup.escape(figure.title() + ". " + figure.caption())));
        out.append(format(
                "<clipPath id=\"clip-%s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/></clipPath>%n",
                figure.id(), left, TOP, WIDTH - left - RIGHT, HEIGHT - TOP - BOTTOM));
        // Bands lie under the grid, everything else above it.
        group(figure.layers().stream().filter(Band.class::isInstance).toList());
        axes();
        group(figure.layers().stream().filter(l -> !(l instanceof Band)).toList());
        for (Layer layer : figure.layers()) {
            if (layer instanceof Horizontal h && !h.label().isEmpty()) {
                out.append(format(
                        "<text class=\"note\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                        WIDTH - RIGHT - 4, y(h.y()) - 4, Markup.escape(h.label())));
            }
        }
        return out.append("</svg>").toString();
    }

    private void group(List<Layer> layers) {
        if (layers.isEmpty()) {
            return;
        }
        out.append(format("<g clip-path=\"url(#clip-%s)\">%n", figure.id()));
        layers.forEach(this::layer);
        out.append("</g>\n");
    }

    private void axes() {
        int bottom = HEIGHT - BOTTOM;
        int right = WIDTH - RIGHT;
        for (Tick tick : figure.x().ticks(7)) {
            out.append(format("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", x(tick.value()), TOP, bottom));
            out.append(format(
                    "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    x(tick.value()), bottom + 17, tick.text()));
        }
        for (Tick tick : figure.y().ticks(Y_TICKS)) {
            out.append(format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", left, y(tick.value()), right));
            out.append(format(
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    left - 7, y(tick.value()) + 4.5, tick.text()));
        }
        out.append(format("<path class=\"axis\" d=\"M%d %dV%dH%d\"/>%n", left, TOP, bottom, right));
        out.append(format(
                "<text class=\"label\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                (left + right) / 2.0, HEIGHT - 8, Markup.escape(figure.x().label())));
        out.append(format(
                "<text class=\"label\" transform=\"translate(13 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>%n",
                (TOP + bottom) / 2.0, Markup.escape(figure.y().label())));
    }

    private void layer(Layer layer) {
        if (layer instanceof Line line) {
            out.append(format("<path d=\"%s\" %s/>%n", path(line), stroke(line.ink(), line.stroke())));
        } else if (layer instanceof Points points) {
            for (int i = 0; i < points.y().size(); i++) {
                if (Double.isFinite(points.y().get(i))) {
                    out.append(mark(points, x(points.x().get(i)), y(points.y().get(i))))
                            .append('\n');
                }
            }
        } else if (layer instanceof Bars bars) {
            for (int i = 0; i < bars.x().size(); i++) {
                double from = x(bars.x().get(i) - bars.width() / 2);
                double to = x(bars.x().get(i) + bars.width() / 2);
                double top = y(bars.y().get(i));
                out.append(format(
                        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" %s/>%n",
                        from, top, to - from, Math.max(0, y(0) - top), fill(bars.ink())));
            }
        } else if (layer instanceof Band band) {
            out.append(format(
                    "<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" %s/>%n",
                    x(band.from()), TOP, x(band.to()) - x(band.from()), HEIGHT - TOP - BOTTOM, fill(band.ink())));
        } else if (layer instanceof Vertical v) {
            out.append(format(
                    "<path d=\"M%.2f %dV%d\" %s/>%n", x(v.x()), TOP, HEIGHT - BOTTOM, stroke(v.ink(), v.stroke())));
        } else if (layer instanceof Horizontal h) {
            out.append(format(
                    "<path class=\"thin\" d=\"M%d %.2fH%d\" style=\"stroke:var(--%s)\"/>%n",
                    left, y(h.y()), WIDTH - RIGHT, h.ink().css()));
        }
    }

    private String path(Line line) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < line.x().size(); i++) {
            double y = line.y().get(i);
            boolean drawable = figure.y().shows(y);
            if (drawable) {
                path.append(
                        format("%s%.2f %.2f", drawing ? "L" : "M", x(line.x().get(i)), y(y)));
            }
            drawing = drawable;
        }
        return path.isEmpty() ? "M0 0" : path.toString();
    }

    private static String mark(Points points, double x, double y) {
        return switch (points.mark()) {
            case DISC -> format("<circle cx=\"%.2f\" cy=\"%.2f\" r=\"3.6\" %s/>", x, y, fill(points.ink()));
            case RING ->
                format(
                        "<circle class=\"ring\" cx=\"%.2f\" cy=\"%.2f\" r=\"5.6\" style=\"stroke:var(--%s)\"/>",
                        x, y, points.ink().css());
        };
    }

    private static Stroke strokeOf(Layer layer) {
        return layer instanceof Line line ? line.stroke() : ((Horizontal) layer).stroke();
    }

    private static String stroke(Ink ink, Stroke stroke) {
        return format(
                "class=\"line %s\" style=\"stroke:var(--%s)\"", stroke.name().toLowerCase(Locale.ROOT), ink.css());
    }

    private static String fill(Ink ink) {
        return format("style=\"fill:var(--%s)\"", ink.css());
    }

    private double x(double value) {
        return left + figure.x().place(value) * (WIDTH - left - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - figure.y().place(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values).replace("\r\n", "\n");
    }
}
