package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.image.Multiscale;
import org.auriflow.flows.transform.ActNorm;
import org.auriflow.flows.transform.BatchNormTransform;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.flows.transform.LuLinear;
import org.auriflow.flows.transform.Subset;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.junit.jupiter.api.Test;

/** Layers that take statistics from data. */
class NormalisationTest {
    static Pass training() {
        return Pass.training(Tensor.scalar(DType.INT32, 1));
    }

    /** Mean 0 and variance 1 of every column. */
    private static void assertStandard(Tensor rows, double tolerance) {
        for (double m : rows.mean(0).toDoubleArray()) {
            assertEquals(0, m, tolerance);
        }
        for (double v : rows.pow(2).mean(0).toDoubleArray()) {
            assertEquals(1, v, tolerance);
        }
    }

    @Test
    void actNormBeginsWithTheStatisticsOfABatch() {
        try (Engine engine = Engine.cpu(1)) {
            ActNorm t = ActNorm.of(engine, 2, DType.FLOAT32);
            Tensor x = Samples.rows(DType.FLOAT32, 1, 1, 500, 2)
                    .mul(Tensor.of(0.1f, 30f))
                    .add(Tensor.of(1000f, -4f));
            assertStandard(t.initialise(x, null), 1e-3);
            double[] scale = t.parameters().get("log_scale").snapshot().toDoubleArray();
            assertEquals(t.forward(x).logAbsDet().toDoubleArray()[7], scale[0] + scale[1], 1e-6);
        }
    }

    @Test
    void actNormOnlyCentresWhatNeverVaries() {
        try (Engine engine = Engine.cpu(1)) {
            ActNorm t = ActNorm.of(engine, 2, DType.FLOAT64);
            // The mean of these is not quite 0.1.
            Tensor x = Samples.rows(DType.FLOAT64, 1, 1, 997, 2).slice(1, 0, 1);
            Tensor same = Tensor.full(x.type(), 0.1);
            t.initialise(Tensor.concatenate(1, x, same), null);
            assertEquals(0, t.parameters().get("log_scale").snapshot().toDoubleArray()[1], 1e-12);
            assertEquals(-0.1, t.parameters().get("shift").snapshot().toDoubleArray()[1], 1e-6);
        }
    }

    @Test
    void channelsOfImagesShareTheirStatistics() {
        try (Engine engine = Engine.cpu(1)) {
            Tensor x = Samples.rows(DType.FLOAT64, 1, 1, 50, 2, 6)
                    .mul(Tensor.of(3.0, 0.2).expand(-1))
                    .add(Tensor.of(-1.0, 7).expand(-1));
            Tensor rows = x.reshape(50, 12);
            ActNorm act = ActNorm.of(engine, 2, 6, DType.FLOAT64);
            Tensor y = act.initialise(rows, null);
            assertStandard(y.reshape(50, 2, 6).transpose(0, 2, 1).reshape(300, 2), 1e-12);
            BatchNormTransform batch = BatchNormTransform.of(engine, 2, 6, 1, 1e-12, DType.FLOAT64);
            Samples.assertClose(y, batch.forwardValue(rows, null, training()), 1e-9, "the same in training");
        }
    }

    @Test
    void initialisingReachesAllLayersInTheirOrder() {
        try (Engine engine = Engine.cpu(1)) {
            LuLinear turn = LuLinear.of(engine, 2, DType.FLOAT64);
            Tensor factors = Tensor.of(2.0, 1, -1, 0.5).reshape(2, 2);
            turn.parameters().get("factors").assign(factors);
            ActNorm last = ActNorm.of(engine, 2, DType.FLOAT64);
            Transform t =
                    Composite.of(ActNorm.of(engine, 3, DType.FLOAT64), Subset.slice(1, Composite.of(turn, last), 3));
            Tensor x = Samples.rows(DType.FLOAT64, 4, 1, 200, 3).add(5);
            assertStandard(t.initialise(x, null), 1e-9);
            assertStandard(t.forwardValue(x, null, Pass.evaluation()), 1e-9);
        }
    }

    @Test
    void initialisingTheInverseGivesItsImageTheStatistics() {
        try (Engine engine = Engine.cpu(1)) {
            Tensor y = Samples.rows(DType.FLOAT64, 4, 1, 200, 4)
                    .mul(Tensor.of(0.1, 30, 2, 5))
                    .add(5);
            Transform last = Composite.of(
                    ActNorm.of(engine, 4, DType.FLOAT64), Subset.slice(1, ActNorm.of(engine, 3, DType.FLOAT64), 4));
            Transform levels = Multiscale.of(List.of(last, ActNorm.of(engine, 2, DType.FLOAT64)));
            for (Transform t : List.of(last, levels, Inverse.of(Inverse.of(levels)))) {
                assertStandard(t.initialiseInverse(y, null), 1e-9);
                assertStandard(t.inverseValue(y, null, Pass.evaluation()), 1e-9);
                assertStandard(Inverse.of(t).initialise(y, null), 1e-9);
            }
            assertStandard(Inverse.of(levels).initialiseInverse(y, null), 1e-9);
            assertStandard(levels.forwardValue(y, null, Pass.evaluation()), 1e-9);
        }
    }

