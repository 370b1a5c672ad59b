package org.auriflow.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SlowdownsTest {
    private static final double NONE = Double.NaN;

    private final Comparison before = MadeUpComparison.of(
            MadeUpComparison.row("gemm/128", 1, 1, 2, NONE),
            MadeUpComparison.row("gemm/256", 1, 1, 2, NONE),
            MadeUpComparison.row("gemm/512", 1, 1, NONE, NONE));

    @Test
    void moreThanTenPercentIsTold() {
        Comparison now = MadeUpComparison.of(
                MadeUpComparison.row("gemm/128", 1, 1.09, 2, NONE),
                MadeUpComparison.row("gemm/256", 1, 1.5, 2.5, NONE),
                MadeUpComparison.row("gemm/512", 1, 3, NONE, NONE),
                MadeUpComparison.row("gemm/1024", 1, 100, NONE, NONE));
        List<String> lines = Slowdowns.lines("old.json", before, now);
        assertEquals("2 of 3 more than 10 % slower than in old.json:", lines.get(0));
        assertTrue(lines.get(2).matches("gemm/256 +1.00 +1.50 +\\+50 % +\\+25 %"), lines.get(2));
        assertTrue(lines.get(3).matches("gemm/512 +1.00 +3.00 +\\+200 % +-"), lines.get(3));
        assertEquals(4, lines.size());
    }

    @Test
    void nothingSlowerIsToldToo() {
        assertEquals(
                List.of("nothing is more than 10 % slower than in old.json (3 compared)"),
                Slowdowns.lines("old.json", before, before));
    }

    @Test
    void anotherMachineIsNoted() {
        Setting s = MadeUpComparison.setting();
        Setting other = new Setting(
                s.date(),
                s.command(),
                "Difference Engine",
                s.system(),
                s.java(),
                s.auriflow(),
                s.device(),
                1,
                1,
                1,
                1,
                200,
                Map.of());
        List<String> lines = Slowdowns.lines("old.json", before, new Comparison(other, before.rows()));
        assertEquals(
                List.of(
                        "note: old.json is of another processor, Abacus 3000, 2 cores",
                        "note: old.json is of another number of threads, 2",
                        "note: old.json was made with processors 25.0 ns apart, not 200"),
                lines.subList(0, 3));
    }
}
