package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.continuous.ContinuousFlow;
import org.auriflow.flows.continuous.ContinuousTransform;
import org.auriflow.flows.continuous.VelocityField;
import org.auriflow.nn.Activation;

/** Flows along a velocity. */
final class ContinuousEntries {
    private ContinuousEntries() {}

    private static final String STEPS = "both directions and the logarithm have the error of their steps";

    static final List<Entry> ALL = List.of(
            entry("velocity_field", VelocityField::fromConfig, (e, d) -> field(e, d, 2, 1)),
            entry("continuous", ContinuousTransform::fromConfig, (e, d) -> ContinuousTransform.of(field(e, d, 2, 0), 4))
                    .within(1e-4, 1e-4, STEPS),
            entry(
                            "continuous",
                            "with context",
                            ContinuousTransform::fromConfig,
                            (e, d) -> ContinuousTransform.of(field(e, d, 1, 2), 4))
                    .within(1e-4, 1e-4, STEPS),
            entry(
                    "continuous_flow",
                    ContinuousFlow::fromConfig,
                    (e, d) -> ContinuousFlow.of(ContinuousTransform.of(field(e, d, 2, 0), 3))),
            entry(
                    "continuous_flow",
                    "with context",
                    ContinuousFlow::fromConfig,
                    (e, d) -> ContinuousFlow.of(ContinuousTransform.of(field(e, d, 1, 2), 3))));

    private static VelocityField field(Engine engine, DType dtype, int width, int context) {
        return VelocityField.builder(engine)
                .width(width)
                .context(context)
                .frequencies(1)
                .hidden(4)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(3)
                .build();
    }
}
