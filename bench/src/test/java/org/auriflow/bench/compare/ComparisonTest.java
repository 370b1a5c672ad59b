package org.auriflow.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.auriflow.bench.workload.StepTime;
import org.auriflow.bench.workload.Workload;
import org.auriflow.bench.workload.Workloads;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    private final Workload workload = Workloads.named("carl-step/b128h50");
    private final List<String> turns = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    @Test
    void takesTurnsAndMediansOfThem() {
        Deque<Double> ours = new ArrayDeque<>(List.of(3.0, 1.0, 2.0));
        Deque<Double> theirs = new ArrayDeque<>(List.of(4.0, 9.0, 5.0));
        ComparisonRow row = Comparison.row(
                workload,
                3,
                w -> turn("auriflow", ours.pop()),
                w -> {
                    double ms = theirs.pop();
                    List<StepTime> both = new ArrayList<>(turn("torch", ms));
                    both.add(time("jax-jit", 2 * ms));
                    return both;
                },
                remarks::add);
        assertEquals(List.of("auriflow", "torch", "auriflow", "torch", "auriflow", "torch"), turns);
        assertEquals(2, row.ours().ms());
        assertEquals(60 / 2.0, row.ours().gflops(), 1e-12);
        assertEquals(0.6 / 2, row.ours().fractionOfPeak(), 1e-12);
        assertEquals(Map.of("torch", 5.0, "jax-jit", 10.0), row.peers());
        assertEquals(2.5, row.ratio());
        assertTrue(row.reached());
        assertEquals(List.of(), remarks);
    }

    @Test
    void aPeerThatFailsIsLeftOutAndNamedOnce() {
        ComparisonRow row = Comparison.row(
                workload,
                3,
                w -> turn("auriflow", 1),
                w -> {
                    throw new ContestantFailedException("peers: no luck");
                },
                remarks::add);
        assertEquals(List.of("peers: no luck"), remarks);
        assertEquals(Map.of(), row.peers());
        assertEquals(Double.NaN, row.ratio());
        assertFalse(row.reached());
    }

    @Test
    void withoutOurTimeThereIsNoRow() {
        assertThrows(
                ContestantFailedException.class,
                () -> Comparison.row(workload, 1, w -> List.of(), w -> List.of(), remarks::add));
    }

    private List<StepTime> turn(String peer, double ms) {
        turns.add(peer);
        return List.of(time(peer, ms));
    }

    private StepTime time(String peer, double ms) {
        return new StepTime(workload.name(), peer, 2, "cpu", ms, 60 / ms, 0.6 / ms);
    }
}
