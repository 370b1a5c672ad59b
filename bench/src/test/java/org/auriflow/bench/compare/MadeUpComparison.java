package org.auriflow.bench.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.bench.workload.StepTime;

/** Comparisons that nobody measured. */
final class MadeUpComparison {
    private MadeUpComparison() {}

    static Setting setting() {
        return new Setting(
                "2026-01-02",
                "./auriflow bench compare --rounds 3",
                "Abacus 3000, 2 cores",
                "Linux 6 amd64",
                "17 (Somebody, Some VM)",
                "0.1.0",
                "cpu",
                2,
                3,
                400,
                80,
                25,
                Map.of("torch", "2.13.0"));
    }

    static Comparison of(ComparisonRow... rows) {
        return new Comparison(setting(), List.of(rows));
    }

    /** Without peers if NaN is given for theirs. */
    static ComparisonRow row(String workload, double target, double ms, double torch, double jax) {
        Map<String, Double> peers = new LinkedHashMap<>();
        if (!Double.isNaN(torch)) {
            peers.put("torch", torch);
        }
        if (!Double.isNaN(jax)) {
            peers.put("jax-jit", jax);
        }
        return new ComparisonRow(
                workload, target, new StepTime(workload, StepTime.AURIFLOW, 2, "cpu", ms, 100, 0.25), peers);
    }
}
