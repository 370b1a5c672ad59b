package org.auriflow.bench.workload;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/**
 * The product of two square matrices.
 *
 * @param n rows and columns
 */
record Gemm(int n) implements Workload {
    /** Below this size the time outside the innermost loop counts. */
    private static final int LARGE = 512;

    @Override
    public String name() {
        return "gemm/" + n;
    }

    @Override
    public double target() {
        return n < LARGE ? 0.8 : 0.95;
    }

    @Override
    public double seconds() {
        return 0.8;
    }

    @Override
    public Step prepare(Engine engine) {
        Shape square = Shape.of(n, n);
        Tensor x = Tensor.input("x", DType.FLOAT32, square);
        Step step = Step.of(engine, x.matmul(Tensor.input("y", DType.FLOAT32, square)));
        step.run().set("x", Draws.normal(n * n, 1));
        step.run().set("y", Draws.normal(n * n, 2));
        return step;
    }
}
