package org.auriflow.bench.report;

import com.grack.nanojson.JsonStringWriter;
import java.util.List;

/** What the summaries of reports have in common. */
public final class JsonParts {
    private JsonParts() {}

    /** A number of an object, null where it is not finite. */
    public static void number(JsonStringWriter json, String key, double value) {
        if (Double.isFinite(value)) {
            json.value(key, value);
        } else {
            json.nul(key);
        }
    }

    /** Remarks, device, versions and command, which come last. */
    public static void end(JsonStringWriter json, Provenance provenance, List<String> notes) {
        json.value("device", provenance.device()).value("threads", provenance.threads());
        json.array("notes");
        notes.forEach(json::value);
        json.end();
        json.object("versions")
                .value("auriflow", provenance.auriflow())
                .value("java", provenance.java())
                .value("system", provenance.system())
                .end();
        json.value("command", provenance.command());
    }
}
