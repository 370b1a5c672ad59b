package org.auriflow.bench.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.auriflow.bench.report.Axis;
import org.auriflow.bench.report.Bins;
import org.auriflow.bench.report.Figure;
import org.auriflow.bench.report.HtmlPage;
import org.auriflow.bench.report.HtmlParts;
import org.auriflow.bench.report.Ink;
import org.auriflow.bench.report.Layer;
import org.auriflow.bench.report.Layer.Band;
import org.auriflow.bench.report.Layer.Histogram;
import org.auriflow.bench.report.Layer.Horizontal;
import org.auriflow.bench.report.Layer.Line;
import org.auriflow.bench.report.Layer.Mark;
import org.auriflow.bench.report.Layer.Points;
import org.auriflow.bench.report.Layer.Stroke;
import org.auriflow.bench.report.Layer.Vertical;
import org.auriflow.bench.report.Markup;
import org.auriflow.bench.report.Provenance;
import org.auriflow.bench.report.ReportFiles;
import org.auriflow.inference.data.Table;
import org.auriflow.inference.data.TableFile;
import org.auriflow.inference.posterior.Chain;
import org.auriflow.inference.posterior.Chains;
import org.auriflow.inference.statistics.ConfidenceRegion;
import org.auriflow.inference.statistics.ConfidenceSet;
import org.auriflow.inference.statistics.Interval;
import org.auriflow.inference.statistics.Wilks;
import org.auriflow.nn.io.Json;

/** Writes statements about events as {@code report.html}, figures in PNG, {@code summary.json} and draws of the posterior. */
public final class InferenceReport {
    /** −2 log λ above this is of no interest. */
    private static final double HIGHEST = 12;

    private final TrainedEstimator estimator;
    private final InferenceTask task;
    private final EventsInference.Result result;
    private final Provenance provenance;

    /** A report, yet to be written. */
    public InferenceReport(
            TrainedEstimator estimator, InferenceTask task, EventsInference.Result result, Provenance provenance) {
        this.estimator = estimator;
        this.task = task;
        this.result = result;
        this.provenance = provenance;
    }

    /** The answer in lines of ASCII. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(estimator.method() + ", " + task.x().length + " events");
        lines.add("");
        StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-12s %-22s %10s", "", "", "theta_hat"));
        for (double level : task.levels()) {
            head.append(String.format(Locale.ROOT, "   %-25s", ExclusionReport.percent(level)));
        }
        lines.add(head.toString().stripTrailing());
        result.statements().forEach(s -> lines.add(s.line()));
        result.covariance().ifPresent(c -> {
            for (int p = 0; p < c.length; p++) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-12s %-22s %10.4g   +- %.2g",
                        estimator.parameters().get(p),
                        "curvature",
                        result.thetaHat()[p],
                        Math.sqrt(c[p][p])));
            }
        });
        lines.addAll(result.limits());
        exclusion().ifPresent(e -> lines.addAll(e.lines()));
        result.chains().ifPresent(c -> {
            lines.add("");
            lines.add("posterior, " + task.sampler() + ", flat in the range:");
            lines.addAll(c.toString().lines().toList());
        });
        result.grid().ifPresent(g -> {
            lines.add("");
            for (int p = 0; p < estimator.parameters().size(); p++) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-12s posterior on a grid: %.4g +- %.2g",
                        estimator.parameters().get(p),
                        g.mean()[p],
                        Math.sqrt(g.covariance()[p][p])));
            }
        });
        result.warnings().forEach(w -> lines.add("warning: " + ascii(w)));
        return lines;
    }

    private Optional<ExclusionReport> exclusion() {
        return result.exclusion().map(e -> new ExclusionReport(e, estimator.parameters(), task.levels()));
    }

    private static String ascii(String text) {
        return text.replace("θ", "theta")
                .replace("−", "-")
                .replace("λ", "lambda")
                .replace("R̂", "R-hat");
    }

    /**
     * Writes all files.
     *
     * @param npz whether draws go to posterior.npz rather than posterior.csv
     * @return remarks for the user
     */
    public List<String> write(Path directory, boolean npz) {
        result.chains()
                .ifPresent(c ->
                        TableFile.write("infer", draws(c), directory.resolve(npz ? "posterior.npz" : "posterior.csv")));
        List<Figure> figures = figures();
        return ReportFiles.write(directory, page(figures), figures, Map.of("summary.json", Json.write(summary())));
    }

