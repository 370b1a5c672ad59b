package org.auriflow.bench.workload;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Mlp;

/**
 * A training step of a classifier: three hidden tanh layers on ten inputs, cross-entropy, Adam.
 *
 * @param batch rows
 * @param width of the hidden layers
 * @param target how many times faster than the best peer it is meant to be
 */
record CarlStep(int batch, int width, double target) implements Workload {
    private static final int INPUTS = 10;

    @Override
    public String name() {
        return "carl-step/b" + batch + "h" + width;
    }

    @Override
    public Step prepare(Engine engine) {
        Mlp net = Mlp.builder(engine)
                .inputs(INPUTS)
                .hidden(width, width, width)
                .outputs(1)
                .seed(1)
                .build();
        Tensor y = Tensor.input("y", DType.FLOAT32, Shape.of(batch, 1));
        Tensor logit = net.call(Tensor.input("x", DType.FLOAT32, Shape.of(batch, INPUTS)));
        Tensor loss = logit.softplus().sub(logit.mul(y)).mean();
        Step step = Step.training(engine, loss, net.parameters());
        step.run().set("x", Draws.normal(batch * INPUTS, 1));
        step.run().set("y", Draws.labels(batch, 2));
        return step;
    }
}
