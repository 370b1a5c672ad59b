package org.auriflow.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.auriflow.bench.report.Layer.Coloured;
import org.auriflow.bench.report.Layer.Histogram;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Segments;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;

/** Title and legend of a PNG figure, on as many lines as they need, and how lines and marks look. */
final class PngHeading {
    static final float LINE_WIDTH = 2.6f;
    static final float THIN_WIDTH = 1.2f;

    private static final double DOT = 1.9;

    private static final int MARGIN = 22;
    private static final int LINE = 26;
    private static final int KEY = 30;
    private static final int GAP = 26;

    private final Graphics2D graphics;
    private final int width;

    PngHeading(Graphics2D graphics, int width) {
        this.graphics = graphics;
        this.width = width;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** Draws it at the top and returns the height it takes. */
    int draw(Exhibit exhibit) {
        graphics.setColor(new Color(Ink.EXACT.light()));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
        graphics.drawString(exhibit.title(), MARGIN, 40);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        if (exhibit.legend().stream().allMatch(layer -> layer.name().isEmpty())) {
            return 52;
        }
        int x = MARGIN;
        int y = 70;
        for (Layer layer : exhibit.legend()) {
            if (layer.name().isEmpty()) {
                continue;
            }
            int text = graphics.getFontMetrics().stringWidth(layer.name());
            if (x > MARGIN && x + KEY + 8 + text > width - MARGIN) {
                x = MARGIN;
                y += LINE;
            }
            if (layer instanceof Coloured coloured) {
                x = scale(coloured, x, y) + GAP;
                continue;
            }
            key(layer, x, y - 5);
            x = text(layer.name(), x + KEY + 8, y) + GAP;
        }
        return y + 8;
    }

    private int scale(Coloured coloured, int from, int y) {
        int x = text(coloured.scale().lowText(), text(coloured.name(), from, y) + 12, y) + 8;
        for (int level = 0; level < ColourScale.LEVELS; level++) {
            graphics.setColor(new Color(ColourScale.rgb(level, false)));
            graphics.fill(new Rectangle2D.Double(x + 6 * level, y - 12, 6.5, 14));
        }
        return text(coloured.scale().highText(), x + 6 * ColourScale.LEVELS + 8, y);
    }

    /** Writes text and returns where it ends. */
    private int text(String text, int x, int y) {
        graphics.setColor(new Color(Ink.EXACT.light()));
        graphics.drawString(text, x, y);
        return x + graphics.getFontMetrics().stringWidth(text);
    }

    private void key(Layer layer, int x, int middle) {
        graphics.setColor(new Color(layer.ink().light()));
        double centre = x + KEY / 2.0;
        if (layer instanceof Line line) {
            graphics.setStroke(stroke(line.stroke(), LINE_WIDTH));
            graphics.draw(new Line2D.Double(x, middle, x + KEY, middle));
        } else if (layer instanceof Horizontal horizontal) {
            graphics.setStroke(stroke(horizontal.stroke(), THIN_WIDTH));
            graphics.draw(new Line2D.Double(x, middle, x + KEY, middle));
        } else if (layer instanceof Segments) {
            graphics.setStroke(stroke(Stroke.SOLID, THIN_WIDTH));
            graphics.draw(new Line2D.Double(x, middle, x + KEY, middle));
        } else if (layer instanceof Histogram histogram) {
            stairs(graphics, histogram, new Rectangle2D.Double(x + 4, middle - 7, KEY - 8, 14));
        } else if (layer instanceof Vertical vertical) {
            graphics.setStroke(stroke(vertical.stroke(), LINE_WIDTH));
            graphics.draw(new Line2D.Double(centre, middle - 9, centre, middle + 9));
        } else if (layer instanceof Points points) {
            mark(graphics, points.mark() == Mark.DOT ? Mark.DISC : points.mark(), centre, middle);
        } else {
            graphics.fill(new Rectangle2D.Double(x + 4, middle - 7, KEY - 8, 14));
        }
    }

    static BasicStroke stroke(Stroke stroke, float width) {
        return switch (stroke) {
            case SOLID -> new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            case DASHED -> dashes(width, 9, 6);
            case DOTTED -> dashes(width, 2.6f, 4.4f);
        };
    }

    static void stairs(Graphics2D graphics, Histogram histogram, Shape area) {
        if (histogram.filled()) {
            graphics.setColor(new Color(histogram.ink().light() | 0x4D000000, true));
            graphics.fill(area);
        }
        graphics.setColor(new Color(histogram.ink().light()));
        graphics.setStroke(stroke(Stroke.SOLID, histogram.filled() ? 1.6f : 2.2f));
        graphics.draw(area);
    }

    static Color translucent(Ink ink) {
        return new Color(ink.light() | (ink == Ink.AREA ? 0xFF000000 : 0x73000000), true);
    }

    static void mark(Graphics2D graphics, Mark mark, double x, double y) {
        double radius =
                switch (mark) {
                    case RING -> 7.5;
                    case DISC -> 4.8;
                    case DOT -> DOT;
                };
        Ellipse2D circle = new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
        if (mark == Mark.RING) {
            graphics.setStroke(new BasicStroke(2));
            graphics.draw(circle);
        } else {
            graphics.fill(circle);
        }
    }

    private static BasicStroke dashes(float width, float on, float off) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {on, off}, 0);
    }
}
