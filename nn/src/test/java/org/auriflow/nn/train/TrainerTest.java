package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.Engine;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static DataSet parabola(int n) {
        float[] x = new float[n];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = 2f * i / n - 1;
            y[i] = x[i] * x[i];
        }
        return DataSet.builder().column("x", x, 1).column("y", y, 1).build();
    }

    @Test
    void learnsAParabola() {
        try (Engine engine = Engine.cpu(1)) {
            Mlp net = Mlp.builder(engine)
                    .inputs(1)
                    .hidden(16)
                    .outputs(1)
                    .activation(Activation.TANH)
                    .seed(1)
                    .build();
            TrainingResult result = Trainer.builder(engine)
                    .model(net)
                    .loss((batch, pass) -> net.call(batch.get("x"), pass)
                            .sub(batch.get("y"))
                            .pow(2)
                            .mean())
                    .data(parabola(100))
                    .validation(0.25)
                    .schedule(Schedule.cosine(0.03))
                    .epochs(100)
                    .batchSize(16)
                    .build()
                    .train();
            assertEquals(100, result.history().size());
            double last = result.history().get(result.bestEpoch() - 1).validationLoss();
            assertTrue(last < 1e-3, "validation loss " + last);
        }
    }
}
