package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.train.TrainingResult.Reason;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static Map<String, List<Double>> bits(Map<String, Variable> parameters) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        parameters.forEach((name, v) -> {
            List<Double> values = new ArrayList<>();
            for (double d : v.snapshot().toDoubleArray()) {
                values.add(d);
            }
            all.put(name, values);
        });
        return all;
    }

    @Test
    void learns() {
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 200);
            double before = p.lossOf(p.data);
            TrainingResult result = p.trainer(engine)
                    .validation(0.25)
                    .schedule(Schedule.cosine(0.03))
                    .epochs(120)
                    .batchSize(32)
                    .build()
                    .train();
            assertEquals(Reason.COMPLETED, result.reason());
            assertEquals(120, result.history().size());
            // The noise alone is 0.09.
            assertTrue(before > 1 && p.lossOf(p.data) < 0.25, before + " to " + p.lossOf(p.data));
        }
    }

    @Test
    void lossesAreMeansOverRowsAndValidationIsThatOfTheKeptParameters() {
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 103);
            DataSet held = p.data.split(0.25, 7).validation();
            List<Double> seen = new ArrayList<>();
            TrainingResult result = p.trainer(engine)
                    .validation(0.25)
                    .epochs(3)
                    .batchSize(30)
                    .listener(new TrainingListener() {
                        @Override
                        public void epoch(EpochMetrics m) {
                            // Called before anything else happens, so the parameters are those of this epoch.
                            seen.add(p.lossOf(held));
                        }
                    })
                    .build()
                    .train();
            for (int e = 0; e < 3; e++) {
                assertEquals(seen.get(e), result.history().get(e).validationLoss(), 1e-6);
            }
            assertEquals(result.history().get(result.bestEpoch() - 1).validationLoss(), p.lossOf(held), 1e-6);
        }
    }

    @Test
    void trainingLossWeighsASmallLastBatchByItsRows() {
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 70);
            List<StepMetrics> steps = new ArrayList<>();
            TrainingResult result = p.trainer(engine)
                    .epochs(1)
                    .batchSize(32)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(StepMetrics m) {
                            steps.add(m);
                        }
                    })
                    .build()
                    .train();
            assertEquals(3, steps.size());
            assertEquals(3, steps.get(2).step());
            assertEquals(3, steps.get(2).stepsPerEpoch());
            double mean = (32 * steps.get(0).loss()
                            + 32 * steps.get(1).loss()
                            + 6 * steps.get(2).loss())
                    / 70;
            assertEquals(mean, result.history().get(0).trainingLoss(), 1e-12);
            assertTrue(Double.isNaN(result.history().get(0).validationLoss()));
        }
    }

    @Test
    void earlyStoppingRestoresACopyOfTheBestParameters() {
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 60);
            List<Map<String, List<Double>>> after = new ArrayList<>();
            // Good for 4 epochs, then far too large: the validation loss rises.
            TrainingResult result = p.trainer(engine)
                    .validation(0.3)
                    .schedule(s -> s.epoch() < 4 ? 0.01 : 1.5)
                    .epochs(50)
                    .batchSize(16)
                    .earlyStopping(3)
                    .listener(new TrainingListener() {
                        @Override
                        public void epoch(EpochMetrics m) {
                            after.add(bits(p.model.parameters()));
                        }
                    })
                    .build()
                    .train();
            assertEquals(Reason.EARLY_STOPPING, result.reason());
            assertEquals(result.bestEpoch() + 3, result.history().size());
            assertEquals(4, result.bestEpoch());
            assertEquals(after.get(3), bits(p.model.parameters()));
            assertNotEquals(after.get(6), bits(p.model.parameters()));
        }
    }

    @Test
    void clippingScalesTheWholeGradient() {
        try (Engine engine = Engine.cpu(1)) {
            Variable a = engine.variable("a", Tensor.of(0f, 0f));
            Variable b = engine.variable("b", Tensor.scalar(DType.FLOAT64, 0));
            DataSet data = DataSet.builder().column("x", new float[4], 1).build();
            // Gradient (3, 0) and 4: norm 5, clipped to 2.
            LossFunction loss = (batch, pass) -> a.read()
                    .select(0, 0)
                    .mul(3)
                    .cast(DType.FLOAT64)
                    .add(b.read().mul(4))
                    .add(batch.get("x").mean().cast(DType.FLOAT64));
            List<Double> norms = new ArrayList<>();
            Trainer.Builder builder = Trainer.builder(engine)
                    .parameters(Map.of("a", a, "b", b))
                    .loss(loss)
                    .data(data)
                    .optimizer(new Sgd())
                    .schedule(Schedule.constant(1))
                    .epochs(1)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(StepMetrics m) {
                            norms.add(m.gradientNorm());
                        }
                    });
            builder.clipNorm(2).build().train();
            assertEquals(-1.2, a.snapshot().toDoubleArray()[0], 1e-6);
            assertEquals(-1.6, b.snapshot().item(), 1e-12);
            builder.clipNorm(100).build().train();
            assertEquals(-4.2, a.snapshot().toDoubleArray()[0], 1e-6);
            assertEquals(-5.6, b.snapshot().item(), 1e-12);
            assertEquals(List.of(5.0, 5.0), norms);
        }
    }

    @Test
    void aZeroGradientIsNotClippedToNaN() {
        try (Engine engine = Engine.cpu(1)) {
            Variable a = engine.variable("a", Tensor.scalar(DType.FLOAT32, 1));
            Trainer.builder(engine)
                    .parameters(Map.of("a", a))
                    .loss((batch, pass) -> batch.get("x").mean().add(a.read().mul(0)))
                    .data(DataSet.builder().column("x", new float[4], 1).build())
                    .clipNorm(1)
                    .epochs(2)
                    .build()
                    .train();
            assertEquals(1, a.snapshot().item());
        }
    }

    @Test
    void oneThreadAndTwoGiveTheSameBits() {
        List<Map<String, List<Double>>> ends = new ArrayList<>();
        List<List<Double>> losses = new ArrayList<>();
        for (int threads : new int[] {1, 2}) {
            try (Engine engine = Engine.cpu(threads)) {
                Problem p = new Problem(engine, 300, 0.2);
                TrainingResult r = p.trainer(engine)
                        .validation(0.25)
                        .optimizer(new AdamW(0.01))
                        .clipNorm(1)
                        .epochs(3)
                        .batchSize(100)
                        .build()
                        .train();
                ends.add(bits(p.model.parameters()));
                losses.add(r.history().stream()
                        .flatMap(m -> List.of(m.trainingLoss(), m.validationLoss()).stream())
                        .toList());
            }
        }
        assertEquals(ends.get(0), ends.get(1));
        assertEquals(losses.get(0), losses.get(1));
    }

    @Test
    void cancellationKeepsTheBestParameters() {
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 60);
            Cancellation stop = new Cancellation();
            List<Map<String, List<Double>>> after = new ArrayList<>();
            TrainingResult result = p.trainer(engine)
                    .validation(0.3)
                    .schedule(s -> s.epoch() < 2 ? 0.01 : 1.5)
                    .epochs(50)
                    .batchSize(10)
                    .cancellation(stop)
                    .listener(new TrainingListener() {
                        @Override
                        public void epoch(EpochMetrics m) {
                            after.add(bits(p.model.parameters()));
                        }

                        @Override
                        public void step(StepMetrics m) {
                            if (m.epoch() == 4 && m.step() == 2) {
                                stop.cancel();
                            }
                            assertTrue(m.epoch() < 4 || m.step() <= 2, "a step after the request");
                        }
                    })
                    .build()
                    .train();
            assertTrue(result.cancelled());
            assertEquals(3, result.history().size());
            assertEquals(2, result.bestEpoch());
            assertEquals(after.get(1), bits(p.model.parameters()));
        }
    }

    @Test
    void anInterruptCancelsAndStaysSet() {
        try (Engine engine = Engine.cpu(2)) {
            Problem p = new Problem(engine, 60);
            TrainingResult result = p.trainer(engine)
                    .batchSize(10)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(StepMetrics m) {
                            if (m.epoch() == 2) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    })
                    .build()
                    .train();
            assertTrue(Thread.interrupted());
            assertEquals(Reason.CANCELLED, result.reason());
            assertEquals(1, result.history().size());
        }
    }

    @Test
    void learningRatesReachTheListener() {
        try (Engine engine = Engine.cpu(1)) {
            Problem p = new Problem(engine, 30);
            List<Double> rates = new ArrayList<>();
            TrainingResult r = p.trainer(engine)
                    .schedule(s -> 1e-3 / (1 + s.step()))
                    .epochs(2)
                    .batchSize(10)
                    .listener(new TrainingListener() {
                        @Override
                        public void step(StepMetrics m) {
                            rates.add(m.learningRate());
                        }
                    })
                    .build()
                    .train();
            assertEquals(List.of(1e-3, 1e-3 / 2, 1e-3 / 3, 1e-3 / 4, 1e-3 / 5, 1e-3 / 6), rates);
            assertEquals(1e-3 / 6, r.history().get(1).learningRate());
        }
    }

    @Test
    void whatIsMissingOrImpossibleIsNamed() {
        try (Engine engine = Engine.cpu(1);
                Engine other = Engine.cpu(1)) {
            Problem p = new Problem(engine, 10);
            refuses(
                    "a loss",
                    () -> Trainer.builder(engine).model(p.model).data(p.data).build());
            refuses(
                    "parameters",
                    () -> Trainer.builder(engine).loss(p::loss).data(p.data).build());
            refuses(
                    "data",
                    () -> Trainer.builder(engine).model(p.model).loss(p::loss).build());
            refuses("its engine", () -> Trainer.builder(other)
                    .model(p.model)
                    .loss(p::loss)
                    .data(p.data)
                    .build());
            refuses("early stopping", () -> p.trainer(engine).earlyStopping(1).build());
            refuses("10 rows", () -> p.trainer(engine).validation(0.01).build());
            refuses("number of epochs", () -> p.trainer(engine).epochs(0).build());
            refuses("batch size", () -> p.trainer(engine).batchSize(0).build());
            refuses("norm", () -> p.trainer(engine).clipNorm(0));
            refuses("patience", () -> p.trainer(engine).earlyStopping(0));
            refuses("share", () -> p.trainer(engine).validation(1.0));
            refuses(
                    "learning rates",
                    () -> p.trainer(engine).schedule(s -> -1).build().train());
            refuses("floating scalar", () -> p.trainer(engine)
                    .loss((batch, pass) -> batch.get("x"))
                    .build()
                    .train());
            Trainer once = p.trainer(engine).epochs(1).build();
            once.train();
            assertThrows(IllegalStateException.class, once::train);
        }
    }

    private static void refuses(String part, Runnable r) {
        String message = assertThrows(IllegalArgumentException.class, r::run).getMessage();
        assertTrue(message.contains(part) && message.contains(", got "), message);
    }
}
