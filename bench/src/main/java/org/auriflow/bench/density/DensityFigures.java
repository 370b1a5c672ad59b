package org.auriflow.bench.density;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.bench.mflow.Cloud;
import org.auriflow.bench.report.Axis;
import org.auriflow.bench.report.Bins;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.Ink;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Layer.Histogram;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.LossFigure;
import org.auriflow.bench.report.PairPlot;
import org.auriflow.bench.report.Panel;
import org.auriflow.bench.report.Thinning;

/** The figures of a density. */
final class DensityFigures {
    /** More columns would leave too little room for each. */
    private static final int COLUMNS = 6;

    /** Points of one kind in all panels together: a page of more is heavy. */
    private static final int POINTS = 8000;

    private static final int LONGEST_NAME = 18;

    private final DensityResult result;
    private final int columns;
    private final List<Bins> bins;

    private DensityFigures(DensityResult result) {
        this.result = result;
        this.columns = Math.min(COLUMNS, result.columns().size());
        this.bins = IntStream.range(0, columns)
                .mapToObj(i -> Bins.linear(column(result.test(), i), column(result.samples(), i)))
                .toList();
    }

    /** Test rows and samples. */
    static PairPlot pairs(DensityResult result) {
        return new DensityFigures(result).pairs();
    }

    private PairPlot pairs() {
        List<List<Panel>> rows = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            List<Panel> row = new ArrayList<>();
            for (int j = 0; j < i; j++) {
                Layer test = points(result.test(), j, i, Ink.DATA);
                Layer samples = points(result.samples(), j, i, Ink.SAMPLES);
                // A few points would be lost below many.
                boolean testLast = result.test().size() < result.samples().size();
                row.add(new Panel(axis(j), axis(i), testLast ? List.of(samples, test) : List.of(test, samples)));
            }
            row.add(histograms(i));
            rows.add(row);
        }
        return new PairPlot(
                "pairs",
                "Test rows and samples of the model",
                (columns > 1 ? "Each column against every other one, and how each" : "How the column")
                        + " is distributed. Where the model is right, samples lie like test rows."
                        + (columns < result.columns().size()
                                ? " Only the first " + columns + " of "
                                        + result.columns().size() + " columns are shown."
                                : ""),
                rows);
    }

    private Panel histograms(int column) {
        Histogram test = bins.get(column).shares("test rows", column(result.test(), column), Ink.DATA, true);
        Histogram samples = bins.get(column).shares("samples", column(result.samples(), column), Ink.SAMPLES, false);
        return new Panel(axis(column), Bins.heights("", test, samples), List.of(test, samples));
    }

    private Axis axis(int column) {
        String name = result.columns().get(column);
        return bins.get(column).axis(name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…");
    }

    private Layer points(Cloud cloud, int x, int y, Ink ink) {
        int panels = columns * (columns - 1) / 2;
        int[] rows = Thinning.of(cloud.size(), Math.min(2000, POINTS / panels)).toArray();
        return new Points("", values(cloud, rows, x), values(cloud, rows, y), ink, Mark.DOT);
    }

    private static List<Double> values(Cloud cloud, int[] rows, int column) {
        return Arrays.stream(rows)
                .mapToObj(row -> (double) cloud.x()[row * cloud.width() + column])
                .toList();
    }

    private static double[] column(Cloud cloud, int column) {
        return IntStream.range(0, cloud.size())
                .mapToDouble(row -> cloud.x()[row * cloud.width() + column])
                .toArray();
    }

    /** Losses. */
    static Figure training(DensityResult result) {
        int kept = result.training().keptEpoch();
        return LossFigure.of(
                "training",
                "Training",
                result.training().validation().isEmpty()
                        ? "Mean loss of each epoch. The weights after epoch " + kept + " were kept."
                        : "Mean losses of each epoch. The weights after epoch " + kept
                                + ", the best on validation rows, were kept.",
                result.training().loss(),
                result.training(),
                20);
    }
}
