package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/** A small regression, y = x₀ − x₁² + noise, with a network of its own. */
final class Problem {
    final DataSet data;
    final Model model;

    Problem(Engine engine, int rows) {
        this(engine, rows, 0);
    }

    Problem(Engine engine, int rows, double dropout) {
        float[] x = new float[2 * rows];
        float[] y = new float[rows];
        RandomStream random = new RandomStream(2, 3);
        for (int i = 0; i < rows; i++) {
            x[2 * i] = (float) random.normal();
            x[2 * i + 1] = (float) random.normal();
            y[i] = (float) (x[2 * i] - x[2 * i + 1] * x[2 * i + 1] + 0.3 * random.normal());
        }
        data = DataSet.builder()
                .column("x", x, 2)
                .column("unused", new float[3 * rows], 3)
                .column("y", y, 1)
                .build();
        model = Mlp.builder(engine)
                .inputs(2)
                .hidden(8)
                .outputs(1)
                .activation(Activation.TANH)
                .dropout(dropout)
                .seed(5)
                .build();
    }

    Tensor loss(Map<String, Tensor> batch, Pass pass) {
        return model.call(batch.get("x"), pass).sub(batch.get("y")).pow(2).mean();
    }

    /** Loss over all rows, by the interpreter. */
    double lossOf(DataSet rows) {
        return loss(Map.of("x", rows.tensor("x"), "y", rows.tensor("y")), Pass.evaluation())
                .item();
    }

    Trainer.Builder trainer(Engine engine) {
        return Trainer.builder(engine).model(model).loss(this::loss).data(data).seed(7);
    }
}
