package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Axis;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.Ink;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Layer.Area;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;
import org.auriflow.inference.statistics.ConfidenceRegion;

/** Limits beside a null hypothesis as lines, figures and JSON. */
final class ExclusionReport {
    private static final double LOWEST_CLS = 2e-3;

    private final Exclusion exclusion;
    private final List<String> parameters;
    private final List<Double> levels;

    ExclusionReport(Exclusion exclusion, List<String> parameters, List<Double> levels) {
        this.exclusion = exclusion;
        this.parameters = parameters;
        this.levels = levels;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%-36s%10s %10s   %-22s %s",
                "beside " + exclusion.text() + ", by CLs",
                "observed",
                "expected",
                "1 sigma",
                "2 sigma"));
        for (int level = 0; level < levels.size(); level++) {
            for (Exclusion.OneSided limit : exclusion.limits()) {
                lines.add(String.format(
                                Locale.ROOT,
                                "%-12s %-22s %10s %10s   %-22s %s",
                                limit.parameter() + (limit.upper() ? " <" : " >"),
                                percent(levels.get(level)) + ", " + limit.how(),
                                text(limit.observed(level)),
                                text(limit.expected(level, 0)),
                                band(limit, level, 1),
                                band(limit, level, 2))
                        .stripTrailing());
            }
        }
        for (Exclusion.Fit fit : exclusion.pValues()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "p of %s: %.4g, %.3g sigma (%s, %s)",
                    fit.what(),
                    fit.p(),
                    fit.significance(),
                    fit.sides() == 0 ? "both parameters" : fit.sides() == 1 ? "one-sided" : "two-sided",
                    fit.how()));
        }
        return lines;
    }

    private static String band(Exclusion.OneSided limit, int level, int sigmas) {
        String near = text(limit.expected(level, -sigmas));
        String far = text(limit.expected(level, sigmas));
        return limit.upper() ? "[" + near + ", " + far + "]" : "[" + far + ", " + near + "]";
    }

    private static String text(Optional<Double> limit) {
        return limit.map(v -> String.format(Locale.ROOT, "%.4g", v)).orElse("none");
    }

    static String percent(double level) {
        return String.valueOf(Math.round(1e4 * level) / 1e2).replaceAll("\\.0$", "") + " %";
    }

    /** CLs of each parameter, and contours of two. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (int p = 0; p < parameters.size(); p++) {
            String name = parameters.get(p);
            List<Exclusion.OneSided> limits = exclusion.limits().stream()
                    .filter(l -> l.parameter().equals(name))
                    .toList();
            if (!limits.isEmpty()) {
                figures.add(curve(p, limits));
            }
        }
        for (int k = 0; k < exclusion.regions().size(); k++) {
            figures.add(contours(k));
        }
        return figures;
    }

    private Figure curve(int p, List<Exclusion.OneSided> limits) {
        List<Layer> layers = new ArrayList<>();
        List<Double> shown = new ArrayList<>(List.of(exclusion.theta()[p]));
        // twice, since bands must lie below all lines
        for (Exclusion.OneSided limit : limits) {
            Exclusion.Curve c = limit.curve();
            IntStream.range(0, c.theta().length)
                    .filter(i -> Math.max(c.observed()[i], c.expected()[4][i]) > LOWEST_CLS)
                    .forEach(i -> shown.add(c.theta()[i]));
            if (limit.how().equals("Asimov")) {
                String first = layers.isEmpty() ? "expected, 2σ" : "";
                layers.add(new Area(first, list(c.theta()), cut(c.expected()[0]), cut(c.expected()[4]), Ink.TWO_SIGMA));
                layers.add(new Area(
                        first.replace('2', '1'),
                        list(c.theta()),
                        cut(c.expected()[1]),
                        cut(c.expected()[3]),
                        Ink.ONE_SIGMA));
            }
        }
        boolean first = true;
        for (double level : levels) {
            layers.add(new Horizontal("", 1 - level, percent(level), Ink.RAW, Stroke.DOTTED));
        }
        for (Exclusion.OneSided limit : limits) {
            Exclusion.Curve c = limit.curve();
            if (limit.how().equals("Asimov")) {
                layers.add(new Line(
                        first ? "expected" : "", list(c.theta()), list(c.expected()[2]), Ink.EXACT, Stroke.DASHED));
                layers.add(new Line(
                        first ? "observed" : "", list(c.theta()), list(c.observed()), Ink.EXACT, Stroke.SOLID));
                first = false;
            }
        }
        first = true;
        for (Exclusion.OneSided limit : limits) {
            Exclusion.Curve c = limit.curve();
            if (limit.how().equals("toys")) {
                layers.add(new Points(
                        first ? "expected, toys" : "", list(c.theta()), list(c.expected()[2]), Ink.DATA, Mark.RING));
                layers.add(new Points(
                        first ? "observed, toys" : "", list(c.theta()), list(c.observed()), Ink.DATA, Mark.DISC));
                first = false;
            }
        }
        layers.add(new Vertical("null hypothesis", exclusion.theta()[p], Ink.QUIET, Stroke.DOTTED));
        return new Figure(
                "cls-" + (p + 1),
                "CLs of " + parameters.get(p),
                "Values whose CLs is below the line of a level are excluded; the bands are what " + exclusion.text()
                        + " would give.",
                Axis.around(parameters.get(p), shown),
                Axis.logarithmicAround("CLs", List.of(LOWEST_CLS, 1.0)),
                layers);
    }

    /** So that areas go on to the end of the axis. */
    private static List<Double> cut(double[] values) {
        return Arrays.stream(values)
                .map(v -> Math.max(v, LOWEST_CLS / 10))
                .boxed()
                .toList();
    }

    private Figure contours(int k) {
        Exclusion.Regions regions = exclusion.regions().get(k);
        List<Layer> layers = new ArrayList<>();
        List<Double> xs = new ArrayList<>(List.of(exclusion.theta()[0]));
        List<Double> ys = new ArrayList<>(List.of(exclusion.theta()[1]));
        for (int n : new int[] {-1, 1}) {
            add(
                    layers,
                    n < 0 ? "expected, 1σ" : "",
                    regions.regions().expected(n),
                    Ink.ONE_SIGMA,
                    Stroke.SOLID,
                    xs,
                    ys);
        }
        add(layers, "expected", regions.regions().expected(0), Ink.EXACT, Stroke.DASHED, xs, ys);
        add(layers, "observed", regions.regions().observed(), Ink.EXACT, Stroke.SOLID, xs, ys);
        layers.add(new Points(
                "null hypothesis",
                List.of(exclusion.theta()[0]),
                List.of(exclusion.theta()[1]),
                Ink.RAW,
                Mark.DISC));
        return new Figure(
                "exclusion-" + regions.how().toLowerCase(Locale.ROOT),
                "Exclusion at " + percent(regions.regions().level()) + ", " + regions.how(),
                "Outside a contour CLs of −2 log λ is below "
                        + String.format(
                                Locale.ROOT, "%.3g", 1 - regions.regions().level()) + ", for the events and for what "
                        + exclusion.text() + " would give.",
                Axis.around(parameters.get(0), xs),
                Axis.around(parameters.get(1), ys),
                layers);
    }

    private static void add(
            List<Layer> layers,
            String name,
            ConfidenceRegion region,
            Ink ink,
            Stroke stroke,
            List<Double> xs,
            List<Double> ys) {
        String label = name;
        for (double[][] line : region.contours()) {
            List<Double> x = Arrays.stream(line).map(p -> p[0]).toList();
            List<Double> y = Arrays.stream(line).map(p -> p[1]).toList();
            xs.addAll(x);
            ys.addAll(y);
            layers.add(new Line(label, x, y, ink, stroke));
            label = "";
        }
    }

    Map<String, Object> summary() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("null", list(exclusion.theta()));
        List<Object> limits = new ArrayList<>();
        for (Exclusion.OneSided limit : exclusion.limits()) {
            for (int k = 0; k < levels.size(); k++) {
                int level = k;
                Map<String, Object> m = new LinkedHashMap<>();
                m.put("parameter", limit.parameter());
                m.put("side", limit.upper() ? "upper" : "lower");
                m.put("by", limit.how());
                m.put("level", levels.get(k));
                limit.observed(k).ifPresent(v -> m.put("observed", v));
                for (int n = -2; n <= 2; n++) {
                    int sigmas = n;
                    limit.expected(level, n).ifPresent(v -> m.put("expected_" + sigmas, v));
                }
                limits.add(m);
            }
        }
        all.put("limits", limits);
        List<Object> pValues = new ArrayList<>();
        for (Exclusion.Fit f : exclusion.pValues()) {
            // In this order: files of the same run must not differ.
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("of", f.what());
            m.put("by", f.how());
            m.put("p", f.p());
            m.put("sides", f.sides());
            m.put("sigma", f.significance());
            pValues.add(m);
        }
        all.put("p_values", pValues);
        List<Object> regions = new ArrayList<>();
        for (Exclusion.Regions r : exclusion.regions()) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("by", r.how());
            m.put("level", r.regions().level());
            m.put("observed", contours(r.regions().observed()));
            for (int n = -1; n <= 1; n++) {
                m.put("expected_" + n, contours(r.regions().expected(n)));
            }
            regions.add(m);
        }
        if (!regions.isEmpty()) {
            all.put("regions", regions);
        }
        return all;
    }

    /** Lines of points. */
    static List<Object> contours(ConfidenceRegion region) {
        List<Object> lines = new ArrayList<>();
        for (double[][] line : region.contours()) {
            lines.add(Arrays.stream(line).map(ExclusionReport::list).toList());
        }
        return lines;
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
