package org.auriflow.flows;

import static org.auriflow.flows.CouplingEntries.spline;
import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.Flows.Support;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.manifold.AngleFeatures;
import org.auriflow.flows.manifold.EncodedEmbedding;
import org.auriflow.flows.manifold.ManifoldFlow;
import org.auriflow.flows.manifold.NetworkEmbedding;
import org.auriflow.flows.manifold.PaddedEmbedding;
import org.auriflow.flows.manifold.PieFlow;
import org.auriflow.flows.manifold.SphereChart;
import org.auriflow.flows.manifold.StochasticVolume;
import org.auriflow.flows.manifold.TorusChart;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;

/** Embeddings and densities on manifolds. */
final class ManifoldEntries {
    private ManifoldEntries() {}

    static final List<Entry> ALL = List.of(
            entry("sphere_chart", "circle", (e, c, m) -> SphereChart.fromConfig(c), (e, d) -> new SphereChart(1)),
            entry("sphere_chart", "sphere", (e, c, m) -> SphereChart.fromConfig(c), (e, d) -> new SphereChart(2)),
            entry("torus_chart", (e, c, m) -> TorusChart.fromConfig(c), (e, d) -> new TorusChart(1, 0.4)),
            entry("angle_features", (e, c, m) -> AngleFeatures.fromConfig(c), (e, d) -> new AngleFeatures(true, false)),
            entry("padded_embedding", PaddedEmbedding::fromConfig, (e, d) -> embedding(e, d, 0)),
            entry("padded_embedding", "with context", PaddedEmbedding::fromConfig, (e, d) -> embedding(e, d, 1)),
            entry(
                            "manifold_flow",
                            ManifoldFlow::fromConfig,
                            (e, d) -> ManifoldFlow.of(
                                    embedding(e, d, 0), spline(e, d, 2, 0).build()))
                    .on(Support.OWN_SURFACE),
            entry(
                            "manifold_flow",
                            "with context",
                            ManifoldFlow::fromConfig,
                            (e, d) -> ManifoldFlow.of(
                                    embedding(e, d, 0), spline(e, d, 2, 1).build()))
                    .on(Support.OWN_SURFACE),
            entry(
                    "encoded_embedding",
                    EncodedEmbedding::fromConfig,
                    (e, d) -> EncodedEmbedding.of(embedding(e, d, 0), network(e, d, 3, 2))),
            entry(
                    "encoded_embedding",
                    "with context",
                    EncodedEmbedding::fromConfig,
                    (e, d) -> EncodedEmbedding.of(embedding(e, d, 1), network(e, d, 4, 2))),
            entry(
                    "network_embedding",
                    NetworkEmbedding::fromConfig,
                    (e, d) -> NetworkEmbedding.of(network(e, d, 2, 3), network(e, d, 3, 2), 3, 2, 0)),
            entry(
                    "network_embedding",
                    "with context",
                    NetworkEmbedding::fromConfig,
                    (e, d) -> NetworkEmbedding.of(network(e, d, 3, 3), network(e, d, 4, 2), 3, 2, 1)),
            entry(
                    "stochastic_volume",
                    StochasticVolume::fromConfig,
                    (e, d) -> StochasticVolume.of(embedding(e, d, 0), 2, 2, 3)),
            entry(
                    "stochastic_volume",
                    "with context",
                    StochasticVolume::fromConfig,
                    (e, d) -> StochasticVolume.of(embedding(e, d, 1), 2, 2, 3)),
            entry(
                            "manifold_flow",
                            "with estimated volume",
                            ManifoldFlow::fromConfig,
                            (e, d) -> ManifoldFlow.of(
                                    StochasticVolume.of(embedding(e, d, 0), 1, 2, 3), new StandardNormal(2, d)))
                    .on(Support.OWN_SURFACE),
            entry(
                    "pie_flow",
                    PieFlow::fromConfig,
                    (e, d) -> PieFlow.of(line(e, d), spline(e, d, 1, 1).build(), 0.3)),
            entry(
                    "pie_flow",
                    "with learned deviation",
                    PieFlow::fromConfig,
                    (e, d) -> PieFlow.learned(e, line(e, d), new StandardNormal(1, d), 0.4)));

    private static Mlp network(Engine engine, DType dtype, int inputs, int outputs) {
        return Mlp.builder(engine)
                .inputs(inputs)
                .hidden(6)
                .outputs(outputs)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(7)
                .build();
    }

    private static PaddedEmbedding line(Engine engine, DType dtype) {
        return PaddedEmbedding.of(spline(engine, dtype, 2, 0).transform(), 1);
    }

    private static PaddedEmbedding embedding(Engine engine, DType dtype, int context) {
        return PaddedEmbedding.of(
                spline(engine, dtype, 3, context)
                        .permutation(Permutation.roll(3, 1))
                        .transform(),
                2);
    }
}