    @Test
    void actNormRefusesToBeginWithNothing() {
        try (Engine engine = Engine.cpu(1)) {
            ActNorm t = ActNorm.of(engine, 2, DType.FLOAT64);
            LinearTest.refuses(
                    "act norm: requires finite rows to begin with, got none",
                    () -> t.initialise(Tensor.zeros(DType.FLOAT64, 0, 2), null));
            LinearTest.refuses(
                    "act norm: requires finite rows to begin with, got others",
                    () -> t.initialise(Tensor.of(1.0, Double.NaN), null));
            LinearTest.refuses("act norm: requires positive numbers", () -> ActNorm.of(engine, 2, 0, DType.FLOAT32));
        }
    }

    @Test
    void batchNormTransformNormalisesByTheBatchInTrainingAndUndoesByRunningAverages() {
        try (Engine engine = Engine.cpu(1)) {
            double epsilon = 0.1;
            BatchNormTransform t = BatchNormTransform.of(engine, 2, 1, 0.25, epsilon, DType.FLOAT64);
            Tensor x = Tensor.of(1.0, 10, 3, 10, 5, 70).reshape(3, 2);
            Pass pass = training();
            Transformed y = t.forward(x, null, pass);
            double[] variance = {8.0 / 3, 800};
            double log = -0.5 * (Math.log(variance[0] + epsilon) + Math.log(variance[1] + epsilon));
            assertArrayEquals(new double[] {log, log, log}, y.logAbsDet().toDoubleArray(), 1e-12);
            assertEquals(-2 / Math.sqrt(variance[0] + epsilon), y.value().toDoubleArray()[0], 1e-12);
            Map<String, Variable> state = t.state();
            Map<Variable, Tensor> next = pass.updates().all();
            assertArrayEquals(
                    new double[] {0.75, 7.5}, next.get(state.get("mean")).toDoubleArray(), 1e-12);
            // 3/4 of the initial 1 and a quarter of the unbiased variances 4 and 1200.
            assertArrayEquals(
                    new double[] {1.75, 300.75}, next.get(state.get("variance")).toDoubleArray(), 1e-9);
            Samples.assertClose(t.inverse(x).value(), t.inverse(x, null, pass).value(), 0, "inverse in training");
            // Moments of the batch are functions of it.
            Tensor weights = Samples.rows(DType.FLOAT64, 1, 3, 3, 2);
            Gradcheck.of(
                            in -> {
                                Transformed u = t.forward(in.get(0), null, training());
                                return u.value()
                                        .mul(weights)
                                        .sum()
                                        .add(u.logAbsDet().sum());
                            },
                            x)
                    .order(2)
                    .run();
        }
    }

    /** A flow of batch norm and a linear map finds the normal that its data come from, and knows its moments afterwards. */
    @Test
    void aFlowWithBatchNormIsTrained() {
        int rows = 2000;
        float[] x = new float[2 * rows];
        RandomStream random = new RandomStream(4, 0);
        for (int i = 0; i < rows; i++) {
            double a = random.normal();
            x[2 * i] = (float) (50 + 9 * a);
            x[2 * i + 1] = (float) (-7 + 0.02 * (a + random.normal()));
        }
        DataSet data = DataSet.builder().column("x", x, 2).build();
        try (Engine engine = Engine.cpu(2)) {
            Flow flow = Flow.of(Composite.of(
                    BatchNormTransform.of(engine, 2, DType.FLOAT32), LuLinear.of(engine, 2, DType.FLOAT32)));
            Trainer.builder(engine)
                    .model(flow)
                    .loss((batch, pass) ->
                            flow.logProb(batch.get("x"), null, pass).mean().neg())
                    .data(data)
                    .schedule(Schedule.cosine(0.05))
                    .epochs(8)
                    .batchSize(100)
                    .build()
                    .train();
            assertEquals(50, flow.state().get("transform.0.mean").snapshot().toDoubleArray()[0], 0.5);
            double nll = flow.logProb(data.tensor("x"), null).mean().item();
            double truth = -Math.log(2 * Math.PI * 9 * 0.02) - 1;
            assertEquals(truth, nll, 0.05);
            Tensor noise = flow.transformToNoise(data.tensor("x"), null);
            assertStandard(noise, 0.1);
            assertTrue(Math.abs(noise.slice(1, 0, 1)
                            .mul(noise.slice(1, 1, 2))
                            .mean()
                            .item())
                    < 0.05);
        }
    }

    @Test
    void aSingleRowIsNormalisedByRunningAverages() {
        try (Engine engine = Engine.cpu(1)) {
            BatchNormTransform t = BatchNormTransform.of(engine, 2, DType.FLOAT64);
            Tensor x = Tensor.of(3.0, 4).reshape(1, 2);
            Pass pass = training();
            Samples.assertClose(t.forward(x).value(), t.forward(x, null, pass).value(), 0, "one row");
            assertEquals(Map.of(), pass.updates().all());
        }
    }
}
