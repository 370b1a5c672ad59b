package org.auriflow.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.auriflow.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every workload of the catalogue. */
final class WorkloadsTest {
    static List<Workload> small() {
        // The others are the same classes with larger numbers.
        return Workloads.ALL.stream()
                .filter(w -> w.name().matches("gemm/128|.*/b1\\d\\dh?\\d*|nsf-.*d2|mflow-step/density"))
                .toList();
    }

    @Test
    void arePeersWorkloadsInTheirOrder() throws IOException {
        String script = Files.readString(Path.of("peers/peers.py"));
        String list = script.substring(script.indexOf("WORKLOADS = ("), script.indexOf("\n)\n"));
        Matcher quoted = Pattern.compile("\"([^\"]+)\"").matcher(list);
        List<String> peers = quoted.results().map(r -> r.group(1)).toList();
        List<String> ours = Workloads.ALL.stream().map(Workload::name).toList();
        assertEquals(peers.stream().filter(ours::contains).toList(), ours);
    }

    @Test
    void aWholeNameIsNoPrefix() {
        assertEquals(
                List.of("carl-step/b128h50", "carl-step/b128h100", "carl-step/b128h256"),
                names(Workloads.only("carl-step/b128")));
        assertEquals(List.of("gemm/128"), names(Workloads.only("gemm/128")));
        assertEquals(Workloads.ALL, Workloads.only(""));
    }

    @Test
    void oneNameIsNeededWhereOneIsAskedFor() {
        assertEquals("gemm/256", Workloads.named("gemm/256").name());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Workloads.named("gemm"))
                .getMessage()
                .contains("gemm/128, gemm/256"));
    }

    @ParameterizedTest
    @MethodSource("small")
    void givesTheSameBitsOnOneThreadAndTwo(Workload workload) {
        assertEquals(valueAfterSteps(workload, 1), valueAfterSteps(workload, 2));
    }

    @ParameterizedTest
    @MethodSource("small")
    void staysFiniteAndCountsItsOperations(Workload workload) {
        try (Engine engine = Engine.cpu(1)) {
            Step step = workload.prepare(engine);
            step.run().execute();
            assertTrue(Double.isFinite(step.run().output("result").get(0)));
            assertTrue(step.flops() > 0, "flops " + step.flops());
        }
    }

    @Test
    void aTrainingStepLearns() {
        try (Engine engine = Engine.cpu(2)) {
            Step step = Workloads.named("carl-step/b128h50").prepare(engine);
            step.run().execute();
            double before = step.run().item("result");
            assertEquals(Math.log(2), before, 0.2, "cross-entropy of an untrained classifier");
            for (int i = 0; i < 50; i++) {
                step.run().execute();
            }
            assertTrue(step.run().item("result") < before - 0.05);
        }
    }

    private static double valueAfterSteps(Workload workload, int threads) {
        try (Engine engine = Engine.cpu(threads)) {
            Step step = workload.prepare(engine);
            for (int i = 0; i < 3; i++) {
                step.run().execute();
            }
            return step.run().output("result").get(0);
        }
    }

    private static List<String> names(List<Workload> workloads) {
        return workloads.stream().map(Workload::name).toList();
    }
}
