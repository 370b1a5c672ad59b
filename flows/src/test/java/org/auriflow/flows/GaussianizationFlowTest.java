package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.math3.special.Erf;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.elementwise.MixtureGaussianization;
import org.auriflow.nn.train.AdamW;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.junit.jupiter.api.Test;

/** Mixtures against closed forms, far tails, and what the flow learns. */
class GaussianizationFlowTest {
    /** Weights 1 and 3, means −2 and 1, scales 0.5 and 2. */
    private static Tensor mixture(int rows) {
        double[] centres = {Math.sqrt(2) * Erf.erfInv(-0.5), Math.sqrt(2) * Erf.erfInv(0.5)};
        double variance = centres[0] * centres[0];
        double limit = Math.log(1000);
        double log = 0.5 * Math.log(3 * (1 - variance) / (Math.PI * Math.PI));
        double[] p = new double[] {
            0,
            Math.log(3),
            -2 - centres[0],
            1 - centres[1],
            raw((Math.log(0.5) - log) / limit) * limit,
            raw((Math.log(2) - log) / limit) * limit
        };
        return Tensor.of(p).expand(0).broadcastTo(Shape.of(rows, 6));
    }

    private static double raw(double tanh) {
        return 0.5 * Math.log((1 + tanh) / (1 - tanh));
    }

    @Test
    void probabilitiesAreThoseOfTheMixture() {
        double[] x = {-6, -2, -1, 0, 0.5, 1, 4};
        double[] y = new MixtureGaussianization(2)
                .forwardValue(Tensor.of(x), mixture(x.length))
                .toDoubleArray();
        for (int i = 0; i < x.length; i++) {
            double f = 0.25 / (1 + Math.exp(-(x[i] + 2) / 0.5)) + 0.75 / (1 + Math.exp(-(x[i] - 1) / 2));
            assertEquals(Math.sqrt(2) * Erf.erfInv(2 * f - 1), y[i], 1e-8, "at " + x[i]);
        }
    }

    /** Where F is 0 or 1 in any precision both directions still are inverse: y² is about 2|x|/s. */
    @Test
    void tailsAreNotLost() {
        MixtureGaussianization f = new MixtureGaussianization(2);
        double[] x = {-3e4, -500, -60, 70, 400, 1e5};
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor p = mixture(x.length).cast(dtype);
            Tensor y = f.forwardValue(Tensor.of(x).cast(dtype), p);
            double[] back = f.inverseValue(y, p).toDoubleArray();
            double[] log = f.forward(Tensor.of(x).cast(dtype), p).logAbsDet().toDoubleArray();
            for (int i = 0; i < x.length; i++) {
                double tolerance = dtype == DType.FLOAT32 ? 1e-6 : 1e-13;
                assertEquals(1, back[i] / x[i], tolerance, "at " + x[i]);
                // dy/dx = 1/(s y) far out, up to 1/y².
                double value = y.toDoubleArray()[i];
                assertEquals(-Math.log(2 * Math.abs(value)), log[i], 1.1 / (value * value) + tolerance);
            }
        }
    }

    @Test
    void beginsCloseToTheIdentity() {
        double[] x = {-2, -1.5, -0.5, 0, 1, 2};
        for (int k : new int[] {1, 4, 16}) {
            double[] y = new MixtureGaussianization(k)
                    .forwardValue(Tensor.of(x), Tensor.zeros(DType.FLOAT64, x.length, 3 * k))
                    .toDoubleArray();
            for (int i = 0; i < x.length; i++) {
                assertEquals(x[i], y[i], 0.3, k + " components");
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new MixtureGaussianization(0));
    }

    /** Two clouds on a diagonal, whose coordinates share ln 2 nats: a rotation must be learned. */
    @Test
    void learnsCloudsOnADiagonal() {
        int rows = 4000;
        float[] x = new float[2 * rows];
        RandomStream random = new RandomStream(2, 0);
        double truth = 0;
        for (int i = 0; i < rows; i++) {
            double along = (random.uniform() < 0.5 ? -1.2 : 1.2) + 0.4 * random.normal();
            double across = 0.3 * random.normal();
            x[2 * i] = (float) ((along + across) * Math.sqrt(0.5));
            x[2 * i + 1] = (float) ((along - across) * Math.sqrt(0.5));
            double a = Math.exp(-0.5 * Math.pow((along - 1.2) / 0.4, 2));
            double b = Math.exp(-0.5 * Math.pow((along + 1.2) / 0.4, 2));
            truth += Math.log((a + b) / (2 * 0.4 * 0.3 * 2 * Math.PI)) - 0.5 * Math.pow(across / 0.3, 2);
        }
        DataSet data = DataSet.builder().column("x", x, 2).build();
        try (Engine engine = Engine.cpu(2)) {
            Flow flow = GaussianizationFlow.builder(engine).width(2).layers(3).build();
            Trainer.builder(engine)
                    .parameters(flow.parameters())
                    .loss((batch, pass) ->
                            flow.logProb(batch.get("x"), null, pass).mean().neg())
                    .data(data)
                    .optimizer(new AdamW(0))
                    .schedule(Schedule.cosine(0.03))
                    .epochs(12)
                    .batchSize(200)
                    .build()
                    .train();
            double got = flow.logProb(data.tensor("x")).mean().item();
            assertTrue(got > truth / rows - 0.1, got + " nats, in truth " + truth / rows);
        }
    }

    @Test
    void refusesFlowsWithoutWidth() {
        try (Engine engine = Engine.cpu(1)) {
            String message = assertThrows(IllegalArgumentException.class, () -> GaussianizationFlow.builder(engine)
                            .build())
                    .getMessage();
            assertTrue(message.startsWith("gaussianization flow: requires a width and a layer, got width 0"), message);
        }
    }
}
