package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.train.NonFiniteLossException.Quantity;
import org.junit.jupiter.api.Test;

/** A loss or gradient that is not finite stops the training, says where, and leaves good parameters. */
class NonFiniteTest {
    private static final int BAD = 13;

    /** 40 ones, with another value in row {@link #BAD}, in reverse order. */
    private static DataSet data(float bad) {
        float[] x = new float[40];
        Arrays.fill(x, 1);
        x[BAD] = bad;
        int[] backwards = IntStream.range(0, 40).map(i -> 39 - i).toArray();
        return DataSet.builder().column("x", x, 1).build().take(backwards);
    }

    private static Trainer.Builder trainer(Engine engine, Variable w, LossFunction loss, DataSet data) {
        return Trainer.builder(engine)
                .parameters(Map.of("w", w))
                .loss(loss)
                .data(data)
                .optimizer(new Sgd())
                .schedule(Schedule.constant(0.1))
                .batchSize(8)
                .epochs(5);
    }

    private static NonFiniteLossException failure(Trainer.Builder b) {
        return assertThrows(NonFiniteLossException.class, () -> b.build().train());
    }

    @Test
    void trainingLossNamesEpochStepAndRow() {
        try (Engine engine = Engine.cpu(1)) {
            Variable w = engine.variable("w", Tensor.scalar(DType.FLOAT32, 1));
            NonFiniteLossException e = failure(trainer(
                    engine,
                    w,
                    (batch, pass) -> batch.get("x").log().mul(w.read()).mean(),
                    data(-2)));
            assertEquals(Quantity.TRAINING_LOSS, e.quantity());
            assertEquals(1, e.epoch());
            assertEquals(BAD, e.row());
            assertTrue(e.step() >= 1 && e.step() <= 5);
            assertTrue(Double.isNaN(e.value()));
            String message = e.getMessage();
            assertTrue(
                    message.startsWith("training loss: requires a finite value, got NaN in epoch 1, step "), message);
            assertTrue(message.contains("row 13 of the data"), message);
            assertTrue(message.contains("as they were at the beginning"), message);
            assertEquals(1, w.snapshot().item());
        }
    }

    @Test
    void gradientNormNamesTheParameter() {
        try (Engine engine = Engine.cpu(1)) {
            Variable w = engine.variable("w", Tensor.scalar(DType.FLOAT32, 0));
            // √(x w + 3 − x) at w = 0: in the row with x = 3, the value is 0 and the derivative infinite.
            NonFiniteLossException e = failure(trainer(
                            engine,
                            w,
                            (batch, pass) -> batch.get("x")
                                    .mul(w.read())
                                    .sub(batch.get("x").sub(3))
                                    .sqrt()
                                    .mean(),
                            data(3))
                    .schedule(s -> 0));
            assertEquals(Quantity.GRADIENT_NORM, e.quantity());
            assertEquals(BAD, e.row());
            assertTrue(e.getMessage().contains("parameter 'w'"), e.getMessage());
            assertEquals(0, w.snapshot().item());
        }
    }

    @Test
    void validationLossRestoresTheBestEpoch() {
        try (Engine engine = Engine.cpu(1)) {
            Variable w = engine.variable("w", Tensor.scalar(DType.FLOAT32, 1));
            DataSet held = data(0.5f);
            List<Double> after = new ArrayList<>();
            // w falls by 0.5 an epoch, and √(w − x + 0.9) ends in the second one, where x is 1.
            NonFiniteLossException e = failure(trainer(
                            engine,
                            w,
                            (batch, pass) -> pass.training()
                                    ? w.read().add(batch.get("x").mean().mul(0))
                                    : w.read()
                                            .sub(batch.get("x"))
                                            .add(0.9)
                                            .sqrt()
                                            .mean()
                                            .add(w.read()),
                            data(1))
                    .validation(held)
                    .listener(new TrainingListener() {
                        @Override
                        public void epoch(EpochMetrics m) {
                            after.add(w.snapshot().item());
                        }
                    }));
            assertEquals(Quantity.VALIDATION_LOSS, e.quantity());
            assertEquals(2, e.epoch());
            assertEquals(39, e.row());
            assertEquals(1, after.size());
            assertEquals(after.get(0), w.snapshot().item());
            assertTrue(e.getMessage().contains("as after epoch 1"), e.getMessage());
        }
    }

    @Test
    void divergenceReturnsToTheLastCompletedEpoch() {
        try (Engine engine = Engine.cpu(1)) {
            Variable w = engine.variable("w", Tensor.scalar(DType.FLOAT32, 1));
            List<Double> after = new ArrayList<>();
            NonFiniteLossException e = failure(trainer(
                            engine,
                            w,
                            (batch, pass) -> w.read().mul(batch.get("x").mean()).pow(4),
                            data(1))
                    .schedule(s -> s.epoch() < 2 ? 0.01 : 1e6)
                    .listener(new TrainingListener() {
                        @Override
                        public void epoch(EpochMetrics m) {
                            after.add(w.snapshot().item());
                        }
                    }));
            assertEquals(3, e.epoch());
            assertEquals(2, after.size());
            assertEquals(after.get(1), w.snapshot().item());
        }
    }

    @Test
    void aLossThatRefusesSingleRowsStillFailsClearly() {
        try (Engine engine = Engine.cpu(1)) {
            Variable w = engine.variable("w", Tensor.scalar(DType.FLOAT32, 1));
            NonFiniteLossException e = failure(trainer(
                    engine,
                    w,
                    (batch, pass) -> {
                        if (batch.get("x").shape().extent(0) < 2) {
                            throw new IllegalArgumentException("contrast: requires two rows");
                        }
                        return batch.get("x").log().mul(w.read()).mean();
                    },
                    data(-2)));
            assertEquals(-1, e.row());
            assertTrue(!e.getMessage().contains("first in"), e.getMessage());
        }
    }
}
