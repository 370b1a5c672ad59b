package org.auriflow.bench.efficiency;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.auriflow.bench.report.JsonParts;
import org.auriflow.bench.report.Provenance;
import org.auriflow.engine.Version;
import org.auriflow.inference.comparison.ComparisonProblem;
import org.auriflow.inference.comparison.EfficiencyRow;

/** The numbers of a comparison as JSON, for programs and for a comparison that goes on. */
public final class EfficiencyFile {
    /** Its usual name. */
    public static final String NAME = "compare.json";

    private EfficiencyFile() {}

    /** A JSON object, indented; numbers that are not finite are null. */
    public static String of(EfficiencyResult result) {
        Provenance provenance = result.provenance();
        BestHistogram histogram = result.histogram();
        JsonStringWriter json = JsonWriter.indent("  ").string().object();
        json.value("simulator", result.simulator())
                .value("setting", setting(result.problem()))
                .value("seed", provenance.seed());
        json.array("seeds");
        provenance.seeds().forEach(json::value);
        json.end();
        json.value("best_observable", histogram.observable());
        JsonParts.number(json, "best_information", histogram.information());
        JsonParts.number(json, "full_information", histogram.full());
        json.value("histogram_complete", histogram.complete());
        json.array("rows");
        for (EfficiencyRow row : result.all()) {
            json.object()
                    .value("method", row.method())
                    .value("runs", row.runs())
                    .value("seed", row.seed());
            JsonParts.number(json, "mse_log_r", row.mseLogR());
            JsonParts.number(json, "mse_score", row.mseScore());
            JsonParts.number(json, "information", row.information());
            JsonParts.number(json, "extra_data", histogram.extraData(row.information()));
            JsonParts.number(json, "seconds", row.seconds());
            json.end();
        }
        json.end();
        JsonParts.number(json, "total_seconds", provenance.seconds());
        JsonParts.end(json, provenance, result.notes());
        return json.end().done() + "\n";
    }

    /** Schedules may differ from version to version, and with them the numbers. */
    private static String setting(ComparisonProblem problem) {
        return problem.setting() + ", Auriflow " + Version.current();
    }

    /**
     * Reads the rows that {@link #of} wrote.
     *
     * @param problem the one that rows must have been made with, by the same version
     * @return none if there is no such file
     * @throws IllegalArgumentException if the file has rows of another setting, or is something else
     */
    public static List<EfficiencyRow> read(Path file, ComparisonProblem problem) {
        if (!Files.exists(file)) {
            return List.of();
        }
        JsonObject json;
        try {
            json = JsonParser.object().from(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("compare: cannot read " + file + " (" + e.getMessage() + ")", e);
        } catch (JsonParserException e) {
            throw new IllegalArgumentException(
                    "compare: " + file + " must be what this command wrote, got something else (" + e.getMessage()
                            + "); remove it or choose another directory with --out",
                    e);
        }
        String found = json.getString("setting");
        String setting = setting(problem);
        if (!setting.equals(found)) {
            throw new IllegalArgumentException("compare: " + file + " must have rows of " + setting + ", got " + found
                    + "; choose another directory with --out, or remove the file");
        }
        JsonArray array = json.getArray("rows", new JsonArray());
        List<EfficiencyRow> rows = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonObject row = array.getObject(i);
            rows.add(new EfficiencyRow(
                    row.getString("method"),
                    row.getInt("runs"),
                    row.getLong("seed"),
                    row.getDouble("mse_log_r", Double.NaN),
                    row.getDouble("mse_score", Double.NaN),
                    row.getDouble("information", Double.NaN),
                    row.getDouble("seconds", Double.NaN)));
        }
        return rows;
    }
}
