package org.auriflow.bench.workload;

import java.util.Locale;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.manifold.ManifoldArchitecture;
import org.auriflow.flows.manifold.ManifoldFlow;
import org.auriflow.flows.manifold.ManifoldLosses;
import org.auriflow.flows.manifold.Reconstruction;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * A training step of the models of the polynomial surface in 2003.13913: 5 + 5 couplings with splines of 10 bins and residual networks of
 * 2 blocks of 100 units, 100 rows, Adam. An epoch of 100,000 draws is a thousand of them.
 *
 * @param phase what is trained
 * @param target how many times faster than the best peer it is meant to be
 */
record MflowStep(Phase phase, double target) implements Workload {
    private static final int ROWS = 100;
    private static final int WIDTH = 3;

    /** The part of the model that moves. */
    enum Phase {
        /** The embedding of an M-flow, by its reconstruction error. */
        MANIFOLD,
        /** The density on it, by likelihood; the embedding encodes and stays. */
        DENSITY,
        /** A flow of all ten layers in the whole space, by likelihood. */
        AMBIENT
    }

    @Override
    public String name() {
        return "mflow-step/" + phase.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Step prepare(Engine engine) {
        ManifoldArchitecture architecture = ManifoldArchitecture.builder(engine)
                .width(WIDTH)
                .latent(WIDTH - 1)
                .context(1)
                .seed(1)
                .build();
        Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(ROWS, WIDTH));
        Tensor theta = Tensor.input("theta", DType.FLOAT32, Shape.of(ROWS, 1));
        Step step = phase == Phase.AMBIENT
                ? density(engine, architecture.ambientFlow(), x, theta)
                : manifold(engine, architecture.manifoldFlow(), x, theta);
        step.run().set("x", Draws.normal(ROWS * WIDTH, 1));
        if (phase != Phase.MANIFOLD) {
            step.run().set("theta", Draws.normal(ROWS, 2));
        }
        return step;
    }

    private Step manifold(Engine engine, ManifoldFlow flow, Tensor x, Tensor theta) {
        Model embedding = flow.embedding();
        if (phase == Phase.DENSITY) {
            return density(engine, flow.density(), flow.encode(x, null).stopGradient(), theta);
        }
        Tensor loss =
                ManifoldLosses.reconstruction(flow.embedding(), x, null, Pass.evaluation(), Reconstruction.SQUARED, 0);
        return Step.training(engine, loss, embedding.parameters());
    }

    private static Step density(Engine engine, Distribution density, Tensor x, Tensor theta) {
        Tensor loss = ManifoldLosses.negativeLogLikelihood(density, x, theta, Pass.evaluation());
        return Step.training(engine, loss, density.parameters());
    }
}
