package org.auriflow.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Bars;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a figure as PNG, dark on white, with XChart. The only class that loads AWT. */
final class PngDrawing {
    private static final int WIDTH = 840;
    private static final int HEIGHT = 560;

    /** Pixels for each point of the layout, for print and dense screens. */
    private static final int SCALE = 2;

    private final Figure figure;
    private final XYChart chart;

    private PngDrawing(Figure figure) {
        this.figure = figure;
        this.chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(figure.x().label())
                .yAxisTitle(figure.y().label())
                .build();
    }

    /** The bytes of a PNG file. */
    static byte[] of(Figure figure) {
        PngDrawing drawing = new PngDrawing(figure);
        drawing.style();
        figure.layers().forEach(drawing::layer);
        return drawing.encode();
    }

    private void style() {
        XYStyler styler = chart.getStyler();
        Color text = new Color(0x1F2328);
        Color quiet = new Color(Ink.QUIET.light());
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartFontColor(text);
        styler.setChartPadding(16);
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        styler.setAxisTitlePadding(10);
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setAxisTickLabelsColor(text);
        styler.setAxisTickMarksColor(quiet);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xE7EBEF));
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setPlotContentSize(1);
        styler.setPlotMargin(0);
        styler.setLegendVisible(false);
        styler.setChartTitleVisible(false);
        styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setAnnotationTextFontColor(quiet);
        styler.setYAxisLabelAlignment(TextAlignment.Right);
        styler.setXAxisMin(figure.x().low());
        styler.setXAxisMax(figure.x().high());
        styler.setYAxisMin(figure.y().low());
        styler.setYAxisMax(figure.y().high());
        styler.setXAxisLogarithmic(figure.x().logarithmic());
        styler.setYAxisLogarithmic(figure.y().logarithmic());
        styler.setxAxisTickLabelsFormattingFunction(figure.x()::text);
        styler.setyAxisTickLabelsFormattingFunction(figure.y()::text);
        styler.setXAxisTickMarkSpacingHint(80);
        styler.setYAxisTickMarkSpacingHint(60);
    }

    private void layer(Layer layer) {
        double low = figure.y().low();
        double high = figure.y().high();
        if (layer instanceof Line line) {
            line(line.x(), clipped(line.y()), line.ink(), line.stroke(), 2.6f);
        } else if (layer instanceof Points points) {
            points(points);
        } else if (layer instanceof Bars bars) {
            bars(bars);
        } else if (layer instanceof Band band) {
            area(List.of(band.from(), band.from(), band.to(), band.to()), List.of(low, high, high, low), band.ink());
        } else if (layer instanceof Vertical v) {
            line(List.of(v.x(), v.x()), List.of(low, high), v.ink(), v.stroke(), 2.6f);
        } else if (layer instanceof Horizontal h) {
            List<Double> ends = List.of(figure.x().low(), figure.x().high());
            line(ends, List.of(h.y(), h.y()), h.ink(), h.stroke(), 1.2f);
            if (!h.label().isEmpty()) {
                double width = figure.x().high() - figure.x().low();
                chart.addAnnotation(new AnnotationText(
                        h.label(), figure.x().high() - 0.03 * width, h.y() + 0.025 * (high - low), false));
            }
        }
    }

    private void line(List<Double> x, List<Double> y, Ink ink, Stroke stroke, float width) {
        XYSeries series = series(x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(new Color(ink.light()));
        series.setLineStyle(PngHeading.stroke(stroke, width));
    }

    private void points(Points points) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < points.y().size(); i++) {
            if (Double.isFinite(points.y().get(i))) {
                x.add(points.x().get(i));
                y.add(points.y().get(i));
            }
        }
        if (x.isEmpty()) {
            return;
        }
        XYSeries series = series(x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        series.setMarker(new Shape(points.mark()));
        series.setMarkerColor(new Color(points.ink().light()));
    }

    private void bars(Bars bars) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < bars.x().size(); i++) {
            double from = bars.x().get(i) - bars.width() / 2;
            double to = bars.x().get(i) + bars.width() / 2;
            x.addAll(List.of(from, from, to, to));
            y.addAll(List.of(0.0, bars.y().get(i), bars.y().get(i), 0.0));
        }
        area(x, y, bars.ink());
    }

    private void area(List<Double> x, List<Double> y, Ink ink) {
        XYSeries series = series(x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        series.setMarker(SeriesMarkers.NONE);
        series.setFillColor(new Color(ink.light()));
        series.setLineColor(new Color(ink.light()));
        series.setLineStyle(new BasicStroke(0f));
    }

    /** XChart tells series apart by their names. */
    private XYSeries series(List<Double> x, List<Double> y) {
        return chart.addSeries("series " + chart.getSeriesMap().size(), x, y);
    }

    /** XChart draws over its axes; values beyond them end a little outside, where the plot's own clip cuts them. */
    private List<Double> clipped(List<Double> y) {
        double reach = figure.y().high() - figure.y().low();
        return y.stream()
                .map(v -> Double.isFinite(v) && !figure.y().logarithmic()
                        ? Math.max(
                                figure.y().low() - 3 * reach,
                                Math.min(figure.y().high() + 3 * reach, v))
                        : v)
                .toList();
    }

    private byte[] encode() {
        BufferedImage image = new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, WIDTH, HEIGHT);
            int heading = new PngHeading(graphics, WIDTH).draw(figure);
            graphics.translate(0, heading);
            chart.paint(graphics, WIDTH, HEIGHT - heading);
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

    /** XChart's own circles are small and always filled. */
    private static final class Shape extends Marker {
        private final Mark mark;

        Shape(Mark mark) {
            this.mark = mark;
        }

        @Override
        public void paint(Graphics2D graphics, double x, double y, int markerSize) {
            PngHeading.mark(graphics, mark, x, y);
        }
    }
}
