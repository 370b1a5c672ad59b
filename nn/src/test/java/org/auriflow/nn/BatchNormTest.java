package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.io.ModelFiles;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.StepMetrics;
import org.auriflow.nn.train.Trainer;
import org.auriflow.nn.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Moments of batches, their running averages, and how these travel through training and files. */
class BatchNormTest {
    private static final int ROWS = 1000;

    @TempDir
    Path directory;

    private static Pass training() {
        return Pass.training(Tensor.scalar(DType.INT32, 1));
    }

    /** Normal with means −4 and 30 and deviations 0.5 and 6, of which y is a linear function. */
    private static DataSet data() {
        float[] x = new float[2 * ROWS];
        float[] y = new float[ROWS];
        RandomStream random = new RandomStream(5, 0);
        for (int i = 0; i < ROWS; i++) {
            x[2 * i] = (float) (-4 + 0.5 * random.normal());
            x[2 * i + 1] = (float) (30 + 6 * random.normal());
            y[i] = x[2 * i] - 0.2f * x[2 * i + 1];
        }
        return DataSet.builder().column("x", x, 2).column("y", y, 1).build();
    }

    private static Model model(Engine engine) {
        return Sequential.of(
                BatchNorm.builder(engine).features(2).build(),
                Mlp.builder(engine).inputs(2).hidden(6).outputs(1).build());
    }

    private static Trainer.Builder trainer(Engine engine, Model model) {
        return Trainer.builder(engine)
                .model(model)
                .loss((batch, pass) -> model.call(batch.get("x"), pass)
                        .sub(batch.get("y"))
                        .pow(2)
                        .mean())
                .data(data())
                .epochs(4)
                .batchSize(64);
    }

