package org.auriflow.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;

/** Title and legend of a PNG figure, on as many lines as they need. */
final class PngHeading {
    static final float LINE_WIDTH = 2.6f;
    static final float THIN_WIDTH = 1.2f;

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
    int draw(Figure figure) {
        graphics.setColor(new Color(Ink.EXACT.light()));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
        graphics.drawString(figure.title(), MARGIN, 40);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        int x = MARGIN;
        int y = 70;
        for (Layer layer : figure.layers()) {
            if (layer.name().isEmpty()) {
                continue;
            }
            int text = graphics.getFontMetrics().stringWidth(layer.name());
            if (x > MARGIN && x + KEY + 8 + text > width - MARGIN) {
                x = MARGIN;
                y += LINE;
            }
            key(layer, x, y - 5);
            graphics.setColor(new Color(Ink.EXACT.light()));
            graphics.drawString(layer.name(), x + KEY + 8, y);
            x += KEY + 8 + text + GAP;
        }
        return y + 8;
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
        } else if (layer instanceof Vertical vertical) {
            graphics.setStroke(stroke(vertical.stroke(), LINE_WIDTH));
            graphics.draw(new Line2D.Double(centre, middle - 9, centre, middle + 9));
        } else if (layer instanceof Points points) {
            mark(graphics, points.mark(), centre, middle);
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

    static void mark(Graphics2D graphics, Mark mark, double x, double y) {
        double radius = mark == Mark.RING ? 7.5 : 4.8;
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
