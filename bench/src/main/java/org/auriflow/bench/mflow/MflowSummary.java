package org.auriflow.bench.mflow;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.util.List;
import org.auriflow.bench.report.JsonParts;
import org.auriflow.bench.report.Provenance;

/** The numbers of a manifold experiment as JSON, for programs. */
final class MflowSummary {
    private MflowSummary() {}

    /** A JSON object, indented; numbers that are not finite are null. */
    static String of(MflowResult result) {
        Provenance provenance = result.provenance();
        JsonStringWriter json = JsonWriter.indent("  ").string().object();
        json.value("dataset", result.dataset())
                .value("algorithm", result.algorithm())
                .value("training", result.training())
                .value("latent_width", result.latentWidth())
                .value("width", result.width())
                .value("seed", provenance.seed());
        json.array("seeds");
        provenance.seeds().forEach(json::value);
        json.end();
        for (Metric metric : Metric.values()) {
            JsonParts.number(json, metric.key(), metric.median(result.runs()));
        }
        json.array("runs");
        for (int i = 0; i < result.runs().size(); i++) {
            json.object();
            List<Long> seeds = provenance.seeds();
            if (seeds.size() == result.runs().size()) {
                json.value("seed", seeds.get(i));
            }
            for (Metric metric : Metric.values()) {
                JsonParts.number(json, metric.key(), metric.of(result.runs().get(i)));
            }
            json.end();
        }
        json.end();
        JsonParts.number(json, "total_seconds", provenance.seconds());
        JsonParts.end(json, provenance, result.notes());
        return json.end().done() + "\n";
    }
}
