package org.auriflow.bench.workload;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonStringWriter;
import com.grack.nanojson.JsonWriter;
import java.util.Optional;

/**
 * The measured time of one workload.
 *
 * @param workload its name
 * @param peer whose implementation: {@code auriflow}, {@code torch}, {@code jax-jit}, ...
 * @param threads host threads
 * @param device what computed
 * @param ms median time of one execution in milliseconds
 * @param gflops floating-point operations per nanosecond, NaN where unknown
 * @param fractionOfPeak that divided by what the device can do, NaN where unknown
 */
public record StepTime(
        String workload, String peer, int threads, String device, double ms, double gflops, double fractionOfPeak) {
    /** The name of this project among peers. */
    public static final String AURIFLOW = "auriflow";

    /** A JSON object on one line; peers are only known by their times. */
    public String toJson() {
        JsonStringWriter json = JsonWriter.string()
                .object()
                .value("workload", workload)
                .value("peer", peer)
                .value("threads", threads)
                .value("device", device)
                .value("ms", significant(ms));
        number(json, "gflops", gflops);
        number(json, "fraction_of_peak", fractionOfPeak);
        return json.end().done();
    }

    /** The time on a line that {@link #toJson} or a peer wrote; nothing if the line is something else. */
    public static Optional<StepTime> parse(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        JsonObject o;
        try {
            o = JsonParser.object().from(line);
        } catch (JsonParserException e) {
            return Optional.empty();
        }
        if (!o.isString("workload") || !o.isString("peer") || !o.isNumber("ms")) {
            return Optional.empty();
        }
        return Optional.of(new StepTime(
                o.getString("workload"),
                o.getString("peer"),
                o.getInt("threads"),
                o.getString("device", ""),
                o.getDouble("ms"),
                o.getDouble("gflops", Double.NaN),
                o.getDouble("fraction_of_peak", Double.NaN)));
    }

    private static void number(JsonStringWriter json, String key, double value) {
        if (Double.isFinite(value)) {
            json.value(key, significant(value));
        } else {
            json.nul(key);
        }
    }

    /** Four digits, which is more than repeats agree in. */
    private static double significant(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(4))
                .doubleValue();
    }
}
