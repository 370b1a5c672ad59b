package org.auriflow.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
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

/** Draws layers in a rectangle of a PNG figure. */
final class PngPanel {
    static final int TICK = 6;
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);

    private static final double DOT = 2.6;
    private static final Font MEDIUM = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Color TEXT = new Color(Ink.EXACT.light());
    private static final Color QUIET = new Color(Ink.QUIET.light());
    private static final Color GRID = new Color(0xE7EBEF);

    private final Axis x;
    private final Axis y;
    private final Graphics2D graphics;

    /** The area inside the axes. */
    private final Rectangle2D plot;

    PngPanel(Panel panel, Graphics2D graphics, Rectangle2D plot) {
        this.x = panel.x();
        this.y = panel.y();
        this.graphics = graphics;
        this.plot = plot;
    }

    /** Writes the labels of horizontal lines, above everything else. */
    void notes(List<Layer> layers) {
        graphics.setFont(SMALL);
        graphics.setColor(QUIET);
        for (Layer layer : layers) {
            if (layer instanceof Horizontal h && !h.label().isEmpty()) {
                int width = graphics.getFontMetrics().stringWidth(h.label());
                graphics.drawString(h.label(), (float) plot.getMaxX() - width - 6, (float) y(h.y()) - 6);
            }
        }
    }

    /** Draws the lines and numbers of the horizontal axis. */
    void below(List<Tick> ticks, boolean numbers) {
        graphics.setFont(SMALL);
        for (Tick tick : ticks) {
            double at = x(tick.value());
            line(GRID, at, plot.getMinY(), at, plot.getMaxY());
            line(QUIET, at, plot.getMaxY(), at, plot.getMaxY() + TICK);
            if (numbers) {
                centred(tick.text(), at, plot.getMaxY() + TICK + 17);
            }
        }
    }

    /** Draws the lines and numbers of the vertical axis. */
    void beside(List<Tick> ticks, boolean numbers) {
        graphics.setFont(SMALL);
        for (Tick tick : ticks) {
            double at = y(tick.value());
            line(GRID, plot.getMinX(), at, plot.getMaxX(), at);
            line(QUIET, plot.getMinX() - TICK, at, plot.getMinX(), at);
            if (numbers) {
                int width = graphics.getFontMetrics().stringWidth(tick.text());
                graphics.setColor(TEXT);
                graphics.drawString(tick.text(), (float) (plot.getMinX() - TICK - 4 - width), (float) at + 5);
            }
        }
    }

    void axes() {
        line(QUIET, plot.getMinX(), plot.getMinY(), plot.getMinX(), plot.getMaxY());
        line(QUIET, plot.getMinX(), plot.getMaxY(), plot.getMaxX(), plot.getMaxY());
    }

    void labelBelow(String label) {
        graphics.setFont(MEDIUM);
        centred(label, plot.getCenterX(), plot.getMaxY() + 52);
    }

    void labelBeside(String label) {
        graphics.setFont(MEDIUM);
        AffineTransform upright = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, PngDrawing.MARGIN + 12, plot.getCenterY());
        centred(label, PngDrawing.MARGIN + 12, plot.getCenterY());
        graphics.setTransform(upright);
    }

    private void line(Color colour, double x0, double y0, double x1, double y1) {
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(new Line2D.Double(x0, y0, x1, y1));
    }

    private void centred(String text, double at, double base) {
        graphics.setColor(TEXT);
        graphics.drawString(text, (float) (at - graphics.getFontMetrics().stringWidth(text) / 2.0), (float) base);
    }

    /** Draws layers inside the rectangle. */
    void layers(List<Layer> layers) {
        Shape all = graphics.getClip();
        graphics.clip(plot);
        layers.forEach(this::layer);
        graphics.setClip(all);
    }

    private void layer(Layer layer) {
        graphics.setColor(new Color(layer.ink().light()));
        if (layer instanceof Line line) {
            graphics.setStroke(PngHeading.stroke(line.stroke(), PngHeading.LINE_WIDTH));
            graphics.draw(path(line));
        } else if (layer instanceof Points points) {
            if (points.mark() == Mark.DOT) {
                graphics.setColor(PngHeading.translucent(points.ink()));
            }
            for (int i = 0; i < points.y().size(); i++) {
                mark(points.mark(), points.x().get(i), points.y().get(i));
            }
        } else if (layer instanceof Coloured coloured) {
            for (int i = 0; i < coloured.y().size(); i++) {
                if (Double.isFinite(coloured.values().get(i))) {
                    int level = coloured.scale().level(coloured.values().get(i));
                    graphics.setColor(new Color(ColourScale.rgb(level, false)));
                    dot(coloured.x().get(i), coloured.y().get(i));
                }
            }
        } else if (layer instanceof Segments s) {
            graphics.setStroke(PngHeading.stroke(Stroke.SOLID, PngHeading.THIN_WIDTH));
            for (int i = 0; i < s.x().size(); i++) {
                Line2D segment = new Line2D.Double(
                        x(s.x().get(i)),
                        y(s.y().get(i)),
                        x(s.toX().get(i)),
                        y(s.toY().get(i)));
                graphics.draw(segment);
            }
        } else if (layer instanceof Histogram histogram) {
            PngHeading.stairs(graphics, histogram, stairs(histogram));
        } else if (layer instanceof Bars bars) {
            for (int i = 0; i < bars.x().size(); i++) {
                double from = x(bars.x().get(i) - bars.width() / 2);
                double to = x(bars.x().get(i) + bars.width() / 2);
                double top = y(bars.y().get(i));
                graphics.fill(new Rectangle2D.Double(from, top, to - from, Math.max(0, y(0) - top)));
            }
        } else if (layer instanceof Band band) {
            double from = x(band.from());
            graphics.fill(new Rectangle2D.Double(from, plot.getMinY(), x(band.to()) - from, plot.getHeight()));
        } else if (layer instanceof Area area) {
            graphics.fill(outline(area));
        } else if (layer instanceof Vertical v) {
            graphics.setStroke(PngHeading.stroke(v.stroke(), PngHeading.LINE_WIDTH));
            graphics.draw(new Line2D.Double(x(v.x()), plot.getMinY(), x(v.x()), plot.getMaxY()));
        } else if (layer instanceof Horizontal h) {
            graphics.setStroke(PngHeading.stroke(h.stroke(), PngHeading.THIN_WIDTH));
            graphics.draw(new Line2D.Double(plot.getMinX(), y(h.y()), plot.getMaxX(), y(h.y())));
        } else if (layer instanceof Text text) {
            graphics.setFont(SMALL);
            centred(text.text(), x(text.x()), y(text.y()) + 5);
        }
    }

    private void mark(Mark mark, double pointX, double pointY) {
        if (x.shows(pointX) && y.shows(pointY)) {
            PngHeading.mark(graphics, mark, x(pointX), y(pointY));
        }
    }

    private void dot(double pointX, double pointY) {
        if (x.shows(pointX) && y.shows(pointY)) {
            graphics.fill(new Ellipse2D.Double(x(pointX) - DOT, y(pointY) - DOT, 2 * DOT, 2 * DOT));
        }
    }

    /** Along the upper curve and back along the lower one. */
    private Path2D outline(Area area) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < 2 * area.x().size(); i++) {
            boolean there = i < area.x().size();
            int k = there ? i : 2 * area.x().size() - 1 - i;
            double low = area.low().get(k);
            double high = area.high().get(k);
            if (y.shows(low) && y.shows(high)) {
                double at = x(area.x().get(k));
                if (path.getCurrentPoint() == null) {
                    path.moveTo(at, y(high));
                } else {
                    path.lineTo(at, y(there ? high : low));
                }
            }
        }
        return path;
    }

    private Path2D path(Line line) {
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < line.x().size(); i++) {
            double value = line.y().get(i);
            boolean drawable = y.shows(value);
            if (drawable && drawing) {
                path.lineTo(x(line.x().get(i)), y(value));
            } else if (drawable) {
                path.moveTo(x(line.x().get(i)), y(value));
            }
            drawing = drawable;
        }
        return path;
    }

    private Path2D stairs(Histogram histogram) {
        Path2D path = new Path2D.Double();
        path.moveTo(x(histogram.edges().get(0)), y(0));
        for (int i = 0; i < histogram.heights().size(); i++) {
            double top = y(histogram.heights().get(i));
            path.lineTo(x(histogram.edges().get(i)), top);
            path.lineTo(x(histogram.edges().get(i + 1)), top);
        }
        path.lineTo(x(histogram.edges().get(histogram.heights().size())), y(0));
        return path;
    }

    private double x(double value) {
        return plot.getMinX() + x.place(value) * plot.getWidth();
    }

    private double y(double value) {
        return plot.getMaxY() - y.place(value) * plot.getHeight();
    }
}
