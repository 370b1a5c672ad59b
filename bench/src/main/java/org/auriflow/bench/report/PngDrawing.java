package org.auriflow.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.auriflow.bench.report.Axis.Tick;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Bars;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Vertical;

/** Draws a figure as PNG, dark on white. With {@link PngHeading} the only class that loads AWT. */
final class PngDrawing {
    private static final int WIDTH = 840;
    private static final int HEIGHT = 560;

    /** Pixels for each point of the layout, for print and dense screens. */
    private static final int SCALE = 2;

    private static final int MARGIN = 22;

    /** Half of a tick's text may stand out over the end of the axis. */
    private static final int RIGHT = 36;

    private static final int BOTTOM = 74;
    private static final int TICK = 6;
    private static final int X_TICKS = 8;
    private static final int Y_TICKS = 7;
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Font MEDIUM = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Color TEXT = new Color(Ink.EXACT.light());
    private static final Color QUIET = new Color(Ink.QUIET.light());
    private static final Color GRID = new Color(0xE7EBEF);

    private final Figure figure;
    private final Graphics2D graphics;

    /** The area inside the axes. */
    private final Rectangle2D plot;

    private PngDrawing(Figure figure, Graphics2D graphics, int heading) {
        this.figure = figure;
        this.graphics = graphics;
        graphics.setFont(SMALL);
        int widest = figure.y().ticks(Y_TICKS).stream()
                .mapToInt(tick -> graphics.getFontMetrics().stringWidth(tick.text()))
                .max()
                .orElse(0);
        int left = MARGIN + 26 + widest + TICK + 4;
        int top = heading + 18;
        this.plot = new Rectangle2D.Double(left, top, WIDTH - RIGHT - left, HEIGHT - BOTTOM - top);
    }

    /** The bytes of a PNG file. */
    static byte[] of(Figure figure) {
        BufferedImage image = new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            int heading = new PngHeading(graphics, WIDTH).draw(figure);
            new PngDrawing(figure, graphics, heading).draw();
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("report: cannot encode figure " + figure.id(), e);
        }
        return bytes.toByteArray();
    }

    private void draw() {
        // Bands lie under the grid, everything else above it.
        layers(figure.layers().stream().filter(Band.class::isInstance).toList());
        axes();
        layers(figure.layers().stream().filter(l -> !(l instanceof Band)).toList());
        graphics.setFont(SMALL);
        graphics.setColor(QUIET);
        for (Layer layer : figure.layers()) {
            if (layer instanceof Horizontal h && !h.label().isEmpty()) {
                int width = graphics.getFontMetrics().stringWidth(h.label());
                graphics.drawString(h.label(), (float) plot.getMaxX() - width - 6, (float) y(h.y()) - 6);
            }
        }
    }

    private void axes() {
        graphics.setFont(SMALL);
        for (Tick tick : figure.x().ticks(X_TICKS)) {
            double x = x(tick.value());
            line(GRID, x, plot.getMinY(), x, plot.getMaxY());
            line(QUIET, x, plot.getMaxY(), x, plot.getMaxY() + TICK);
            centred(tick.text(), x, plot.getMaxY() + TICK + 17);
        }
        for (Tick tick : figure.y().ticks(Y_TICKS)) {
            double y = y(tick.value());
            line(GRID, plot.getMinX(), y, plot.getMaxX(), y);
            line(QUIET, plot.getMinX() - TICK, y, plot.getMinX(), y);
            int width = graphics.getFontMetrics().stringWidth(tick.text());
            graphics.setColor(TEXT);
            graphics.drawString(tick.text(), (float) (plot.getMinX() - TICK - 4 - width), (float) y + 5);
        }
        line(QUIET, plot.getMinX(), plot.getMinY(), plot.getMinX(), plot.getMaxY());
        line(QUIET, plot.getMinX(), plot.getMaxY(), plot.getMaxX(), plot.getMaxY());
        graphics.setFont(MEDIUM);
        centred(figure.x().label(), plot.getCenterX(), HEIGHT - MARGIN);
        AffineTransform upright = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, MARGIN + 12, plot.getCenterY());
        centred(figure.y().label(), MARGIN + 12, plot.getCenterY());
        graphics.setTransform(upright);
    }

    private void line(Color colour, double x0, double y0, double x1, double y1) {
        graphics.setColor(colour);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(new Line2D.Double(x0, y0, x1, y1));
    }

    private void centred(String text, double x, double y) {
        graphics.setColor(TEXT);
        graphics.drawString(text, (float) (x - graphics.getFontMetrics().stringWidth(text) / 2.0), (float) y);
    }

    private void layers(List<Layer> layers) {
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
            for (int i = 0; i < points.y().size(); i++) {
                if (Double.isFinite(points.y().get(i))) {
                    PngHeading.mark(
                            graphics,
                            points.mark(),
                            x(points.x().get(i)),
                            y(points.y().get(i)));
                }
            }
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
        } else if (layer instanceof Vertical v) {
            graphics.setStroke(PngHeading.stroke(v.stroke(), PngHeading.LINE_WIDTH));
            graphics.draw(new Line2D.Double(x(v.x()), plot.getMinY(), x(v.x()), plot.getMaxY()));
        } else if (layer instanceof Horizontal h) {
            graphics.setStroke(PngHeading.stroke(h.stroke(), PngHeading.THIN_WIDTH));
            graphics.draw(new Line2D.Double(plot.getMinX(), y(h.y()), plot.getMaxX(), y(h.y())));
        }
    }

    private Path2D path(Line line) {
        Path2D path = new Path2D.Double();
        boolean drawing = false;
        for (int i = 0; i < line.x().size(); i++) {
            double y = line.y().get(i);
            boolean drawable = figure.y().shows(y);
            if (drawable && drawing) {
                path.lineTo(x(line.x().get(i)), y(y));
            } else if (drawable) {
                path.moveTo(x(line.x().get(i)), y(y));
            }
            drawing = drawable;
        }
        return path;
    }

    private double x(double value) {
        return plot.getMinX() + figure.x().place(value) * plot.getWidth();
    }

    private double y(double value) {
        return plot.getMaxY() - figure.y().place(value) * plot.getHeight();
    }
}
