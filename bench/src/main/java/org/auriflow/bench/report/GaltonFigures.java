package org.auriflow.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Bars;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;

/** The figures of an inference on the Galton board. */
final class GaltonFigures {
    /** Positions with a smaller share of the events do not show in any measurement; they would only stretch the axes. */
    private static final double RARE = 1e-4;

    /** Quantiles of χ² with one degree of freedom. */
    private static final double LEVEL_68 = 0.988946;

    private static final double LEVEL_95 = 3.841459;

    /** Where the figure of −2 log λ ends. */
    private static final double TOP = 8.2;

    private final GaltonResult result;
    private final RatioTable ratio;
    private final List<Integer> shown;

    private GaltonFigures(GaltonResult result) {
        this.result = result;
        this.ratio = result.ratio();
        this.shown = IntStream.range(0, ratio.x().size())
                .filter(i -> ratio.weight().get(i) >= RARE)
                .boxed()
                .toList();
    }

    /** All of them, the most important first. */
    static List<Figure> of(GaltonResult result) {
        GaltonFigures figures = new GaltonFigures(result);
        return List.of(
                figures.likelihood(),
                figures.ratio(),
                figures.error(),
                figures.calibration(),
                figures.loss(),
                figures.events());
    }

    private Figure likelihood() {
        LikelihoodScan scan = result.scan();
        List<Layer> layers = new ArrayList<>();
        Interval interval = result.calibrated().interval68();
        layers.add(new Band("68 % interval", interval.low(), interval.high(), Ink.AREA));
        layers.add(new Horizontal("", LEVEL_68, "68 %", Ink.QUIET, Stroke.SOLID));
        layers.add(new Horizontal("", LEVEL_95, "95 %", Ink.QUIET, Stroke.SOLID));
        result.events()
                .thetaTrue()
                .ifPresent(truth -> layers.add(new Vertical("true θ", truth, Ink.TRUTH, Stroke.DOTTED)));
        layers.add(new Line("exact likelihood", scan.theta(), scan.exact(), Ink.EXACT, Stroke.SOLID));
        layers.add(new Line("before calibration", scan.theta(), scan.raw(), Ink.RAW, Stroke.DOTTED));
        layers.add(new Line("calibrated", scan.theta(), scan.calibrated(), Ink.CALIBRATED, Stroke.DASHED));
        return new Figure(
                "likelihood",
                "Likelihood of θ",
                "−2 log λ of the " + Decimals.grouped(result.events().size())
                        + " events. The 68 % and 95 % intervals lie where a curve is below 0.99 and 3.84.",
                theta(scan),
                Axis.linear("−2 log λ(θ)", -0.15, TOP),
                layers);
    }

    private Figure ratio() {
        List<Double> x = pick(ratio.x());
        List<Double> exact = pick(ratio.exact());
        List<Double> raw = pick(ratio.raw());
        List<Double> calibrated = pick(ratio.calibrated());
        return new Figure(
                "ratio",
                "Learned and exact ratio",
                "The log likelihood ratio of single events, which the network has never seen: it learned from joint "
                        + "quantities of simulated runs alone.",
                positions(x),
                Axis.around("log r(x | " + pair() + ")  [nats]", all(exact, raw, calibrated)),
                List.of(
                        new Line("exact", x, exact, Ink.EXACT, Stroke.SOLID),
                        new Points("before calibration", x, raw, Ink.RAW, Mark.RING),
                        new Points("calibrated", x, calibrated, Ink.CALIBRATED, Mark.DISC)));
    }

    private Figure error() {
        List<Double> x = pick(ratio.x());
        List<Double> raw = pick(difference(ratio.raw()));
        List<Double> calibrated = pick(difference(ratio.calibrated()));
        List<Double> weight = pick(ratio.weight());
        double reach = finite(all(raw, calibrated)).map(Math::abs).max().orElse(0) * 1.15;
        double edge = reach > 0 ? reach : 0.01;
        double tallest = weight.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        // Bars stand on 0, so they point up from the line of no error and take half of the height at most.
        List<Double> bars = weight.stream().map(w -> 0.85 * edge * w / tallest).toList();
        return new Figure(
                "error",
                "Error of the learned ratio",
                "Mean square error weighted with p(x | θ₁): "
                        + Decimals.significant(ratio.mse(), 2) + " before, "
                        + Decimals.significant(ratio.mseCalibrated(), 2) + " after calibration.",
                positions(x),
                Axis.linear("log r̂(x) − log r(x)  [nats]", -edge, edge),
                List.of(
                        new Bars("p(x | θ₁), scaled", x, bars, 0.8, Ink.AREA),
                        new Horizontal("", 0, "", Ink.EXACT, Stroke.SOLID),
                        new Points("before calibration", x, raw, Ink.RAW, Mark.RING),
                        new Points("calibrated", x, calibrated, Ink.CALIBRATED, Mark.DISC)));
    }