    private Table draws(Chains chains) {
        List<String> names = new ArrayList<>(List.of("chain", "draw"));
        names.addAll(estimator.parameters());
        List<Chain> all = chains.chains();
        int n = all.get(0).draws().length;
        double[][] columns = new double[names.size()][all.size() * n];
        for (int c = 0; c < all.size(); c++) {
            double[][] rows = all.get(c).draws();
            for (int i = 0; i < n; i++) {
                columns[0][c * n + i] = c;
                columns[1][c * n + i] = i;
                for (int p = 0; p < rows[i].length; p++) {
                    columns[2 + p][c * n + i] = rows[i][p];
                }
            }
        }
        return Table.of(names, columns);
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        if (result.scan().isPresent()) {
            figures.add(likelihood());
        }
        if (!result.regions().isEmpty()) {
            figures.add(contours());
        }
        exclusion().ifPresent(e -> figures.addAll(e.figures()));
        result.chains().ifPresent(c -> {
            for (int p = 0; p < estimator.parameters().size(); p++) {
                figures.add(posterior(c, p));
            }
        });
        return figures;
    }

    private Figure likelihood() {
        String name = estimator.parameters().get(0);
        List<Layer> layers = new ArrayList<>();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double level : task.levels()) {
            layers.add(new Horizontal(
                    "", Wilks.threshold(level, 1), ExclusionReport.percent(level), Ink.QUIET, Stroke.DOTTED));
        }
        EventsInference.Scan scan = result.scan().orElseThrow();
        for (int i = 0; i < scan.theta().length; i++) {
            if (scan.curve()[i] <= HIGHEST) {
                low = Math.min(low, scan.theta()[i]);
                high = Math.max(high, scan.theta()[i]);
            }
        }
        layers.add(new Line("", list(scan.theta()), list(scan.curve()), Ink.CALIBRATED, Stroke.SOLID));
        for (Statement s : result.statements()) {
            if (s.how().startsWith("Neyman")) {
                Interval hull = s.sets().get(0).intervals().isEmpty()
                        ? null
                        : s.sets().get(0).hull();
                if (hull != null) {
                    layers.add(
                            0,
                            new Band(
                                    ExclusionReport.percent(task.levels().get(0)) + ", Neyman",
                                    hull.lower(),
                                    hull.upper(),
                                    Ink.AREA));
                }
            }
        }
        layers.add(new Vertical("best fit", result.thetaHat()[0], Ink.TRUTH, Stroke.DOTTED));
        double margin = Math.max(0.03 * (high - low), 1e-9 * Math.max(1, Math.abs(high)));
        return new Figure(
                "likelihood",
                "Likelihood of " + name,
                "−2 log λ of the events; a set of a level is where the curve is below its line.",
                Axis.linear(name, low - margin, high + margin),
                Axis.linear("−2 log λ", 0, HIGHEST),
                layers);
    }

    private Figure contours() {
        List<Layer> layers = new ArrayList<>();
        result.chains().ifPresent(c -> {
            double[][] draws = c.draws();
            int every = Math.max(1, draws.length / 1000);
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int i = 0; i < draws.length; i += every) {
                x.add(draws[i][0]);
                y.add(draws[i][1]);
            }
            layers.add(new Points("posterior", x, y, Ink.QUIET, Mark.DOT));
        });
        List<Double> xs = new ArrayList<>(List.of(result.thetaHat()[0]));
        List<Double> ys = new ArrayList<>(List.of(result.thetaHat()[1]));
        add(layers, "", result.regions(), Ink.CALIBRATED, xs, ys);
        add(layers, ", toys", result.byToys(), Ink.RAW, xs, ys);
        layers.add(new Points(
                "best fit", List.of(result.thetaHat()[0]), List.of(result.thetaHat()[1]), Ink.TRUTH, Mark.DISC));
        return new Figure(
                "contours",
                "Confidence regions",
                "Regions of both parameters by Wilks' theorem with two degrees of freedom"
                        + (result.byToys().isEmpty() ? "." : ", and by Neyman's construction with toys."),
                Axis.around(estimator.parameters().get(0), xs),
                Axis.around(estimator.parameters().get(1), ys),
                layers);
    }

    private void add(
            List<Layer> layers, String how, List<ConfidenceRegion> regions, Ink ink, List<Double> xs, List<Double> ys) {
        Stroke[] strokes = Stroke.values();
        for (int k = 0; k < regions.size(); k++) {
            String label = ExclusionReport.percent(task.levels().get(k)) + how;
            for (double[][] line : regions.get(k).contours()) {
                List<Double> x = Arrays.stream(line).map(p -> p[0]).toList();
                List<Double> y = Arrays.stream(line).map(p -> p[1]).toList();
                xs.addAll(x);
                ys.addAll(y);
                layers.add(new Line(label, x, y, ink, strokes[Math.min(k, strokes.length - 1)]));
                label = "";
            }
        }
    }

    private Figure posterior(Chains chains, int p) {
        String name = estimator.parameters().get(p);
        double[] values = Arrays.stream(chains.draws()).mapToDouble(d -> d[p]).toArray();
        Bins bins = Bins.linear(values);
        Histogram shares = bins.shares("draws", values, Ink.CALIBRATED, true);
        return new Figure(
                "posterior-" + (p + 1),
                "Posterior of " + name,
                "Draws of " + task.sampler() + " with a flat prior over the range.",
                bins.axis(name),
                Bins.heights("share of draws", shares),
                List.of(shares, new Vertical("mean", chains.mean()[p], Ink.EXACT, Stroke.DASHED)));
    }

    private String page(List<Figure> figures) {
        List<String> parts = new ArrayList<>();
        parts.add(HtmlParts.header(
                "Auriflow &#183; inference from events",
                Markup.escape(String.join(", ", estimator.parameters())),
                Markup.escape("From " + task.x().length + " events with an estimator trained by " + estimator.method()
                        + ".")));
        if (!figures.isEmpty()) {
            parts.add(HtmlParts.figures(figures));
        }
        StringBuilder rows = new StringBuilder();
        for (Statement s : result.statements()) {
            rows.append("<tr><th scope=\"row\">")
                    .append(Markup.escape(s.parameter()))
                    .append("</th><td>")
                    .append(Markup.escape(s.how()))
                    .append("</td><td>")
                    .append(Double.isNaN(s.estimate()) ? "" : String.format(Locale.ROOT, "%.4g", s.estimate()))
                    .append("</td>");
            for (ConfidenceSet set : s.sets()) {
                rows.append("<td>").append(Markup.escape(Statement.text(set))).append("</td>");
            }
            rows.append("</tr>\n");
        }
        StringBuilder heads = new StringBuilder();
        List.of("Parameter", "By", "Estimate").forEach(h -> heads.append("<th scope=\"col\">" + h + "</th>"));
        task.levels().forEach(l -> heads.append("<th scope=\"col\">" + ExclusionReport.percent(l) + "</th>"));
        List<String> notes = new ArrayList<>(result.limits());
        exclusion().ifPresent(e -> e.lines().stream().skip(2).forEach(notes::add));
        notes.addAll(result.warnings());
        parts.add("<section class=\"card wide\">\n<table class=\"metrics\">\n<thead><tr>" + heads
                + "</tr></thead>\n<tbody>\n" + rows + "</tbody>\n</table>\n" + HtmlParts.notes(notes) + "</section>");
        parts.add(HtmlParts.footer(
                provenance,
                Map.of(),
                "The numbers are in summary.json, and the figures in PNG files, beside this page."));
        return HtmlPage.of("Auriflow: inference from events", parts);
    }

    private Map<String, Object> summary() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("method", estimator.method());
        all.put("events", task.x().length);
        all.put("parameters", estimator.parameters());
        all.put("theta_hat", list(result.thetaHat()));
        result.covariance()
                .ifPresent(c -> all.put(
                        "covariance",
                        Arrays.stream(c).map(InferenceReport::list).toList()));
        List<Object> statements = new ArrayList<>();
        for (Statement s : result.statements()) {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("by", s.how());
            m.put("parameter", s.parameter());
            if (!Double.isNaN(s.estimate())) {
                m.put("theta_hat", s.estimate());
            }
            List<Object> sets = new ArrayList<>();
            for (ConfidenceSet set : s.sets()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("level", set.level());
                one.put(
                        "intervals",
                        set.intervals().stream()
                                .map(i -> List.of(i.lower(), i.upper()))
                                .toList());
                one.put("cut", set.isCut());
                sets.add(one);
            }
            m.put("sets", sets);
            statements.add(m);
        }
        all.put("statements", statements);
        regions("wilks", result.regions(), all);
        regions("neyman", result.byToys(), all);
        exclusion().ifPresent(e -> all.put("exclusion", e.summary()));
        result.chains().ifPresent(c -> {
            Map<String, Object> m = new LinkedHashMap<>();
            m.put("sampler", task.sampler());
            m.put("mean", list(c.mean()));
            m.put(
                    "covariance",
                    Arrays.stream(c.covariance()).map(InferenceReport::list).toList());
            m.put("divergences", c.divergences());
            List<Object> diagnostics = new ArrayList<>();
            for (int p = 0; p < estimator.parameters().size(); p++) {
                diagnostics.add(Map.of("r_hat", c.rHat(p), "bulk_ess", c.bulkSize(p), "tail_ess", c.tailSize(p)));
            }
            m.put("diagnostics", diagnostics);
            all.put("posterior", m);
        });
        all.put("warnings", result.warnings());
        all.put("command", provenance.command());
        all.put("seed", provenance.seed());
        all.put("auriflow", provenance.auriflow());
        return all;
    }

    private void regions(String by, List<ConfidenceRegion> regions, Map<String, Object> to) {
        if (!regions.isEmpty()) {
            to.put(
                    "contours_" + by,
                    regions.stream()
                            .map(r -> Map.of("level", r.level(), "lines", ExclusionReport.contours(r)))
                            .toList());
        }
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
