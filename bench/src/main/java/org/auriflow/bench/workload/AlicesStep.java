package org.auriflow.bench.workload;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Mlp;

/**
 * A training step of a ratio estimator whose loss contains the score of its network: the derivative of a derivative.
 *
 * <p>Three hidden tanh layers on ten observables and two parameters; cross-entropy with soft labels plus the squared
 * error of ∇θ log r̂ on rows with y = 0; Adam.
 *
 * @param batch rows
 * @param width of the hidden layers
 * @param target how many times faster than the best peer it is meant to be
 */
record AlicesStep(int batch, int width, double target) implements Workload {
    private static final int OBSERVABLES = 10;
    private static final int PARAMETERS = 2;

    @Override
    public String name() {
        return "alices-step/b" + batch + "h" + width;
    }

    @Override
    public Step prepare(Engine engine) {
        Mlp net = Mlp.builder(engine)
                .inputs(OBSERVABLES + PARAMETERS)
                .hidden(width, width, width)
                .outputs(1)
                .seed(1)
                .build();
        Tensor theta = input("theta", PARAMETERS);
        Tensor logR = net.call(Tensor.concatenate(1, input("x", OBSERVABLES), theta));
        Tensor score = Grad.grad(logR.sum(), theta);
        Tensor logit = logR.neg();
        Tensor crossEntropy = logit.softplus().sub(logit.mul(input("s", 1))).mean();
        Tensor y = input("y", 1);
        Tensor error = Tensor.onesLike(y).sub(y).mul(score.sub(input("t", PARAMETERS)));
        Tensor loss = crossEntropy.add(error.pow(2).mean());
        Step step = Step.training(engine, loss, net.parameters());
        step.run().set("x", Draws.normal(batch * OBSERVABLES, 1));
        step.run().set("theta", Draws.normal(batch * PARAMETERS, 2));
        step.run().set("y", Draws.labels(batch, 3));
        step.run().set("s", Draws.uniform(batch, 4));
        step.run().set("t", Draws.normal(batch * PARAMETERS, 5));
        return step;
    }

    private Tensor input(String name, int columns) {
        return Tensor.input(name, DType.FLOAT32, Shape.of(batch, columns));
    }
}
