package org.auriflow.flows;

import static org.auriflow.flows.CouplingEntries.spline;
import static org.auriflow.flows.Flows.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.manifold.ManifoldFlow;
import org.auriflow.flows.manifold.PaddedEmbedding;
import org.auriflow.flows.transform.Permutation;

/** Embeddings and densities on manifolds. */
final class ManifoldEntries {
    private ManifoldEntries() {}

    static final List<Entry> ALL = List.of(
            entry("padded_embedding", PaddedEmbedding::fromConfig, (e, d) -> embedding(e, d, 0)),
            entry("padded_embedding", "with context", PaddedEmbedding::fromConfig, (e, d) -> embedding(e, d, 1)),
            entry(
                    "manifold_flow",
                    ManifoldFlow::fromConfig,
                    (e, d) -> ManifoldFlow.of(
                            embedding(e, d, 0), spline(e, d, 2, 0).build())),
            entry(
                    "manifold_flow",
                    "with context",
                    ManifoldFlow::fromConfig,
                    (e, d) -> ManifoldFlow.of(
                            embedding(e, d, 0), spline(e, d, 2, 1).build())));

    private static PaddedEmbedding embedding(Engine engine, DType dtype, int context) {
        return PaddedEmbedding.of(
                spline(engine, dtype, 3, context)
                        .permutation(Permutation.roll(3, 1))
                        .transform(),
                2);
    }
}
