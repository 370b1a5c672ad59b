package org.auriflow.bench.workload;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Flow;
import org.auriflow.flows.NeuralSplineFlow;
import org.auriflow.nn.Pass;

/**
 * A training step of a neural spline flow: five couplings with splines of 8 bins, maximum likelihood, Adam.
 *
 * @param batch rows
 * @param width features
 * @param target how many times faster than the best peer it is meant to be
 */
record NsfStep(int batch, int width, double target) implements Workload {
    /** The flow of this workload and of {@link NsfSample}. */
    static Flow flow(Engine engine, int width) {
        return NeuralSplineFlow.builder(engine).width(width).seed(1).build();
    }

    @Override
    public String name() {
        return "nsf-step/b" + batch + "d" + width;
    }

    @Override
    public Step prepare(Engine engine) {
        Flow flow = flow(engine, width);
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(batch, width));
        Tensor loss = flow.logProb(x, null, Pass.evaluation()).mean().neg();
        Step step = Step.training(engine, loss, flow.parameters());
        step.run().set("x", Draws.normal(batch * width, 1));
        return step;
    }
}
