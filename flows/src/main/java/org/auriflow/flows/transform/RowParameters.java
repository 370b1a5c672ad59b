package org.auriflow.flows.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * Raw parameters of a layer: variables that all rows share, to which a network of the context may add, so that every row has its own.
 * The parameters of the network are named {@code network.…}.
 */
final class RowParameters {
    private final String layer;
    private final List<Variable> shared;
    private final Model network;
    private final int contextWidth;
    private final Children children = new Children();

    private RowParameters(String layer, List<Variable> shared, Model network, int contextWidth) {
        this.layer = layer;
        this.shared = shared;
        this.network = network;
        this.contextWidth = contextWidth;
        if (network != null) {
            if (contextWidth < 1) {
                throw new IllegalArgumentException(layer + ": requires a context for its network, got a width of "
                        + contextWidth + "; leave the network out");
            }
            children.add("network", network);
            Networks.check(layer + ":", network, contextWidth, size(shared));
        }
    }

    /** Without a network. */
    static RowParameters shared(String layer, Variable... variables) {
        return new RowParameters(layer, List.of(variables), null, 0);
    }

    /**
     * With a network.
     *
     * @param addition from the context to the elements of all variables, one after the other
     */
    RowParameters with(Model addition, int width) {
        return new RowParameters(layer, shared, addition, width);
    }

    private static int size(List<Variable> variables) {
        return variables.stream()
                .mapToInt(v -> Math.toIntExact(v.type().shape().size()))
                .sum();
    }

    int contextWidth() {
        return contextWidth;
    }

    /** In the order of the variables: of their shapes, or of the leading axes of x [..., d] and their shapes. */
    List<Tensor> of(Tensor x, Tensor context, Pass pass) {
        List<Tensor> all = new ArrayList<>();
        if (network == null) {
            shared.forEach(v -> all.add(v.read()));
            return all;
        }
        Tensor added = network.call(Rows.context(layer, context, contextWidth, x), pass);
        Shape lead = x.shape().range(0, x.shape().rank() - 1);
        int at = 0;
        for (Variable v : shared) {
            Shape shape = v.type().shape();
            int end = at + Math.toIntExact(shape.size());
            all.add(v.read().add(added.slice(-1, at, end).reshape(lead.concat(shape))));
            at = end;
        }
        return all;
    }

    Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        shared.forEach(v -> p.put(v.name(), v));
        p.putAll(children.parameters());
        return p;
    }

    Map<String, Variable> state() {
        return children.state();
    }

    /** Adds what a configuration needs to {@link #with} the same network again. */
    void configure(Map<String, Object> c) {
        c.put("context", contextWidth);
        if (network != null) {
            c.put("network", network.config());
        }
    }
}
