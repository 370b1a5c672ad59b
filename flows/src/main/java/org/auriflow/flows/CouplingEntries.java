package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;

/** Couplings, and what is composed of them. */
final class CouplingEntries {
    private CouplingEntries() {}

    static final List<Entry> ALL = List.of(
            entry("coupling", Coupling::fromConfig, (e, d) -> coupling(e, d, Coupling.secondHalf(3), 0, 1)),
            entry(
                    "coupling",
                    "with context",
                    Coupling::fromConfig,
                    (e, d) -> coupling(e, d, Coupling.secondHalf(2), 2, 2)),
            entry("coupling", "of all", Coupling::fromConfig, (e, d) -> coupling(e, d, new boolean[] {true}, 1, 3)),
            entry(
                    "coupling",
                    "mixed",
                    Coupling::fromConfig,
                    (e, d) -> coupling(e, d, Coupling.alternating(4, true), 0, 4)),
            entry("composite", Composite::fromConfig, (e, d) -> spline(e, d, 3, 0)
                    .transform()),
            entry("composite", "with context", Composite::fromConfig, (e, d) -> spline(e, d, 2, 1)
                    .transform()),
            entry("inverse", Inverse::fromConfig, (e, d) -> Inverse.of(coupling(e, d, Coupling.secondHalf(2), 1, 5))),
            entry("flow", Flow::fromConfig, (e, d) -> spline(e, d, 2, 0).build()),
            entry("flow", "with context", Flow::fromConfig, (e, d) -> spline(e, d, 1, 2)
                    .build()));

    private static Coupling coupling(Engine engine, DType dtype, boolean[] mask, int context, long seed) {
        Elementwise spline = new RationalQuadraticSpline(4, 2.5);
        Mlp network = Mlp.builder(engine)
                .inputs(Coupling.inputs(mask, context))
                .hidden(5)
                .outputs(Coupling.outputs(mask, spline))
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(seed)
                .build();
        return Coupling.of(mask, spline, network, context);
    }

    /** A small smooth spline flow. */
    static NeuralSplineFlow.Builder spline(Engine engine, DType dtype, int width, int context) {
        return NeuralSplineFlow.builder(engine)
                .width(width)
                .context(context)
                .layers(2)
                .hidden(4)
                .activation(Activation.TANH)
                .spline(3, 3)
                .dtype(dtype)
                .seed(6);
    }
}
