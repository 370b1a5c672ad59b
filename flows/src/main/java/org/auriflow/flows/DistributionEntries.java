package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.Flows.Support;
import org.auriflow.flows.distribution.ConditionalNormal;
import org.auriflow.flows.distribution.DiagonalNormal;
import org.auriflow.flows.distribution.FullNormal;
import org.auriflow.flows.distribution.Logistic;
import org.auriflow.flows.distribution.Mixture;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.distribution.StandardisedContext;
import org.auriflow.flows.distribution.StudentT;
import org.auriflow.flows.distribution.UniformBox;
import org.auriflow.flows.distribution.UniformSphere;
import org.auriflow.flows.distribution.VonMisesFisher;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Models;
import org.auriflow.nn.Standardiser;

/** Densities in closed form. */
final class DistributionEntries {
    private DistributionEntries() {}

    private static final double[] CENTRE = {0.3, -0.4};
    private static final double[] SCALE = {0.8, 0.6};
    private static final double[] FACTOR = {0.8, -0.5, 0.6};

    private static final Models.Factory DIAGONAL = (e, c, m) -> DiagonalNormal.fromConfig(e, c);
    private static final Models.Factory FULL = (e, c, m) -> FullNormal.fromConfig(e, c);
    private static final Models.Factory LOGISTIC = (e, c, m) -> Logistic.fromConfig(e, c);
    private static final Models.Factory STUDENT = (e, c, m) -> StudentT.fromConfig(e, c);
    private static final Models.Factory SPHERE = (e, c, m) -> UniformSphere.fromConfig(c);
    private static final Models.Factory FISHER = (e, c, m) -> VonMisesFisher.fromConfig(c);

    static final List<Entry> ALL = List.of(
            entry("standard_normal", (e, c, m) -> StandardNormal.fromConfig(c), (e, d) -> new StandardNormal(2, d)),
            entry("diagonal_normal", DIAGONAL, (e, d) -> DiagonalNormal.fixed(CENTRE, SCALE, d)),
            entry("diagonal_normal", "learned", DIAGONAL, (e, d) -> DiagonalNormal.learned(e, CENTRE, SCALE, d)),
            entry("full_normal", FULL, (e, d) -> FullNormal.fixed(CENTRE, FACTOR, d)),
            entry("full_normal", "learned", FULL, (e, d) -> FullNormal.learned(e, CENTRE, FACTOR, d)),
            entry(
                    "full_normal",
                    "of one feature",
                    FULL,
                    (e, d) -> FullNormal.learned(e, new double[] {0.3}, new double[] {0.8}, d)),
            entry("conditional_normal", ConditionalNormal::fromConfig, (e, d) -> conditional(e, d, false)),
            entry("conditional_normal", "full", ConditionalNormal::fromConfig, (e, d) -> conditional(e, d, true)),
            entry(
                    "mixture",
                    Mixture::fromConfig,
                    (e, d) -> Mixture.fixed(
                            List.of(
                                    DiagonalNormal.fixed(CENTRE, SCALE, d),
                                    FullNormal.learned(e, new double[] {-1, 1}, FACTOR, d),
                                    Mixture.fixed(List.of(new StandardNormal(2, d)), 1)),
                            1,
                            2,
                            0.5)),
            entry(
                    "mixture",
                    "learned, with context",
                    Mixture::fromConfig,
                    (e, d) -> Mixture.learned(e, List.of(conditional(e, d, true), new StandardNormal(2, d)), 0.7, 0.3)),
            entry("mixture_density_network", MixtureDensityNetwork::fromConfig, (e, d) -> network(e, d, 0)
                    .full(false)
                    .build()),
            entry("mixture_density_network", "full", MixtureDensityNetwork::fromConfig, (e, d) -> network(e, d, 0)
                    .build()),
            entry("mixture_density_network", "with context", MixtureDensityNetwork::fromConfig, (e, d) -> network(
                            e, d, 2)
                    .build()),
            entry(
                    "standardised_context",
                    StandardisedContext::fromConfig,
                    (e, d) -> StandardisedContext.of(
                            Standardiser.of(new double[] {0.2, -0.3}, new double[] {1.5, 2}), conditional(e, d, true))),
            entry(
                    "uniform_box",
                    (e, c, m) -> UniformBox.fromConfig(c),
                    // Corners of the cells that FlowTest integrates over.
                    (e, d) -> new UniformBox(new double[] {-1.5, -0.9}, new double[] {1.2, 2.1}, d)),
            entry("logistic", LOGISTIC, (e, d) -> Logistic.fixed(CENTRE, new double[] {0.2, 0.3}, d)),
            entry("logistic", "learned", LOGISTIC, (e, d) -> Logistic.learned(e, CENTRE, new double[] {0.2, 0.3}, d)),
            entry("student_t", STUDENT, (e, d) -> StudentT.independent(2.5, CENTRE, SCALE, d))
                    .on(Support.HEAVY_TAILS),
            entry("student_t", "multivariate", STUDENT, (e, d) -> StudentT.multivariate(1.5, CENTRE, SCALE, d))
                    .on(Support.HEAVY_TAILS),
            entry("student_t", "learned", STUDENT, (e, d) -> StudentT.multivariate(4, CENTRE, SCALE, d)
                            .learned(e))
                    .on(Support.HEAVY_TAILS),
            entry("uniform_sphere", SPHERE, (e, d) -> new UniformSphere(3, d)).on(Support.SPHERE),
            entry("uniform_sphere", "circle", SPHERE, (e, d) -> new UniformSphere(2, d))
                    .on(Support.SPHERE),
            entry("von_mises_fisher", FISHER, (e, d) -> new VonMisesFisher(new double[] {1, -2, 0.5}, 3, d))
                    .on(Support.SPHERE),
            entry("von_mises_fisher", "circle", FISHER, (e, d) -> new VonMisesFisher(new double[] {-1, 0.7}, 2, d))
                    .on(Support.SPHERE));

    private static ConditionalNormal conditional(Engine engine, DType dtype, boolean full) {
        Mlp network = Mlp.builder(engine)
                .inputs(2)
                .hidden(4)
                .outputs(ConditionalNormal.outputs(2, full))
                .dtype(dtype)
                .seed(8)
                .build();
        return full ? ConditionalNormal.full(2, 2, network) : ConditionalNormal.diagonal(2, 2, network);
    }

    private static MixtureDensityNetwork.Builder network(Engine engine, DType dtype, int context) {
        return MixtureDensityNetwork.builder(engine)
                .width(2)
                .context(context)
                .components(3)
                .hidden(4)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(9);
    }
}
