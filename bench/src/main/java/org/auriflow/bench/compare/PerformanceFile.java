package org.auriflow.bench.compare;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.bench.workload.StepTime;

/** A comparison as JSON, for later comparisons. */
public final class PerformanceFile {
    private PerformanceFile() {}

    /** A JSON object, indented; numbers that are not known are null. */
    public static String of(Comparison comparison) {
        Setting s = comparison.setting();
        JsonStringWriter json = JsonWriter.indent("  ")
                .string()
                .object()
                .value("date", s.date())
                .value("command", s.command())
                .value("processor", s.processor())
                .value("system", s.system())
                .value("java", s.java())
                .value("auriflow", s.auriflow())
                .value("device", s.device())
                .value("threads", s.threads())
                .value("rounds", s.rounds());
        number(json, "peak_gflops", s.peakGflops());
        number(json, "memory_gb_per_s", s.gigabytesPerSecond());
        number(json, "hand_off_ns", s.handOffNanos());
        json.object("peers");
        s.peers().forEach(json::value);
        json.end().array("workloads");
        comparison.rows().forEach(row -> row(json, row));
        return json.end().end().done() + "\n";
    }

    private static void row(JsonStringWriter json, ComparisonRow row) {
        json.object().value("workload", row.workload());
        number(json, "target", row.target());
        number(json, "ms", row.ours().ms());
        number(json, "gflops", row.ours().gflops());
        number(json, "fraction_of_peak", row.ours().fractionOfPeak());
        number(json, "ratio", row.ratio());
        json.object("peers");
        row.peers().forEach((peer, ms) -> number(json, peer, ms));
        json.end().end();
    }

    /** Four digits, which is more than repeats agree in. */
    private static void number(JsonStringWriter json, String key, double value) {
        if (Double.isFinite(value)) {
            json.value(key, new BigDecimal(value).round(new MathContext(4)).doubleValue());
        } else {
            json.nul(key);
        }
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws IllegalArgumentException if the file is not there or is something else
     */
    public static Comparison read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("baseline: " + file + " does not exist; check --baseline", e);
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "is a directory" : "cannot be read (" + e.getMessage() + ")";
            throw new IllegalArgumentException("baseline: " + file + " " + reason + "; check --baseline", e);
        } catch (JsonParserException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "baseline: a file written by bench compare --write is needed, got " + file + " (" + e.getMessage()
                            + "); check --baseline",
                    e);
        }
    }

    static Comparison parse(String text) throws JsonParserException {
        JsonObject o = JsonParser.object().from(text);
        Map<String, String> versions = new LinkedHashMap<>();
        o.getObject("peers", new JsonObject()).forEach((name, version) -> versions.put(name, String.valueOf(version)));
        Setting setting = new Setting(
                o.getString("date", ""),
                o.getString("command", ""),
                o.getString("processor", ""),
                o.getString("system", ""),
                o.getString("java", ""),
                o.getString("auriflow", ""),
                o.getString("device", ""),
                o.getInt("threads"),
                o.getInt("rounds", 1),
                o.getDouble("peak_gflops", Double.NaN),
                o.getDouble("memory_gb_per_s", Double.NaN),
                o.getDouble("hand_off_ns", Double.NaN),
                versions);
        JsonArray workloads = o.getArray("workloads");
        if (workloads == null) {
            throw new IllegalArgumentException("no workloads");
        }
        List<ComparisonRow> rows = new ArrayList<>();
        for (int i = 0; i < workloads.size(); i++) {
            rows.add(row(workloads.getObject(i, new JsonObject()), setting));
        }
        return new Comparison(setting, rows);
    }

    private static ComparisonRow row(JsonObject o, Setting setting) {
        if (!o.isString("workload") || !o.isNumber("ms")) {
            throw new IllegalArgumentException("a workload without a name or a time");
        }
        Map<String, Double> peers = new LinkedHashMap<>();
        JsonObject times = o.getObject("peers", new JsonObject());
        times.keySet().forEach(peer -> peers.put(peer, times.getDouble(peer, Double.NaN)));
        StepTime ours = new StepTime(
                o.getString("workload"),
                StepTime.AURIFLOW,
                setting.threads(),
                setting.device(),
                o.getDouble("ms"),
                o.getDouble("gflops", Double.NaN),
                o.getDouble("fraction_of_peak", Double.NaN));
        return new ComparisonRow(ours.workload(), o.getDouble("target", Double.NaN), ours, peers);
    }
}
