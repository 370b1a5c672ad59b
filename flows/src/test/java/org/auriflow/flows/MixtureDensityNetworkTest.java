package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.junit.jupiter.api.Test;

class MixtureDensityNetworkTest {
    /**
     * Bishop's reason for mixtures: an answer that is one of two. Learned to 0.05 nats of the truth, which one normal
     * misses by 0.7.
     */
    @Test
    void learnsAnAnswerWithTwoBranches() {
        int rows = 4000;
        float[] x = new float[rows];
        float[] c = new float[rows];
        double truth = 0;
        RandomStream random = new RandomStream(12, 0);
        for (int i = 0; i < rows; i++) {
            c[i] = (float) random.normal();
            double noise = random.normal();
            double branch = 1.5 + 0.5 * Math.sin(c[i]);
            x[i] = (float) ((random.bernoulli(0.3) ? branch : -branch) + 0.2 * noise);
            double up = 0.3 * Math.exp(-12.5 * (x[i] - branch) * (x[i] - branch));
            double down = 0.7 * Math.exp(-12.5 * (x[i] + branch) * (x[i] + branch));
            truth -= Math.log((up + down) / (0.2 * Math.sqrt(2 * Math.PI))) / rows;
        }
        DataSet data = DataSet.builder().column("x", x, 1).column("c", c, 1).build();
        try (Engine engine = Engine.cpu(2)) {
            MixtureDensityNetwork p = MixtureDensityNetwork.builder(engine)
                    .width(1)
                    .context(1)
                    .components(2)
                    .hidden(16)
                    .seed(1)
                    .build();
            Trainer.builder(engine)
                    .model(p)
                    .loss((batch, pass) -> p.logProb(batch.get("x"), batch.get("c"), pass)
                            .mean()
                            .neg())
                    .data(data)
                    .schedule(Schedule.cosine(1e-2))
                    .epochs(10)
                    .batchSize(100)
                    .seed(3)
                    .build()
                    .train();
            Tensor nll = Samples.compiled(
                    engine,
                    in -> p.logProb(in.get(0), in.get(1), Pass.evaluation())
                            .mean()
                            .neg(),
                    List.of(data.tensor("x"), data.tensor("c")));
            assertEquals(truth, nll.item(), 0.05);
            double up = p.sample(4000, Tensor.of(0.5f), new Random(1, 1))
                    .gt(0)
                    .cast(DType.FLOAT64)
                    .mean()
                    .item();
            assertEquals(0.3, up, 0.05);
        }
    }
}