    private Figure calibration() {
        CalibrationCurve curve = result.calibration();
        List<Double> raw = pick(ratio.raw());
        List<Double> exact = pick(ratio.exact());
        double low = finite(all(raw, exact)).min().orElse(-1);
        double high = finite(all(raw, exact)).max().orElse(1);
        double margin = high > low ? 0.06 * (high - low) : 1;
        List<Double> ends = List.of(low - margin, high + margin);
        return new Figure(
                "calibration",
                "Calibration",
                "What calibration turns the learned log r̂ into. Exact values on the diagonal mean that it "
                        + "was right already; the curve should pass through them.",
                Axis.linear("log r̂ before calibration  [nats]", low - margin, high + margin),
                Axis.linear("log r  [nats]", low - margin, high + margin),
                List.of(
                        new Line("no change", ends, ends, Ink.QUIET, Stroke.DOTTED),
                        new Line("calibrated", curve.raw(), curve.calibrated(), Ink.CALIBRATED, Stroke.SOLID),
                        new Points("exact, one point for each x", raw, exact, Ink.EXACT, Mark.RING)));
    }

    private Figure loss() {
        TrainingHistory history = result.training();
        return LossFigure.of(
                "loss",
                "Training",
                history.validation().isEmpty()
                        ? "Mean loss of each epoch. All runs were trained on, and the last weights were kept: the learning "
                                + "rate falls to 0 along a cosine."
                        : "Mean losses of each epoch. The weights after epoch " + history.keptEpoch()
                                + ", the best on validation data, were kept.",
                history.loss() + " loss",
                history,
                20);
    }

    private Figure events() {
        ObservedEvents events = result.events();
        double tallest = all(events.count(), events.fitted()).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        List<Integer> seen = IntStream.range(0, events.x().size())
                .filter(i -> events.count().get(i) > 0 || events.fitted().get(i) >= RARE * Math.max(1, events.size()))
                .boxed()
                .toList();
        List<Double> x = seen.stream().map(events.x()::get).toList();
        return new Figure(
                "events",
                "Observed events",
                Decimals.grouped(events.size()) + " events and what is expected at the estimate of θ.",
                positions(x),
                Axis.whole("events", -0.02 * tallest, 1.08 * tallest),
                List.of(
                        new Bars(
                                "observed",
                                x,
                                seen.stream().map(events.count()::get).toList(),
                                0.8,
                                Ink.AREA),
                        new Line(
                                "expected at θ̂",
                                x,
                                seen.stream().map(events.fitted()::get).toList(),
                                Ink.CALIBRATED,
                                Stroke.SOLID),
                        new Points(
                                "", x, seen.stream().map(events.fitted()::get).toList(), Ink.CALIBRATED, Mark.DISC)));
    }

    /** From where the curves come down to where they leave, inside the prior. */
    private Axis theta(LikelihoodScan scan) {
        List<Double> inside = IntStream.range(0, scan.theta().size())
                .filter(i -> Math.min(
                                scan.exact().get(i),
                                Math.min(scan.raw().get(i), scan.calibrated().get(i)))
                        < TOP)
                .mapToObj(scan.theta()::get)
                .toList();
        DoubleStream.Builder shownThetas = DoubleStream.builder();
        result.events().thetaTrue().ifPresent(shownThetas::add);
        inside.forEach(shownThetas::add);
        double[] all = shownThetas.build().sorted().toArray();
        double margin = 0.05 * (result.priorHigh() - result.priorLow());
        double low = all.length == 0 ? result.priorLow() : all[0] - margin;
        double high = all.length == 0 ? result.priorHigh() : all[all.length - 1] + margin;
        return Axis.linear("θ", Math.max(result.priorLow(), low), Math.min(result.priorHigh(), high));
    }

    private String pair() {
        return "θ₀=" + theta(ratio.theta0()) + ", θ₁=" + theta(ratio.theta1());
    }

    private static String theta(double value) {
        return Decimals.fixed(value, Math.abs(value * 10 - Math.rint(value * 10)) < 1e-9 ? 1 : 2);
    }

    private static Axis positions(List<Double> x) {
        double low = finite(x).min().orElse(0);
        double high = finite(x).max().orElse(1);
        return Axis.whole("position x after the last row", low - 0.7, high + 0.7);
    }

    private List<Double> difference(List<Double> estimate) {
        return IntStream.range(0, estimate.size())
                .mapToObj(i -> estimate.get(i) - ratio.exact().get(i))
                .toList();
    }

    private List<Double> pick(List<Double> column) {
        return shown.stream().map(column::get).toList();
    }

    @SafeVarargs
    private static List<Double> all(List<Double>... columns) {
        List<Double> values = new ArrayList<>();
        for (List<Double> column : columns) {
            values.addAll(column);
        }
        return values;
    }

    private static DoubleStream finite(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite);
    }
}
