package org.auriflow.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepTimeTest {
    @Test
    void isOneLineOfJson() {
        StepTime time = new StepTime("gemm/512", "auriflow", 2, "cpu", 1.23456, 217.4321, 0.51234);
        assertEquals(
                "{\"workload\":\"gemm/512\",\"peer\":\"auriflow\",\"threads\":2,\"device\":\"cpu\",\"ms\":1.235,"
                        + "\"gflops\":217.4,\"fraction_of_peak\":0.5123}",
                time.toJson());
        assertEquals(
                Optional.of(new StepTime("gemm/512", "auriflow", 2, "cpu", 1.235, 217.4, 0.5123)),
                StepTime.parse(time.toJson()));
    }

    @Test
    void anUnknownPeakIsNull() {
        StepTime time = new StepTime("gemm/512", "auriflow", 2, "cuda:0", 1, 2, Double.NaN);
        assertTrue(time.toJson().endsWith("\"fraction_of_peak\":null}"), time.toJson());
        assertEquals(Optional.of(time), StepTime.parse(time.toJson()));
    }

    @Test
    void readsWhatPeersWrite() {
        String line =
                "{\"workload\": \"gemm/128\", \"peer\": \"torch\", \"threads\": 2, \"device\": \"cpu\", \"ms\": 0.0291}";
        assertEquals(
                Optional.of(new StepTime("gemm/128", "torch", 2, "cpu", 0.0291, Double.NaN, Double.NaN)),
                StepTime.parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nflows not importable",
                "{",
                "{}",
                "{\"workload\":1}",
                "{\"workload\":\"a\",\"peer\":\"b\"}"
            })
    void otherLinesAreNoTimes(String line) {
        assertEquals(Optional.empty(), StepTime.parse(line));
    }
}
