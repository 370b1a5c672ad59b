package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupted and resumed training ends with the same bits as one that ran through. */
class ResumeTest {
    @TempDir
    Path directory;

    /** What a finished training leaves, without wall times. */
    record End(
            List<List<Double>> parameters, List<List<Double>> history, int bestEpoch, TrainingResult.Reason reason) {}

    record Case(String name, int epoch, int step, UnaryOperator<Trainer.Builder> options) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        UnaryOperator<Trainer.Builder> cosine = b -> b.validation(0.25)
                .schedule(Schedule.cosine(0.02, 0.1, 1e-4))
                .optimizer(new AdamW(0.01))
                .clipNorm(1);
        UnaryOperator<Trainer.Builder> plateau = b -> b.validation(0.25)
                .schedule(Schedule.plateau(0.5, 0.3, 0, 1e-4))
                .optimizer(new AMSGrad())
                .earlyStopping(3);
        UnaryOperator<Trainer.Builder> spoilt = b -> b.validation(0.25).schedule(s -> s.epoch() < 2 ? 0.01 : 1.5);
        UnaryOperator<Trainer.Builder> plain =
                b -> b.schedule(Schedule.exponential(0.02, 0.002)).optimizer(new Sgd(0.9, true));
        return Stream.of(
                new Case("in the middle of an epoch", 3, 2, cosine),
                new Case("in the first epoch", 1, 1, cosine),
                new Case("before validation", 2, 4, cosine),
                new Case("after an epoch", 2, 0, cosine),
                new Case("on a plateau", 4, 1, plateau),
                new Case("when the best epoch is past", 4, 2, spoilt),
                new Case("without validation", 3, 3, plain));
    }

    private static End run(int threads, UnaryOperator<Trainer.Builder> options) {
        try (Engine engine = Engine.cpu(threads)) {
            Problem p = new Problem(engine, 75, 0.2);
            TrainingResult r = options.apply(p.trainer(engine).epochs(6).batchSize(16))
                    .build()
                    .train();
            List<List<Double>> parameters = new ArrayList<>();
            for (Variable v : p.model.parameters().values()) {
                List<Double> values = new ArrayList<>();
                for (double d : v.snapshot().toDoubleArray()) {
                    values.add(d);
                }
                parameters.add(values);
            }
            return new End(
                    parameters,
                    r.history().stream()
                            .map(m -> List.of(m.trainingLoss(), m.validationLoss(), m.learningRate()))
                            .toList(),
                    r.bestEpoch(),
                    r.reason());
        }
    }

    /** Cancels in this epoch after this step; after the epoch if the step is 0. */
    private static UnaryOperator<Trainer.Builder> cancelAt(int epoch, int step) {
        Cancellation stop = new Cancellation();
        return b -> b.cancellation(stop).listener(new TrainingListener() {
            @Override
            public void step(StepMetrics m) {
                if (m.epoch() == epoch && m.step() == step) {
                    stop.cancel();
                }
            }

            @Override
            public void epoch(EpochMetrics m) {
                if (m.epoch() == epoch && step == 0) {
                    stop.cancel();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void endsWithTheSameBits(Case c) throws IOException {
        End through = run(1, c.options);
        Path file = directory.resolve("training.safetensors");
        End broken =
                run(1, b -> cancelAt(c.epoch, c.step).apply(c.options.apply(b)).checkpoint(file));
        assertEquals(TrainingResult.Reason.CANCELLED, broken.reason);
        if (!c.name.startsWith("when the best")) {
            assertNotEquals(through.parameters, broken.parameters);
        }
        assertEquals(through, run(2, b -> c.options.apply(b).resume(file)));
        // Resuming what has ended changes nothing.
        run(1, b -> c.options.apply(b).resume(file).checkpoint(file));
        assertEquals(through, run(1, b -> c.options.apply(b).resume(file)));
        try (Stream<Path> list = Files.list(directory)) {
            assertEquals(1, list.count());
        }
    }

    @Test
    void savesWithinEpochsWithoutBeingAsked() throws IOException {
        Path file = directory.resolve("a.safetensors");
        Path copy = directory.resolve("b.safetensors");
        UnaryOperator<Trainer.Builder> options = b -> b.validation(0.25).optimizer(new Adam());
        End through =
                run(1, b -> options.apply(b).checkpoint(file).checkpointEvery(3).listener(new TrainingListener() {
                    @Override
                    public void step(StepMetrics m) {
                        if (m.epoch() == 4 && m.step() == 1) {
                            // As if the power failed here: what is on the disk is the state after step 15.
                            copy(file, copy);
                        }
                    }
                }));
        assertEquals(through, run(1, b -> options.apply(b).resume(copy)));
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anotherSetupIsRefusedByName() {
        Path file = directory.resolve("a.safetensors");
        run(1, b -> cancelAt(2, 1).apply(b).checkpoint(file));
        refuses("batch size", b -> b.batchSize(15).resume(file));
        refuses("seed", b -> b.seed(8).resume(file));
        refuses("optimiser", b -> b.optimizer(new AMSGrad()).resume(file));
        refuses("optimiser", b -> b.optimizer(new Adam(0.8, 0.999, 1e-8)).resume(file));
        refuses("largest gradient norm", b -> b.clipNorm(1).resume(file));
        refuses("training data", b -> b.validation(0.25).resume(file));
        refuses("at least 2 epochs", b -> b.epochs(1).resume(twoEpochs()));
    }

    private Path twoEpochs() {
        Path file = directory.resolve("two.safetensors");
        run(1, b -> b.epochs(2).checkpoint(file));
        return file;
    }

    private static void refuses(String part, UnaryOperator<Trainer.Builder> options) {
        String message = assertThrows(IllegalArgumentException.class, () -> run(1, options))
                .getMessage();
        assertTrue(message.startsWith("resume: ") && message.contains(part), message);
    }

    @Test
    void filesThatAreNoCheckpointAreRefused() throws IOException {
        Path file = directory.resolve("a.safetensors");
        Files.writeString(file, "this is not it");
        for (Path f : List.of(file, directory.resolve("missing"))) {
            String message = assertThrows(UncheckedIOException.class, () -> run(1, b -> b.resume(f)))
                    .getMessage();
            assertTrue(message.contains(f.toString()), message);
        }
    }
}
