package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.Autoregressive;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.nn.Activation;
import org.auriflow.nn.MaskedMlp;

/** Transforms with masked networks. */
final class AutoregressiveEntries {
    private AutoregressiveEntries() {}

    static final List<Entry> ALL = List.of(
            entry("autoregressive", Autoregressive::fromConfig, (e, d) -> autoregressive(e, d, 0, 0, 0, 1, 2)),
            entry(
                    "autoregressive",
                    "with context",
                    Autoregressive::fromConfig,
                    (e, d) -> autoregressive(e, d, 2, 0, 0, 1)),
            entry(
                    "autoregressive",
                    "in another order",
                    Autoregressive::fromConfig,
                    (e, d) -> autoregressive(e, d, 0, 1, 2, 0, 1)),
            entry(
                    "inverse",
                    "of autoregressive",
                    Inverse::fromConfig,
                    (e, d) -> Inverse.of(autoregressive(e, d, 1, 1, 1, 0, 0))),
            entry("flow", "masked autoregressive", Flow::fromConfig, (e, d) -> small(
                            MaskedAutoregressiveFlow.builder(e), d)
                    .build()),
            entry("flow", "masked autoregressive, batch norm", Flow::fromConfig, (e, d) -> small(
                            MaskedAutoregressiveFlow.builder(e), d)
                    .batchNorm(true)
                    .dropout(0.1)
                    .build()),
            entry("flow", "inverse autoregressive", Flow::fromConfig, (e, d) -> small(
                            InverseAutoregressiveFlow.builder(e), d)
                    .context(1)
                    .build()));

    /** Affine maps have no bound: with this seed nearly all of the mass lies where the tests integrate. */
    private static MaskedAutoregressiveFlow.Builder small(MaskedAutoregressiveFlow.Builder b, DType dtype) {
        return b.width(2)
                .layers(2)
                .hidden(4)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(14);
    }

    private static Autoregressive autoregressive(
            Engine engine, DType dtype, int context, int blocks, int... positions) {
        RationalQuadraticSpline spline = new RationalQuadraticSpline(3, 2.5);
        return Autoregressive.of(
                spline,
                MaskedMlp.builder(engine)
                        .width(positions.length)
                        .context(context)
                        .outputs(spline.parameters())
                        .positions(positions)
                        .hidden(4)
                        .blocks(blocks)
                        .activation(Activation.TANH)
                        .dtype(dtype)
                        .seed(8)
                        .build());
    }
}
