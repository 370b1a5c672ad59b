package org.auriflow.bench.report;

import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;

/** The numbers of a result as JSON, for programs. */
final class Summary {
    private Summary() {}

    /** A JSON object, indented; numbers that are not finite and an unknown theta are null. */
    static String of(GaltonResult result) {
        Provenance provenance = result.provenance();
        JsonStringWriter json = JsonWriter.indent("  ").string().object();
        json.value("method", result.method())
                .value("runs", result.runs())
                .value("calibration_runs", result.calibrationRuns())
                .value("seed", provenance.seed())
                .value("epochs", result.training().epochs())
                .value("kept_epoch", result.training().keptEpoch());
        JsonParts.number(json, "theta0", result.ratio().theta0());
        JsonParts.number(json, "theta1", result.ratio().theta1());
        JsonParts.number(json, "mse_log_r", result.ratio().mse());
        JsonParts.number(json, "mse_log_r_calibrated", result.ratio().mseCalibrated());
        json.value("events", result.events().size())
                .value("events_source", result.events().source());
        JsonParts.number(json, "theta_true", result.events().thetaTrue().orElse(Double.NaN));
        json.value("estimate", "calibrated");
        estimate(json, "", result.calibrated());
        estimate(json, "raw_", result.raw());
        estimate(json, "exact_", result.exact());
        JsonParts.number(json, "seconds", provenance.seconds());
        JsonParts.end(json, provenance, result.notes());
        return json.end().done() + "\n";
    }

    private static void estimate(JsonStringWriter json, String prefix, Estimate estimate) {
        JsonParts.number(json, prefix + "theta_hat", estimate.thetaHat());
        interval(json, prefix + "interval_68", estimate.interval68());
        interval(json, prefix + "interval_95", estimate.interval95());
    }

    private static void interval(JsonStringWriter json, String key, Interval interval) {
        json.array(key).value(interval.low()).value(interval.high()).end();
    }
}
