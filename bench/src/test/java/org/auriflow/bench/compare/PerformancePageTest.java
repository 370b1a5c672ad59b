package org.auriflow.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.auriflow.bench.measure.StartUp;
import org.junit.jupiter.api.Test;

final class PerformancePageTest {
    @Test
    void hasARowForEachWorkloadAndAColumnForEachPeer() {
        String page = PerformancePage.of(
                MadeUpComparison.of(
                        MadeUpComparison.row("gemm/512", 0.95, 2, 1.4, Double.NaN),
                        MadeUpComparison.row("carl-step/b128h50", 2.3, 0.05, 0.79, 0.168)),
                Optional.empty());
        List<String> lines = page.lines().toList();
        int header = lines.indexOf(
                "| workload | auriflow ms | torch ms | jax-jit ms | best peer / ours | target | GFLOP/s | of peak |");
        assertTrue(header > 0, page);
        assertEquals("| gemm/512 | 2.00 | 1.40 | - | 0.700 | 0.95 | 100 | 25 % |", lines.get(header + 2));
        assertEquals("| carl-step/b128h50 | 0.0500 | 0.790 | 0.168 | 3.36 | 2.3 | 100 | 25 % |", lines.get(header + 3));
        assertTrue(page.contains("1 of 2 targets is reached."), page);
    }

    @Test
    void tellsWhereAndHow() {
        String page = PerformancePage.of(
                MadeUpComparison.of(MadeUpComparison.row("gemm/512", 0.95, 1, 1, 1)),
                Optional.of(new StartUp("carl-step/b128h100", 2, 200, 150, 12, 0.5, 1_000_000, 10, 11, 120)));
        for (String part : List.of(
                "2026-01-02",
                "`./auriflow bench compare --rounds 3`",
                "Abacus 3000, 2 cores",
                "torch 2.13.0",
                "400 GFLOP/s",
                "80.0 GB/s",
                "2 threads",
                "3 rounds",
                "`./auriflow bench startup --steps 1000000`",
                "| graph, compilation, variables | 150 ms |",
                "| live heap after 100000 steps | 10.0 MiB |")) {
            assertTrue(page.contains(part), part + " in " + page);
        }
    }

    @Test
    void textHasColumnsUnderEachOther() {
        Table table = new Table(List.of("a", "bb"), List.of(List.of("long name", "1"), List.of("b", "22")));
        assertEquals(List.of("a          bb", "long name   1", "b          22"), table.toLines());
    }
}
