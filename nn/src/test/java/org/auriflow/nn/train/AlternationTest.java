package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that take turns. */
class AlternationTest {
    @TempDir
    Path directory;

    private record Outcome(List<TrainingResult> results, List<String> turns, List<Double> parameters) {}

    /** One trainer for each layer of a network; the second has more epochs than the first. */
    private Outcome run(String name, boolean resume, int stopAfterTurns) {
        List<String> turns = new ArrayList<>();
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 60, 0.1);
            Cancellation flag = new Cancellation();
            List<Trainer> trainers = new ArrayList<>();
            for (String layer : List.of("layers.0", "layers.1")) {
                Map<String, Variable> part = new LinkedHashMap<>(p.model.parameters());
                part.keySet().removeIf(k -> !k.startsWith(layer));
                Path file = directory.resolve(name + layer);
                Trainer.Builder b = p.trainer(engine)
                        .parameters(part)
                        .batchSize(16)
                        .schedule(Schedule.cosine(0.01))
                        .epochs(layer.endsWith("0") ? 3 : 5)
                        .cancellation(layer.endsWith("1") ? flag : new Cancellation())
                        .checkpoint(file)
                        .listener(new TrainingListener() {
                            @Override
                            public void step(StepMetrics m) {
                                if (turns.size() == stopAfterTurns && m.step() == 2) {
                                    flag.cancel();
                                }
                            }

                            @Override
                            public void epoch(EpochMetrics m) {
                                turns.add(layer + " " + m.epoch());
                            }
                        });
                trainers.add((resume && Files.exists(file) ? b.resume(file) : b).build());
            }
            List<TrainingResult> results = Alternation.train(trainers);
            List<Double> values = new ArrayList<>();
            for (Variable v : p.model.parameters().values()) {
                Tensor t = v.snapshot();
                for (double d : t.toDoubleArray()) {
                    values.add(d);
                }
            }
            return new Outcome(results, turns, values);
        }
    }

    @Test
    void trainersTakeTurnsUntilEachIsDone() {
        Outcome o = run("whole", false, -1);
        assertEquals(
                List.of(
                        "layers.0 1",
                        "layers.1 1",
                        "layers.0 2",
                        "layers.1 2",
                        "layers.0 3",
                        "layers.1 3",
                        "layers.1 4",
                        "layers.1 5"),
                o.turns);
        assertEquals(3, o.results.get(0).history().size());
        assertEquals(5, o.results.get(1).history().size());
        double first = o.results.get(1).history().get(0).trainingLoss();
        double last = o.results.get(1).history().get(4).trainingLoss();
        assertTrue(last < first, "the loss falls from " + first + " to " + last);
    }

    @Test
    void anInterruptedAlternationGoesOnAsIfNothingHadHappened() {
        Outcome whole = run("whole", false, -1);
        Outcome first = run("parts", false, 3);
        assertTrue(first.results.get(0).cancelled() && first.results.get(1).cancelled());
        assertEquals(whole.turns.subList(0, 3), first.turns);
        assertNotEquals(whole.parameters, first.parameters);
        Outcome second = run("parts", true, -1);
        assertEquals(whole.turns.subList(3, whole.turns.size()), second.turns);
        // The layer that is not trained by a checkpoint comes from the other one's.
        assertEquals(whole.parameters, second.parameters);
    }

    @Test
    void refusesNoTrainers() {
        String message = assertThrows(IllegalArgumentException.class, () -> Alternation.train(List.of()))
                .getMessage();
        assertEquals("alternation: requires a trainer, got none; add one", message);
    }
}
