package org.auriflow.bench.density;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.util.List;
import org.auriflow.bench.report.JsonParts;
import org.auriflow.bench.report.TrainingHistory;

/** The numbers of a density as JSON, for programs. */
final class DensitySummary {
    private DensitySummary() {}

    /** A JSON object, indented; numbers that are not finite are null. */
    static String of(DensityResult result) {
        TrainingHistory training = result.training();
        JsonStringWriter json = JsonWriter.indent("  ").string().object();
        json.value("table", result.table()).value("model", result.model());
        strings(json, "columns", result.columns());
        strings(json, "context", result.context());
        json.value("training_rows", result.trainingRows())
                .value("validation_rows", result.validationRows())
                .value("test_rows", result.testRows())
                .value("seed", result.provenance().seed())
                .value("batch", result.budget().batch())
                .value("most_epochs", result.budget().epochs())
                .value("patience", result.budget().patience())
                .value("epochs", training.epochs())
                .value("kept_epoch", training.keptEpoch());
        JsonParts.number(json, "log_likelihood", result.logLikelihood());
        JsonParts.number(json, "log_likelihood_error", result.logLikelihoodError());
        JsonParts.number(json, "training_loss", training.train().get(training.keptEpoch() - 1));
        JsonParts.number(
                json,
                "validation_loss",
                training.validation().isEmpty()
                        ? Double.NaN
                        : training.validation().get(training.keptEpoch() - 1));
        JsonParts.number(json, "seconds", result.provenance().seconds());
        JsonParts.end(json, result.provenance(), result.notes());
        return json.end().done() + "\n";
    }

    private static void strings(JsonStringWriter json, String key, List<String> values) {
        json.array(key);
        values.forEach(json::value);
        json.end();
    }
}
