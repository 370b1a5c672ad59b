package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Bins;
import org.auriflow.bench.report.ColourScale;
import org.auriflow.bench.report.Decimals;
import org.auriflow.bench.report.Exhibit;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.Ink;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Layer.Coloured;
import org.auriflow.bench.report.Layer.Histogram;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Segments;
import org.auriflow.bench.report.LossFigure;
import org.auriflow.bench.report.Thinning;
import org.auriflow.bench.report.TrainingHistory;

/** The figures of a manifold experiment. */
final class MflowFigures {
    /** More projections hide each other. */
    private static final int PROJECTIONS = 100;

    private static final String DENSITY = "ln p";

    private final MflowResult result;
    private final View view;

    /** Of the densities of data and samples, which are compared. */
    private final ColourScale scale;

    private MflowFigures(MflowResult result) {
        this.result = result;
        this.view = View.of(result.data());
        this.scale = scale(result.data().values() == null ? result.samples() : result.data());
    }

    /** Points, the most important first. */
    static List<Exhibit> points(MflowResult result) {
        List<Exhibit> figures = new ArrayList<>(
                result.imageShape().length == 0 ? new MflowFigures(result).clouds() : ImageFigures.of(result));
        if (result.errorsInside().length > 0 && result.errorsOutside().length > 0) {
            figures.add(outliers(result));
        }
        return figures;
    }

    /** The losses of each phase of training. */
    static List<Figure> training(MflowResult result) {
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, List<Double>> phase : result.histories().entrySet()) {
            List<Double> losses = phase.getValue();
            if (!losses.isEmpty()) {
                figures.add(LossFigure.of(
                        "training-" + (figures.size() + 1),
                        phase.getKey(),
                        "Mean loss of each epoch, seed " + result.provenance().seed() + ".",
                        "loss",
                        new TrainingHistory(phase.getKey(), losses, List.of(), losses.size()),
                        3));
            }
        }
        return figures;
    }

    private List<Figure> clouds() {
        List<Figure> figures = new ArrayList<>();
        figures.add(figure(
                "data",
                "Data",
                "Points of the data that were held out of training." + shown(result.data()) + view.words(),
                cloud("held-out points", result.data(), Ink.DATA, scale)));
        if (size(result.samples()) > 0) {
            figures.add(figure(
                    "samples",
                    "Samples of the model",
                    "Points drawn from the model after training." + shown(result.samples()),
                    cloud("samples", result.samples(), Ink.SAMPLES, scale)));
        }
        if (size(result.surface()) > 0) {
            figures.add(figure(
                    "surface",
                    "Learned manifold",
                    "Images of a grid of latent variables"
                            + (result.surface().values() == null ? "." : ", with the learned density on the manifold."),
                    cloud("learned manifold", result.surface(), Ink.SAMPLES, scale(result.surface()))));
        }
        if (size(result.projections()) > 1) {
            figures.add(projections());
        }
        return figures;
    }

    private Figure figure(String id, String title, String caption, Layer points) {
        List<Layer> layers = new ArrayList<>(view.surroundings());
        layers.add(points);
        return new Figure(id, title, caption, view.x(), view.y(), view.frame(), layers);
    }

    private Layer cloud(String name, Cloud cloud, Ink ink, ColourScale colours) {
        View.Seen seen = view.see(cloud);
        return cloud.values() == null
                ? new Points(name, seen.x(), seen.y(), ink, Mark.DOT)
                : new Coloured(DENSITY, seen.x(), seen.y(), seen.values(), colours);
    }

    private static String shown(Cloud cloud) {
        return cloud.size() <= View.MOST
                ? ""
                : " " + Decimals.grouped(View.MOST) + " of " + Decimals.grouped(cloud.size()) + " are shown.";
    }

    private Figure projections() {
        Cloud cloud = result.projections();
        int half = cloud.size() / 2;
        int[] rows = Thinning.of(half, PROJECTIONS).toArray();
        List<double[]> from = seen(cloud, rows, 0);
        List<double[]> to = seen(cloud, rows, half);
        List<Layer> layers = new ArrayList<>(view.surroundings());
        Cloud ground = size(result.surface()) > 0 ? result.surface() : result.data();
        View.Seen behind = view.see(ground);
        layers.add(new Points(
                size(result.surface()) > 0 ? "learned manifold" : "data", behind.x(), behind.y(), Ink.AREA, Mark.DOT));
        layers.add(new Segments("", column(from, 0), column(from, 1), column(to, 0), column(to, 1), Ink.QUIET));
        layers.add(new Points("points off the manifold", column(from, 0), column(from, 1), Ink.SAMPLES, Mark.DOT));
        layers.add(new Points("their projections", column(to, 0), column(to, 1), Ink.DATA, Mark.DOT));
        return new Figure(
                "projections",
                "Projections",
                "Held-out points moved off the manifold, and where the model projects them to.",
                view.x(),
                view.y(),
                view.frame(),
                layers);
    }

    private List<double[]> seen(Cloud cloud, int[] rows, int offset) {
        return IntStream.of(rows)
                .mapToObj(row -> view.project(View.row(cloud, offset + row)))
                .toList();
    }

    private static List<Double> column(List<double[]> points, int column) {
        return points.stream().map(point -> point[column]).toList();
    }

    private static Figure outliers(MflowResult result) {
        Bins bins = Bins.fitting(result.errorsInside(), result.errorsOutside());
        Histogram inside = bins.shares("held-out points", result.errorsInside(), Ink.DATA, true);
        Histogram outside = bins.shares("outliers", result.errorsOutside(), Ink.SAMPLES, false);
        double auc = result.runs().isEmpty() ? Double.NaN : result.runs().get(0).auc();
        return new Figure(
                "outliers",
                "Outliers",
                "Shares of points by " + result.scoreName() + ", which tells outliers from held-out points"
                        + (Double.isFinite(auc)
                                ? " with an area under the curve (AUC) of " + Decimals.fixed(auc, 3) + "."
                                : ".")
                        + " The outer bins count what lies beyond them.",
                bins.axis(result.scoreName()),
                Bins.heights("share of points", inside, outside),
                List.of(inside, outside));
    }

    private static ColourScale scale(Cloud cloud) {
        return ColourScale.around(
                cloud.values() == null
                        ? List.of()
                        : IntStream.range(0, cloud.values().length)
                                .mapToObj(i -> (double) cloud.values()[i])
                                .toList());
    }

    /** An empty cloud may have no width. */
    static int size(Cloud cloud) {
        return cloud.x().length == 0 ? 0 : cloud.size();
    }
}
