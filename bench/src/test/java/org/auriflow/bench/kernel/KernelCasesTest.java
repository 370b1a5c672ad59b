package org.auriflow.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.util.stream.Stream;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KernelCasesTest {
    /** Without those that take seconds to fill. */
    static Stream<KernelCase> cases() {
        return KernelCases.ALL.stream().filter(k -> !k.name().endsWith("M"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void computesFiniteNumbersAndKnowsItsBytes(KernelCase kernel) {
        try (Engine engine = Engine.cpu(1)) {
            Step step = kernel.step().apply(engine);
            step.run().execute();
            Storage result = step.run().output("result");
            for (int i = 0; i < result.size(); i++) {
                assertTrue(Double.isFinite(result.get(i)), kernel.name() + " at " + i);
            }
            assertTrue(step.run().profile().stream().mapToLong(t -> t.bytes()).sum() > 0, kernel.name());
        }
    }

    @Test
    void timesAreSetAgainstTheRoof() throws JsonParserException {
        KernelTime time = new KernelTime("gemm/128", 2, 20, 4_000_000, 200_000, 0.5);
        assertEquals(200, time.gflops(), 1e-9);
        assertEquals(10, time.gigabytesPerSecond(), 1e-9);
        JsonObject json = JsonParser.object().from(time.toJson());
        assertEquals("gemm/128", json.getString("kernel"));
        assertEquals(0.5, json.getDouble("fraction_of_roof"));
    }
}
