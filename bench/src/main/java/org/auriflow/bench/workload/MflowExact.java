package org.auriflow.bench.workload;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.NeuralSplineFlow;
import org.auriflow.flows.manifold.PaddedEmbedding;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Pass;

/**
 * The exact volume of a manifold of dimension 2 in three, ½ ln det JᵀJ, its gradient and Adam's update: the costly term of a
 * manifold flow's density.
 *
 * @param batch rows
 * @param target how many times faster than the best peer it is meant to be
 */
record MflowExact(int batch, double target) implements Workload {
    private static final int LATENT = 2;
    private static final int WIDTH = 3;

    @Override
    public String name() {
        return "mflow-exact/b" + batch;
    }

    @Override
    public Step prepare(Engine engine) {
        PaddedEmbedding decoder = PaddedEmbedding.of(
                NeuralSplineFlow.builder(engine)
                        .width(WIDTH)
                        .permutation(Permutation.roll(WIDTH, 1))
                        .seed(1)
                        .transform(),
                LATENT);
        Tensor u = Tensor.input("u", DType.FLOAT32, Shape.of(batch, LATENT));
        Tensor loss = decoder.logVolume(u, null, Pass.evaluation()).mean();
        Step step = Step.training(engine, loss, decoder.parameters());
        step.run().set("u", Draws.normal(batch * LATENT, 1));
        return step;
    }
}
