package org.auriflow.bench.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.auriflow.bench.report.Axis.Tick;
import org.auriflow.bench.report.Layer.Band;

/** Draws figures as PNG, dark on white. */
final class PngDrawing {
    private static final int WIDTH = 840;
    private static final int HEIGHT = 560;

    /** The highest area inside axes with equal units. */
    private static final int HIGH = 540;

    /** About what title and legend take. */
    private static final int HEADING = 100;

    /** Pixels for each point of the layout, for print and dense screens. */
    private static final int SCALE = 2;

    static final int MARGIN = 22;

    /** Half of a tick's text may stand out over the end of the axis. */
    private static final int RIGHT = 36;

    private static final int BOTTOM = 74;
    private static final int X_TICKS = 8;
    private static final int Y_TICKS = 7;

    /** The widest digit in the size of a tick. */
    private static final int DIGIT = 9;

    /** Panels of a pair plot are larger than in the page. */
    private static final double PAIRS = 1.15;

    private PngDrawing() {}

    /** The bytes of a PNG file. */
    static byte[] of(Exhibit exhibit) {
        if (exhibit instanceof PairPlot pairs) {
            return of(pairs);
        }
        return exhibit instanceof Mosaic mosaic ? of(mosaic) : of((Figure) exhibit);
    }

    private static byte[] of(Figure figure) {
        double usual = HEIGHT - BOTTOM - HEADING;
        double height = figure.height(WIDTH - RIGHT - HEADING, usual, HIGH) + HEADING + BOTTOM;
        return drawn(figure, WIDTH, figure.frame() == Figure.Frame.AXES ? HEIGHT : (int) height, PngDrawing::draw);
    }

    private static void draw(Figure figure, Graphics2D graphics, int top, int height) {
        boolean bare = figure.frame() == Figure.Frame.BARE;
        int left = bare ? MARGIN : left(graphics, figure.y().ticks(Y_TICKS));
        Rectangle2D plot =
                new Rectangle2D.Double(left, top, WIDTH - RIGHT - left, height - (bare ? MARGIN : BOTTOM) - top);
        Panel panel = figure.panel(plot.getWidth() / plot.getHeight());
        PngPanel png = new PngPanel(panel, graphics, plot);
        // Bands lie under the grid, everything else above it.
        png.layers(panel.layers().stream().filter(Band.class::isInstance).toList());
        if (!bare) {
            png.below(panel.x().ticks(X_TICKS), true);
            png.beside(panel.y().ticks(Y_TICKS), true);
            png.axes();
            png.labelBelow(panel.x().label());
            png.labelBeside(panel.y().label());
        }
        png.layers(panel.layers().stream().filter(l -> !(l instanceof Band)).toList());
        png.notes(panel.layers());
    }

    private static byte[] of(PairPlot pairs) {
        int extent = pairs.extent((int) (PAIRS * pairs.side()));
        return drawn(pairs, Math.max(WIDTH, extent + 160), extent + BOTTOM + HEADING, PngDrawing::draw);
    }

    private static void draw(PairPlot pairs, Graphics2D graphics, int top, int height) {
        int last = pairs.rows().size() - 1;
        int side = (height - BOTTOM - top - last * PairPlot.GAP) / (last + 1);
        double characters = (double) side / DIGIT;
        int left = pairs.rows().stream()
                .skip(1)
                .mapToInt(row -> left(graphics, row.get(0).y().ticks(4)))
                .max()
                .orElse(MARGIN);
        for (int i = 0; i <= last; i++) {
            for (int j = 0; j <= i; j++) {
                Panel panel = pairs.rows().get(i).get(j);
                int step = side + PairPlot.GAP;
                PngPanel png = new PngPanel(
                        panel, graphics, new Rectangle2D.Double(left + j * step, top + i * step, side, side));
                png.below(panel.x().ticksWithin(characters), i == last);
                if (j < i) {
                    png.beside(panel.y().ticks(4), j == 0);
                }
                png.axes();
                png.layers(panel.layers());
                if (i == last) {
                    png.labelBelow(panel.x().label());
                }
                if (j == 0 && i > 0) {
                    png.labelBeside(panel.y().label());
                }
            }
        }
    }

    private static byte[] of(Mosaic mosaic) {
        int zoom = Math.max(1, (WIDTH - 2 * MARGIN) / mosaic.width());
        int width = Math.max(WIDTH / 2, zoom * mosaic.width() + 2 * MARGIN);
        return drawn(
                mosaic,
                width,
                zoom * mosaic.height() + HEADING,
                (m, graphics, top, height) ->
                        graphics.drawImage(PngPixels.image(m), MARGIN, top, zoom * m.width(), zoom * m.height(), null));
    }

    /** What lies under a heading. */
    private interface Body<T extends Exhibit> {
        void draw(T exhibit, Graphics2D graphics, int top, int height);
    }

    private static <T extends Exhibit> byte[] drawn(T exhibit, int width, int height, Body<T> body) {
        BufferedImage image = new BufferedImage(width * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            int heading = new PngHeading(graphics, width).draw(exhibit);
            body.draw(exhibit, graphics, heading + 18, height);
        } finally {
            graphics.dispose();
        }
        return PngPixels.encode(image);
    }

    private static int left(Graphics2D graphics, List<Tick> ticks) {
        graphics.setFont(PngPanel.SMALL);
        int widest = ticks.stream()
                .mapToInt(tick -> graphics.getFontMetrics().stringWidth(tick.text()))
                .max()
                .orElse(0);
        return MARGIN + 26 + widest + PngPanel.TICK + 4;
    }
}
