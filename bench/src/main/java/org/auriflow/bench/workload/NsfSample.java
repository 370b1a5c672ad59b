package org.auriflow.bench.workload;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/**
 * Samples of the flow of {@link NsfStep}: the inverse of every spline.
 *
 * @param count samples
 * @param width features
 * @param target how many times faster than the best peer it is meant to be
 */
record NsfSample(int count, int width, double target) implements Workload {
    @Override
    public String name() {
        return "nsf-sample/n" + count + "d" + width;
    }

    @Override
    public Step prepare(Engine engine) {
        Tensor counter = Tensor.input("counter", DType.INT32, Shape.SCALAR);
        Tensor x = NsfStep.flow(engine, width).sample(count, null, new Random(1, 1), counter);
        Step step = Step.of(engine, x);
        step.run().set("counter", 0);
        return step;
    }
}
