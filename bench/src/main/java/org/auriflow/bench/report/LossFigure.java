package org.auriflow.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;

/** Losses by epoch. */
public final class LossFigure {
    /** So few points do not make a line. */
    private static final int FEW = 5;

    private LossFigure() {}

    /**
     * A figure of a training.
     *
     * @param id file name without its ending
     * @param title what it shows
     * @param caption how to read it
     * @param label of the vertical axis
     * @param history losses
     * @param steep positive losses that fall by more than this factor have a logarithmic axis
     */
    public static Figure of(
            String id, String title, String caption, String label, TrainingHistory history, double steep) {
        List<Double> epochs = IntStream.rangeClosed(1, history.epochs())
                .mapToObj(e -> (double) e)
                .toList();
        // The first epochs are far above the rest and would flatten it; their curve comes in from the top.
        int from = history.epochs() <= FEW ? 0 : Math.max(1, history.epochs() / 30);
        List<Double> values = Stream.of(history.train(), history.validation())
                .flatMap(column -> column.stream().skip(from))
                .filter(Double::isFinite)
                .toList();
        double low = values.stream().min(Double::compare).orElse(1.0);
        double high = values.stream().max(Double::compare).orElse(1.0);
        boolean validated = !history.validation().isEmpty();
        List<Layer> layers = new ArrayList<>();
        if (validated) {
            layers.add(new Vertical("kept weights", history.keptEpoch(), Ink.TRUTH, Stroke.DOTTED));
        }
        layers.add(new Line("training", epochs, history.train(), Ink.RAW, Stroke.SOLID));
        if (validated) {
            layers.add(new Line("validation", epochs, history.validation(), Ink.CALIBRATED, Stroke.SOLID));
        }
        if (history.epochs() <= FEW) {
            layers.add(new Points("", epochs, history.train(), Ink.RAW, Mark.DISC));
            layers.add(new Points("", epochs, validated ? history.validation() : List.of(), Ink.CALIBRATED, Mark.DISC));
        }
        return new Figure(
                id,
                title,
                caption,
                Axis.whole("epoch", 0, history.epochs() + 0.5),
                low > 0 && high > steep * low ? Axis.logarithmicAround(label, values) : Axis.around(label, values),
                layers);
    }
}
