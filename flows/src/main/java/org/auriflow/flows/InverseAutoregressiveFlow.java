package org.auriflow.flows;

import org.auriflow.engine.Engine;
import org.auriflow.flows.transform.Inverse;

/**
 * Inverse autoregressive flow (1606.04934): the {@link Inverse} of a {@link MaskedAutoregressiveFlow}, under the same parameter
 * names.
 *
 * <p>Samples with their densities cost one network call per layer, which is what variational inference needs; the density of
 * given data is found feature by feature. The paper writes its affine functions with a gate, y = σ x + (1 − σ) m (eq. 13
 * and 14), here they are those of the elementwise family.
 */
public final class InverseAutoregressiveFlow {
    private InverseAutoregressiveFlow() {}

    /** Begins a flow on an engine, with the defaults of {@link MaskedAutoregressiveFlow}. */
    public static MaskedAutoregressiveFlow.Builder builder(Engine engine) {
        return MaskedAutoregressiveFlow.builder(engine).inverse(true);
    }
}
