package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A function of a set, the same for any order of its elements: ρ(1/n Σᵢ φ(xᵢ)) (M. Zaheer et al., 1703.06114, theorem 2).
 *
 * <p>x [..., n·k] holds n elements of k features, one after the other. φ takes [..., k] to any width m, and ρ takes [..., m]
 * to the result. The mean, unlike the sum of the paper, keeps its scale when the same parameters serve sets of another n.
 *
 * <pre>{@code
 * Mlp phi = Mlp.builder(engine).inputs(3).hidden(64).outputs(32).build();
 * Mlp rho = Mlp.builder(engine).inputs(32).hidden(64).outputs(8).build();
 * DeepSet embedding = DeepSet.of(20, 3, phi, rho);
 * }</pre>
 */
public final class DeepSet implements Model {
    private final int elements;
    private final int features;
    private final Model phi;
    private final Model rho;
    private final Children children = new Children();

    private DeepSet(int elements, int features, Model phi, Model rho) {
        this.elements = elements;
        this.features = features;
        this.phi = children.add("phi", phi);
        this.rho = children.add("rho", rho);
    }

    /**
     * A function of sets.
     *
     * @param elements n
     * @param features k
     * @param phi of every element
     * @param rho of their mean
     * @throws IllegalArgumentException if n or k is not positive
     */
    public static DeepSet of(int elements, int features, Model phi, Model rho) {
        if (elements < 1 || features < 1) {
            throw new IllegalArgumentException("deep set: requires positive sizes, got " + elements + " elements of "
                    + features + " features; set both");
        }
        return new DeepSet(elements, features, phi, rho);
    }

    static DeepSet of(Config c, Engine engine, Models models) {
        return of(
                c.integer("elements"),
                c.integer("features"),
                models.build(engine, c.object("phi")),
                models.build(engine, c.object("rho")));
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        int rank = x.shape().rank();
        if (rank == 0
                || x.shape().extent(-1) != elements * features
                || !x.dtype().isFloating()) {
            throw new IllegalArgumentException("deep set: requires floating x [..., " + elements * features + "], got "
                    + x.type() + "; pass " + elements + " elements of " + features + " features in a row");
        }
        Tensor each = x.reshape(x.shape().range(0, rank - 1).concat(Shape.of(elements, features)));
        return rho.call(phi.call(each, pass).mean(-2), pass);
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "deep_set");
        c.put("elements", elements);
        c.put("features", features);
        c.put("phi", phi.config());
        c.put("rho", rho.config());
        return c;
    }
}
