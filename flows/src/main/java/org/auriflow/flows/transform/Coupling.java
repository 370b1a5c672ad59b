package org.auriflow.flows.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Flows;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Features;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * Coupling: features A stay as they are, features B are transformed one by one with parameters that a network computes from
 * A and the context (L. Dinh, J. Sohl-Dickstein and S. Bengio, 1605.08803, section 3.3).
 *
 * <pre>{@code
 * y_A = x_A    y_B,i = g(x_B,i; network(x_A, context)_i)    ln|det| = Σᵢ ln g′
 * }</pre>
 *
 * <p>The network maps x_A followed by the context to the parameters of the first transformed feature, then those of the second,
 * and so on. Its parameters are named {@code network.…}. Both directions cost one call of the network.
 */
public final class Coupling implements Transform {
    private final boolean[] transformed;
    private final Elementwise elementwise;
    private final Model network;
    private final int contextWidth;
    private final Features kept;
    private final Features changed;
    private final boolean keptFirst;
    private final Features together;
    private final Children children = new Children();

    private Coupling(boolean[] transformed, Elementwise elementwise, Model network, int contextWidth) {
        this.transformed = transformed;
        this.elementwise = elementwise;
        this.network = children.add("network", network);
        this.contextWidth = contextWidth;
        int[] a = which(false);
        int[] b = which(true);
        this.kept = new Features(a);
        this.changed = new Features(b);
        // Halves then need no further copy, whichever of them is transformed.
        this.keptFirst = !transformed[0];
        this.together = new Features(
                        IntStream.concat(Arrays.stream(keptFirst ? a : b), Arrays.stream(keptFirst ? b : a))
                                .toArray())
                .inverse();
        Networks.check("coupling:", network, inputs(transformed, contextWidth), outputs(transformed, elementwise));
    }

    private int[] which(boolean on) {
        return IntStream.range(0, transformed.length)
                .filter(i -> transformed[i] == on)
                .toArray();
    }

    /**
     * A coupling without context.
     *
     * @param transformed which features are transformed; at least one, and not all
     * @param network from {@link #inputs} to {@link #outputs}
     * @throws IllegalArgumentException if the mask or the network does not fit
     */
    public static Coupling of(boolean[] transformed, Elementwise elementwise, Model network) {
        return of(transformed, elementwise, network, 0);
    }

    /**
     * A coupling with context.
     *
     * @param transformed which features are transformed; at least one, and all only if there is a context
     * @param network from {@link #inputs} to {@link #outputs}
     * @param contextWidth 0 for none
     * @throws IllegalArgumentException if the mask or the network does not fit
     */
    public static Coupling of(boolean[] transformed, Elementwise elementwise, Model network, int contextWidth) {
        int n = count(transformed);
        if (n == 0 || contextWidth < 0 || inputs(transformed, contextWidth) == 0) {
            throw new IllegalArgumentException("coupling: requires a transformed feature, and a kept one or a context,"
                    + " got the mask " + Arrays.toString(transformed) + " and a context of " + contextWidth
                    + "; see Coupling.secondHalf");
        }
        return new Coupling(transformed.clone(), elementwise, network, contextWidth);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Coupling fromConfig(Engine engine, Config c, Models models) {
        return of(
                mask(c),
                Flows.elementwise(c.object("elementwise")),
                models.build(engine, c.object("network")),
                c.integer("context"));
    }

    /** The features 'transformed' of a 'width'. */
    static boolean[] mask(Config c) {
        boolean[] mask = new boolean[c.integer("width")];
        for (int i : c.integers("transformed")) {
            if (i < 0 || i >= mask.length) {
                throw new IllegalArgumentException(c.type() + ": configuration requires features below " + mask.length
                        + " in 'transformed', got " + i + "; save it again");
            }
            mask[i] = true;
        }
        return mask;
    }

    private static int count(boolean[] mask) {
        int n = 0;
        for (boolean b : mask) {
            n += b ? 1 : 0;
        }
        return n;
    }

    /** Width of what the network of such a coupling takes. */
    public static int inputs(boolean[] transformed, int contextWidth) {
        return transformed.length - count(transformed) + contextWidth;
    }

    /** Width of what the network of such a coupling gives. */
    public static int outputs(boolean[] transformed, Elementwise elementwise) {
        return count(transformed) * elementwise.parameters();
    }

    /** The mask that keeps the first ⌊d/2⌋ features and transforms the rest. */
    public static boolean[] secondHalf(int width) {
        boolean[] mask = new boolean[width];
        Arrays.fill(mask, width / 2, width, true);
        return mask;
    }

    /** The mask that transforms every other feature, beginning with the first or the second. */
    public static boolean[] alternating(int width, boolean beginWithFirst) {
        boolean[] mask = new boolean[width];
        for (int i = beginWithFirst ? 0 : 1; i < width; i += 2) {
            mask[i] = true;
        }
        return mask;
    }

    @Override
    public int width() {
        return transformed.length;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return apply(x, context, pass, elementwise::forward);
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return apply(y, context, pass, elementwise::inverse);
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return value(x, context, pass, elementwise::forwardValue);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return value(y, context, pass, elementwise::inverseValue);
    }

    /** One direction of the elementwise map. */
    private interface Direction<R> {
        R of(Tensor x, Tensor parameters);
    }

    private Transformed apply(Tensor x, Tensor context, Pass pass, Direction<Transformed> direction) {
        Tensor a = kept(x);
        Transformed b = direction.of(changed.of(x), network(x, a, context, pass));
        return new Transformed(together(a, b.value()), b.logAbsDet().sum(-1));
    }

    private Tensor value(Tensor x, Tensor context, Pass pass, Direction<Tensor> direction) {
        Tensor a = kept(x);
        return together(a, direction.of(changed.of(x), network(x, a, context, pass)));
    }

    /** Null if all features are transformed. */
    private Tensor kept(Tensor x) {
        Rows.lead("coupling", x, transformed.length);
        return kept.count() == 0 ? null : kept.of(x);
    }

    private Tensor network(Tensor x, Tensor a, Tensor context, Pass pass) {
        List<Tensor> in = new ArrayList<>();
        if (a != null) {
            in.add(a);
        }
        Tensor rows = Rows.context("coupling", context, contextWidth, x);
        if (rows != null) {
            in.add(rows);
        }
        Tensor raw = network.call(Tensor.concatenate(-1, in.toArray(new Tensor[0])), pass);
        Shape lead = x.shape().range(0, x.shape().rank() - 1);
        return raw.reshape(lead.concat(Shape.of(changed.count(), elementwise.parameters())));
    }

    private Tensor together(Tensor a, Tensor b) {
        if (a == null) {
            return b;
        }
        return together.of(keptFirst ? Tensor.concatenate(-1, a, b) : Tensor.concatenate(-1, b, a));
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
        c.put("type", "coupling");
        c.put("width", transformed.length);
        c.put("transformed", Arrays.stream(which(true)).boxed().toList());
        c.put("elementwise", elementwise.config());
        c.put("network", network.config());
        c.put("context", contextWidth);
        return c;
    }
}
