package org.auriflow.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StartUpTest {
    @Test
    void countsStepsAndComesBackFromJson() {
        AtomicInteger count = new AtomicInteger();
        StartUp measured = StartUp.measure("nothing", 2, () -> count::incrementAndGet, 10_000);
        assertEquals(10_000, count.get());
        assertEquals(measured, StartUp.parse(measured.toJson()).orElseThrow());
        assertTrue(StartUp.parse("{\"workload\": \"nothing\"}").isEmpty());
        assertTrue(StartUp.parse("none").isEmpty());
    }

    @Test
    void seesMemoryGrow() {
        List<byte[]> kept = new ArrayList<>();
        StartUp measured = StartUp.measure("leak", 1, () -> () -> kept.add(new byte[2000]), 10_000);
        double grown = measured.heapLate() - measured.heapEarly();
        assertEquals(9000 * 2000.0 / (1 << 20), grown, 3, "MiB of " + kept.size() + " arrays");
    }
}
