package org.auriflow.bench.efficiency;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.auriflow.bench.report.Axis;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.Ink;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Segments;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.comparison.EfficiencyRow;

/** Numbers against training runs: medians with the range of seeds, coloured by the gold that a method uses. */
final class EfficiencyFigures {
    /** How far apart methods are drawn, as a factor of the runs, so that their ranges do not hide each other. */
    private static final double APART = 1.035;

    private final EfficiencyResult result;
    private final List<Spread> spreads;

    private EfficiencyFigures(EfficiencyResult result) {
        this.result = result;
        this.spreads = result.spreads();
    }

    /** Ratio methods, then those of scores and densities, each with the same axes. */
    static List<Figure> of(EfficiencyResult result) {
        EfficiencyFigures f = new EfficiencyFigures(result);
        List<Figure> figures = new ArrayList<>();
        if (result.problem().hasTruth()) {
            Axis errors = Axis.logarithmicAround("mean square error of log r̂", f.all(EfficiencyRow::mseLogR));
            f.add(figures, "error", "Error of log r̂", errors, EfficiencyRow::mseLogR, List.of());
        }
        if (!result.histogram().complete()) {
            BestHistogram h = result.histogram();
            List<Layer> lines = new ArrayList<>();
            lines.add(new Horizontal("", h.information(), "histogram of " + h.observable(), Ink.QUIET, Stroke.SOLID));
            List<Double> values = f.all(EfficiencyRow::information);
            values.add(h.information());
            if (Double.isFinite(h.full())) {
                lines.add(new Horizontal("", h.full(), "all that events can say", Ink.QUIET, Stroke.SOLID));
                values.add(h.full());
            }
            Axis information = Axis.around("information per event", values);
            f.add(figures, "information", "Expected information", information, EfficiencyRow::information, lines);
        }
        return figures;
    }

    private List<Double> all(ToDoubleFunction<EfficiencyRow> number) {
        return new ArrayList<>(result.rows().stream().map(number::applyAsDouble).toList());
    }

    private void add(
            List<Figure> figures,
            String id,
            String title,
            Axis y,
            ToDoubleFunction<EfficiencyRow> number,
            List<Layer> below) {
        // Alone in a wide range a size still has round numbers beside it.
        double margin = spreads.stream().mapToInt(Spread::runs).distinct().count() == 1 ? 3 : 1.3;
        List<Double> sizes = new ArrayList<>();
        spreads.forEach(s -> sizes.addAll(List.of(s.runs() / margin, s.runs() * margin)));
        Axis x = Axis.logarithmicAround("training runs", sizes);
        for (boolean ratio : new boolean[] {true, false}) {
            List<ComparedMethod> methods = result.methods().stream()
                    .filter(m -> (m.kind() == Kind.RATIO) == ratio)
                    .toList();
            if (!methods.isEmpty()) {
                List<Layer> layers = new ArrayList<>(below);
                layers.addAll(lines(methods, number));
                figures.add(new Figure(
                        id + (ratio ? "-ratio" : "-density"),
                        title + (ratio ? ", ratio methods" : ", score and density methods"),
                        "Medians over seeds with smallest and largest. Methods without gold are black, with the joint ratio blue, "
                                + "with the joint score green, with both orange.",
                        x,
                        y,
                        layers));
            }
        }
    }

    private List<Layer> lines(List<ComparedMethod> methods, ToDoubleFunction<EfficiencyRow> number) {
        List<Layer> layers = new ArrayList<>();
        Map<Ink, Integer> used = new HashMap<>();
        for (int k = 0; k < methods.size(); k++) {
            ComparedMethod method = methods.get(k);
            Ink ink = ink(method);
            int before = used.merge(ink, 1, Integer::sum) - 1;
            double shift = Math.pow(APART, k - (methods.size() - 1) / 2.0);
            List<Double> x = new ArrayList<>();
            List<Double> median = new ArrayList<>();
            List<Double> low = new ArrayList<>();
            List<Double> high = new ArrayList<>();
            for (Spread s : spreads) {
                if (s.method().name().equals(method.name())) {
                    x.add(s.runs() * shift);
                    median.add(s.median(number));
                    low.add(s.smallest(number));
                    high.add(s.largest(number));
                }
            }
            Stroke[] strokes = Stroke.values();
            layers.add(new Segments("", x, low, x, high, ink));
            layers.add(new Line(method.name(), x, median, ink, strokes[Math.min(before, strokes.length - 1)]));
            layers.add(new Points("", x, median, ink, Mark.DISC));
        }
        return layers;
    }

    private static Ink ink(ComparedMethod method) {
        if (method.needsRatio()) {
            return method.needsScore() ? Ink.SAMPLES : Ink.DATA;
        }
        return method.needsScore() ? Ink.TRUTH : Ink.EXACT;
    }
}
