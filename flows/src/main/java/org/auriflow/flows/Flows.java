package org.auriflow.flows;

import java.util.List;
import java.util.function.BiFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;

/**
 * The catalogue of transforms, distributions and embeddings: what files are read by, and what laws and benchmarks run over.
 *
 * <p>One line per layer: the {@code type} of its configuration, what rebuilds it, and a small example. A new layer is
 * saved, loaded and tested by adding its line here.
 */
public final class Flows {
    private Flows() {}

    /** Every layer, some in several variants. */
    public static final List<Entry> ALL = List.of(
            entry("coupling", Coupling::of, (e, d) -> coupling(e, d, Coupling.secondHalf(3), 0, 1)),
            entry("coupling", "with context", Coupling::of, (e, d) -> coupling(e, d, Coupling.secondHalf(2), 2, 2)),
            entry("coupling", "of all", Coupling::of, (e, d) -> coupling(e, d, new boolean[] {true}, 1, 3)),
            entry("coupling", "mixed", Coupling::of, (e, d) -> coupling(e, d, Coupling.alternating(4, true), 0, 4)),
            entry("permutation", (e, c, m) -> Permutation.of(c), (e, d) -> Permutation.reverse(4)),
            entry("permutation", "rolled", (e, c, m) -> Permutation.of(c), (e, d) -> Permutation.roll(3, 1)),
            entry("permutation", "random", (e, c, m) -> Permutation.of(c), (e, d) -> Permutation.random(9, 3)),
            entry("composite", Composite::of, (e, d) -> spline(e, d, 3, 0).transform()),
            entry("composite", "with context", Composite::of, (e, d) -> spline(e, d, 2, 1)
                    .transform()),
            entry("inverse", Inverse::of, (e, d) -> Inverse.of(coupling(e, d, Coupling.secondHalf(2), 1, 5))),
            entry("standard_normal", (e, c, m) -> StandardNormal.of(c), (e, d) -> new StandardNormal(2, d)),
            entry("flow", Flow::of, (e, d) -> spline(e, d, 2, 0).build()),
            entry("flow", "with context", Flow::of, (e, d) -> spline(e, d, 1, 2).build()),
            entry("padded_embedding", PaddedEmbedding::of, (e, d) -> embedding(e, d, 0)),
            entry("padded_embedding", "with context", PaddedEmbedding::of, (e, d) -> embedding(e, d, 1)),
            entry(
                    "manifold_flow",
                    ManifoldFlow::of,
                    (e, d) -> ManifoldFlow.of(
                            embedding(e, d, 0), spline(e, d, 2, 0).build())),
            entry(
                    "manifold_flow",
                    "with context",
                    ManifoldFlow::of,
                    (e, d) -> ManifoldFlow.of(
                            embedding(e, d, 0), spline(e, d, 2, 1).build())));

    /**
     * One layer.
     *
     * @param type of its configuration
     * @param variant which of several examples, perhaps empty
     * @param factory rebuilds it from its configuration
     * @param example makes a small one of a dtype, smooth enough for checks of second derivatives
     */
    public record Entry(String type, String variant, Models.Factory factory, BiFunction<Engine, DType, Model> example) {
        /** A new example. */
        public Model example(Engine engine, DType dtype) {
            return example.apply(engine, dtype);
        }

        @Override
        public String toString() {
            return variant.isEmpty() ? type : type + " " + variant;
        }
    }

    private static Entry entry(String type, Models.Factory factory, BiFunction<Engine, DType, Model> example) {
        return new Entry(type, "", factory, example);
    }

    private static Entry entry(
            String type, String variant, Models.Factory factory, BiFunction<Engine, DType, Model> example) {
        return new Entry(type, variant, factory, example);
    }

    /** What rebuilds models of this module and of {@code org.auriflow.nn} from their configurations. */
    public static Models models() {
        Models all = Models.standard();
        for (Entry e : ALL) {
            all = all.with(e.type, e.factory);
        }
        return all;
    }

    /** An inner model of the kind that an outer one needs. */
    static <M extends Model> M part(Class<M> kind, String outer, Model inner) {
        if (!kind.isInstance(inner)) {
            throw new IllegalArgumentException(outer + ": configuration requires a " + kind.getSimpleName()
                    + " inside, got '" + inner.config().get("type") + "'; save it again");
        }
        return kind.cast(inner);
    }

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

    private static NeuralSplineFlow.Builder spline(Engine engine, DType dtype, int width, int context) {
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

    private static PaddedEmbedding embedding(Engine engine, DType dtype, int context) {
        return PaddedEmbedding.of(
                spline(engine, dtype, 3, context)
                        .permutation(Permutation.roll(3, 1))
                        .transform(),
                2);
    }
}
