package org.auriflow.flows.transform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
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
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.MaskedMlp;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * Autoregressive transform: every feature is transformed with parameters that a masked network computes from the features of
 * lower positions and the context (G. Papamakarios, T. Pavlakou and I. Murray, 1705.07057, section 3).
 *
 * <pre>{@code
 * yᵢ = g(xᵢ; network(x_<i, context)ᵢ)    ln|det| = Σᵢ ln g′
 * }</pre>
 *
 * <p>Forward is one call of the network. The inverse goes through the positions one after the other, since parameters of a feature need
 * those before it: the work of one call too, but in as many dependent steps as there are positions, and a graph that grows
 * with them. {@link Inverse} of it is the inverse autoregressive transform of 1606.04934, which is quick in the other direction.
 * With two positions it is a coupling that transforms the first half by learnt constants.
 *
 * <p>The parameters of the network are named {@code network.…}.
 */
public final class Autoregressive implements Transform {
    private static final String NAME = "autoregressive";

    private final Elementwise elementwise;
    private final MaskedMlp network;
    private final Features ordered;
    private final Features back;
    /** How many features have each position. */
    private final int[] counts;

    private final Children children = new Children();

    private Autoregressive(Elementwise elementwise, MaskedMlp network) {
        this.elementwise = elementwise;
        this.network = children.add("network", network);
        int[] positions = network.positions();
        this.ordered = new Features(IntStream.range(0, positions.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> positions[i]))
                .mapToInt(i -> i)
                .toArray());
        this.back = ordered.inverse();
        this.counts = new int[Arrays.stream(positions).max().orElseThrow() + 1];
        for (int q : positions) {
            counts[q]++;
        }
    }

    /**
     * An autoregressive transform with the width, the context and the order of a network.
     *
     * @throws IllegalArgumentException if the network does not give the parameters of the functions for each feature
     */
    public static Autoregressive of(Elementwise elementwise, MaskedMlp network) {
        if (network.outputs() != elementwise.parameters()) {
            throw new IllegalArgumentException(NAME + ": requires a network with " + elementwise.parameters()
                    + " outputs for each feature, got " + network.outputs() + "; see Elementwise.parameters");
        }
        return new Autoregressive(elementwise, network);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Autoregressive fromConfig(Engine engine, Config c, Models models) {
        return of(
                Flows.elementwise(c.object("elementwise")),
                Parts.part(MaskedMlp.class, NAME, models.build(engine, c.object("network"))));
    }

    @Override
    public int width() {
        return network.width();
    }

    @Override
    public int contextWidth() {
        return network.contextWidth();
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        Transformed y = elementwise.forward(x, parameters(x, context, pass));
        return new Transformed(y.value(), y.logAbsDet().sum(-1));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return elementwise.forwardValue(x, parameters(x, context, pass));
    }

    private Tensor parameters(Tensor x, Tensor context, Pass pass) {
        Shape lead = Rows.lead(NAME, x, width());
        Tensor rows = Rows.context(NAME, context, contextWidth(), x);
        Tensor raw = network.call(rows == null ? x : Tensor.concatenate(-1, rows, x), pass);
        return raw.reshape(lead.concat(Shape.of(width(), elementwise.parameters())));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        List<Tensor> logs = new ArrayList<>();
        Tensor x = solve(y, context, (v, parameters) -> {
            Transformed t = elementwise.inverse(v, parameters);
            logs.add(t.logAbsDet());
            return t.value();
        });
        return new Transformed(
                x, Tensor.concatenate(-1, logs.toArray(new Tensor[0])).sum(-1));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return solve(y, context, elementwise::inverseValue);
    }

    /** x position by position, by the inverse of the elementwise function. */
    private Tensor solve(Tensor y, Tensor context, BinaryOperator<Tensor> inverse) {
        Shape lead = Rows.lead(NAME, y, width());
        Tensor rows = Rows.context(NAME, context, contextWidth(), y);
        Tensor known = rows == null ? y.slice(-1, 0, 0) : rows;
        Tensor left = ordered.of(y);
        MaskedMlp.Steps steps = network.steps();
        List<Tensor> x = new ArrayList<>();
        int at = 0;
        for (int n : counts) {
            Tensor parameters = steps.next(known).reshape(lead.concat(Shape.of(n, elementwise.parameters())));
            known = inverse.apply(left.slice(-1, at, at + n), parameters);
            x.add(known);
            at += n;
        }
        return back.of(Tensor.concatenate(-1, x.toArray(new Tensor[0])));
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "autoregressive");
        c.put("elementwise", elementwise.config());
        c.put("network", network.config());
        return c;
    }
}