    private static Map<String, List<Double>> values(Model model) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        model.variables().forEach((name, v) -> {
            List<Double> list = new ArrayList<>();
            for (double d : v.snapshot().toDoubleArray()) {
                list.add(d);
            }
            all.put(name, list);
        });
        return all;
    }

    @Test
    void runningAveragesComeToTheMomentsOfTheData() {
        try (Engine engine = Engine.cpu(1)) {
            Model model = model(engine);
            trainer(engine, model).build().train();
            double[] mean = model.state().get("0.mean").snapshot().toDoubleArray();
            double[] variance = model.state().get("0.variance").snapshot().toDoubleArray();
            // Averages over some 20 batches of 64 rows, to four deviations.
            assertEquals(-4, mean[0], 0.06);
            assertEquals(30, mean[1], 0.7);
            assertEquals(0.25, variance[0], 0.04);
            assertEquals(36, variance[1], 6);
        }
    }

    private Map<String, List<Double>> run(UnaryOperator<Trainer.Builder> options) {
        try (Engine engine = Engine.cpu(1)) {
            Model model = model(engine);
            options.apply(trainer(engine, model)).build().train();
            return values(model);
        }
    }

    @Test
    void aResumedTrainingEndsWithTheSameBits() {
        Path file = directory.resolve("training.safetensors");
        Map<String, List<Double>> through = run(b -> b);
        Cancellation stop = new Cancellation();
        Map<String, List<Double>> broken =
                run(b -> b.checkpoint(file).cancellation(stop).listener(new TrainingListener() {
                    @Override
                    public void step(StepMetrics m) {
                        if (m.epoch() == 2 && m.step() == 5) {
                            stop.cancel();
                        }
                    }
                }));
        assertNotEquals(through.get("0.mean"), broken.get("0.mean"));
        assertEquals(through, run(b -> b.resume(file)));
    }

    @Test
    void theBestEpochIsKeptWithItsState() {
        UnaryOperator<Trainer.Builder> options = b -> b.validation(0.2).schedule(s -> s.epoch() < 2 ? 0.02 : 100);
        Map<String, List<Double>> best = run(b -> options.apply(b).epochs(2));
        Map<String, List<Double>> spoilt = run(options);
        assertEquals(best, spoilt);
    }

    @Test
    void filesHoldTheState() throws IOException {
        Path base = directory.resolve("model");
        Map<String, List<Double>> before;
        try (Engine engine = Engine.cpu(1)) {
            Model model = model(engine);
            trainer(engine, model).epochs(1).build().train();
            before = values(model);
            ModelFiles.save(model, base);
        }
        try (Engine engine = Engine.cpu(1)) {
            Model loaded = ModelFiles.load(engine, base).model();
            assertEquals(before, values(loaded));
        }
    }

    @Test
    void aTrainingThatDoesNotKnowTheStateIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            Model model = model(engine);
            Trainer t = trainer(engine, model).state(Map.of()).build();
            refuses("trainer: requires all state that its loss updates, got 'mean'", t::train);
        }
    }

    @Test
    void aBatchIsNormalisedByItsOwnMoments() {
        try (Engine engine = Engine.cpu(1)) {
            BatchNorm norm = BatchNorm.builder(engine)
                    .features(2)
                    .momentum(0.25)
                    .epsilon(0.1)
                    .dtype(DType.FLOAT64)
                    .build();
            norm.parameters().get("gain").assign(Tensor.of(1.0, 2));
            norm.parameters().get("bias").assign(Tensor.of(0.0, 5));
            Tensor x = Tensor.of(1.0, 10, 3, 10, 5, 70).reshape(3, 2);
            Pass pass = training();
            double[] y = norm.call(x, pass).toDoubleArray();
            assertEquals(-2 / Math.sqrt(8.0 / 3 + 0.1), y[0], 1e-12);
            assertEquals(5 + 2 * 40 / Math.sqrt(800.1), y[5], 1e-12);
            Map<?, Tensor> once = pass.updates().all();
            assertMoments(once, norm, 0.75, 7.5, 1.75, 300.75);
            // A second call in the same step goes on from what the first left.
            norm.call(x, pass);
            assertMoments(pass.updates().all(), norm, 1.3125, 13.125, 2.3125, 525.5625);
            assertArrayEquals(new double[2], norm.state().get("mean").snapshot().toDoubleArray());
        }
    }

    /** Means, then variances: a quarter of each comes from the batch, whose unbiased variances are 4 and 1200. */
    private static void assertMoments(Map<?, Tensor> next, BatchNorm norm, double... expected) {
        Tensor mean = next.get(norm.state().get("mean"));
        Tensor variance = next.get(norm.state().get("variance"));
        assertArrayEquals(expected, Tensor.concatenate(0, mean, variance).toDoubleArray(), 1e-9);
    }

    @Test
    void evaluationIsTheFormulaWithRunningMoments() {
        try (Engine engine = Engine.cpu(1)) {
            BatchNorm norm = BatchNorm.builder(engine)
                    .features(2)
                    .epsilon(1e-3)
                    .dtype(DType.FLOAT64)
                    .build();
            norm.state().get("mean").assign(Tensor.of(3.0, -1));
            norm.state().get("variance").assign(Tensor.of(4.0, 0));
            double[] y = norm.call(Tensor.of(5.0, -1.5)).toDoubleArray();
            assertArrayEquals(new double[] {2 / Math.sqrt(4.001), -0.5 / Math.sqrt(1e-3)}, y, 1e-12);
            // One value has no variance.
            Pass pass = training();
            assertArrayEquals(y, norm.call(Tensor.of(5.0, -1.5), pass).toDoubleArray());
            assertEquals(Map.of(), pass.updates().all());
        }
    }

    @Test
    void channelsOfImagesAreFeatures() {
        try (Engine engine = Engine.cpu(1)) {
            BatchNorm channels =
                    BatchNorm.builder(engine).channels(2).dtype(DType.FLOAT64).build();
            BatchNorm features =
                    BatchNorm.builder(engine).features(2).dtype(DType.FLOAT64).build();
            for (BatchNorm norm : List.of(channels, features)) {
                norm.parameters().get("gain").assign(Tensor.of(0.5, 3));
                norm.parameters().get("bias").assign(Tensor.of(-1.0, 2));
                norm.state().get("mean").assign(Tensor.of(0.3, 0.1));
                norm.state().get("variance").assign(Tensor.of(2.0, 0.5));
            }
            Tensor x = Tensor.range(DType.FLOAT64, 24).sin().reshape(3, 2, 2, 2);
            Tensor last = x.transpose(0, 2, 3, 1);
            for (Pass pass : List.of(Pass.evaluation(), training())) {
                double[] expected =
                        features.call(last, pass).transpose(0, 3, 1, 2).toDoubleArray();
                assertArrayEquals(expected, channels.call(x, pass).toDoubleArray(), 1e-12);
                Gradcheck.of(in -> channels.call(in.get(0), pass), x).order(2).run();
            }
            refuses("batch norm: requires float64 x [n, 2, ...]", () -> channels.call(Tensor.of(1.0, 2)));
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses("batch statistics: requires", () -> BatchNorm.builder(engine)
                    .build());
            BatchNorm.Builder b = BatchNorm.builder(engine).features(2);
            refuses("batch norm: epsilon must be positive", () -> b.epsilon(0).build());
            b.epsilon(1e-5);
            refuses("batch statistics: requires", () -> b.momentum(0).build());
            b.momentum(1);
            refuses("batch statistics: requires", () -> b.dtype(DType.INT32).build());
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
