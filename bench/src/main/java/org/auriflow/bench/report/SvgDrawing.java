package org.auriflow.bench.report;

import java.util.List;
import java.util.Locale;
import org.auriflow.bench.report.Axis.Tick;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Coloured;
import org.auriflow.bench.report.Layer.Histogram;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Segments;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;

/**
 * Draws figures as SVG inside a page, so that they follow light and dark mode. The legend is the page's, where it wraps
 * on narrow screens.
 */
final class SvgDrawing {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 320;

    /** The highest area inside axes with equal units. */
    private static final int HIGH = 350;

    private static final int RIGHT = 22;
    private static final int TOP = 10;
    private static final int BOTTOM = 46;
    private static final int Y_TICKS = 6;

    /** The widest digit of the fonts that the page asks for, in the size of a tick. */
    private static final int DIGIT = 8;

    private SvgDrawing() {}

    /** An {@code svg} element. */
    static String of(Figure figure) {
        boolean bare = figure.frame() == Figure.Frame.BARE;
        // The ticks of an axis that is widened are as wide as they were, nearly.
        int left = bare ? RIGHT : left(figure.y().ticks(Y_TICKS));
        int width = WIDTH - left - RIGHT;
        int bottom = TOP + (int) figure.height(width, HEIGHT - TOP - BOTTOM, HIGH);
        Panel panel = figure.panel((double) width / (bottom - TOP));
        StringBuilder out = new StringBuilder(open(figure, WIDTH, bottom + (bare ? TOP : BOTTOM), ""));
        SvgPanel svg = new SvgPanel(panel, left, TOP, WIDTH - RIGHT, bottom, out);
        String clip = "clip-" + figure.id();
        svg.clip(clip);
        // Bands lie under the grid, everything else above it.
        svg.group(panel.layers().stream().filter(Band.class::isInstance).toList(), clip);
        if (!bare) {
            svg.below(panel.x().ticks(7), true);
            svg.beside(panel.y().ticks(Y_TICKS), true);
            svg.axes();
            svg.labelBelow(panel.x().label());
            svg.labelBeside(panel.y().label());
        }
        svg.group(panel.layers().stream().filter(l -> !(l instanceof Band)).toList(), clip);
        svg.notes(panel.layers());
        return out.append("</svg>").toString();
    }

    /** An {@code svg} element with all panels of a pair plot, as large as it needs to be. */
    static String of(PairPlot pairs) {
        int side = pairs.side();
        int last = pairs.rows().size() - 1;
        double characters = (double) side / DIGIT;
        int left = pairs.rows().stream()
                .skip(1)
                .mapToInt(row -> left(row.get(0).y().ticks(4)))
                .max()
                .orElse(RIGHT);
        int width = left + pairs.extent(side) + RIGHT;
        StringBuilder out = new StringBuilder(open(
                pairs,
                width,
                TOP + pairs.extent(side) + BOTTOM,
                format(" style=\"max-width:%dpx;min-width:%dpx\"", width, Math.min(560, width))));
        for (int i = 0; i <= last; i++) {
            for (int j = 0; j <= i; j++) {
                Panel panel = pairs.rows().get(i).get(j);
                int x = left + j * (side + PairPlot.GAP);
                int y = TOP + i * (side + PairPlot.GAP);
                SvgPanel svg = new SvgPanel(panel, x, y, x + side, y + side, out);
                String clip = format("clip-%s-%d-%d", pairs.id(), i, j);
                svg.clip(clip);
                svg.below(panel.x().ticksWithin(characters), i == last);
                if (j < i) {
                    svg.beside(panel.y().ticks(4), j == 0);
                }
                svg.axes();
                svg.group(panel.layers(), clip);
                if (i == last) {
                    svg.labelBelow(panel.x().label());
                }
                if (j == 0 && i > 0) {
                    svg.labelBeside(panel.y().label());
                }
            }
        }
        return out.append("</svg>").toString();
    }

    private static String open(Exhibit exhibit, int width, int height, String style) {
        return format(
                "<svg class=\"plot\"%s viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                style, width, height, Markup.escape(exhibit.title() + ". " + exhibit.caption()));
    }

    private static int left(List<Tick> ticks) {
        int longest =
                ticks.stream().mapToInt(tick -> tick.text().length()).max().orElse(0);
        return Math.max(56, 32 + DIGIT * longest);
    }

    /** What the legend shows for a layer. */
    static String key(Layer layer) {
        if (layer instanceof Coloured coloured) {
            return scale(coloured);
        }
        StringBuilder out = new StringBuilder("<svg class=\"key\" viewBox=\"0 0 26 12\" aria-hidden=\"true\">");
        if (layer instanceof Line line) {
            out.append(format("<path d=\"M1 6H25\" %s/>", SvgPanel.stroke(line.ink(), line.stroke())));
        } else if (layer instanceof Horizontal h) {
            out.append(format("<path d=\"M1 6H25\" %s/>", SvgPanel.stroke(h.ink(), h.stroke())));
        } else if (layer instanceof Segments s) {
            out.append(format("<path d=\"M1 6H25\" %s/>", SvgPanel.stroke(s.ink(), Stroke.SOLID)));
        } else if (layer instanceof Vertical v) {
            out.append(format("<path d=\"M13 0V12\" %s/>", SvgPanel.stroke(v.ink(), v.stroke())));
        } else if (layer instanceof Points p) {
            out.append(SvgPanel.mark(p.mark() == Mark.DOT ? Mark.DISC : p.mark(), p.ink(), 13, 6));
        } else if (layer instanceof Histogram h) {
            out.append(format(
                    "<path class=\"%s\" style=\"stroke:var(--%3$s);fill:var(--%3$s)\" d=\"%2$s\"/>",
                    h.filled() ? "filled" : "outline",
                    "M4 11V4H13V1H22V11",
                    h.ink().css()));
        } else {
            out.append(format("<rect x=\"4\" y=\"1\" width=\"18\" height=\"10\" %s/>", SvgPanel.fill(layer.ink())));
        }
        return out.append("</svg>").append(Markup.escape(layer.name())).toString();
    }

    private static String scale(Coloured coloured) {
        StringBuilder out = new StringBuilder(Markup.escape(coloured.name()));
        out.append("<span class=\"end\">").append(coloured.scale().lowText()).append("</span>");
        out.append(format("<svg class=\"scale\" viewBox=\"0 0 %d 12\" aria-hidden=\"true\">", 5 * ColourScale.LEVELS));
        for (int level = 0; level < ColourScale.LEVELS; level++) {
            // A little wider than the next one's beginning, against hairlines between them.
            out.append(
                    format("<rect x=\"%d\" width=\"5.5\" height=\"12\" style=\"fill:var(--v%d)\"/>", 5 * level, level));
        }
        return out.append("</svg><span class=\"end\">")
                .append(coloured.scale().highText())
                .append("</span>")
                .toString();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values).replace("\r\n", "\n");
    }
}
