package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.Batch;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * A named operation that holds its decomposition into others.
 *
 * <p>Value, derivatives of any order and batching all come from the decomposition, unless a {@link Rule} overrides the
 * reverse mode or a {@link Tangent} the forward mode. A backend that has a kernel of that name runs it; otherwise the decomposition is expanded when a program
 * is compiled. It exists for measured speed or stability, for {@link Tensor#checkpoint} and for custom derivatives.
 *
 * <p>Two applications are equal operations if they come from the same {@code key}.
 *
 * @param name kernel name
 * @param key attributes; equal keys of one name mean the same function
 * @param body the decomposition
 * @param rule own reverse rule, or null
 * @param tangent own forward rule, or null; lost when a node that has one is batched, unless the body is {@link Rowwise}
 */
public record Fused(String name, Object key, Body body, Rule rule, Tangent tangent) implements Op {
    /** The decomposition: inputs to result. A function of its inputs alone; other tensors it reads are constants to it. */
    @FunctionalInterface
    public interface Body {
        /** Builds the graph. */
        Tensor build(List<Tensor> x);

        /**
         * Type of the result, found by building the graph.
         *
         * @param name of the operation, for errors
         */
        default TensorType type(String name, List<TensorType> in) {
            List<Tensor> x = new ArrayList<>();
            for (int k = 0; k < in.size(); k++) {
                x.add(Tensor.input(name + "." + k, in.get(k).dtype(), in.get(k).shape()));
            }
            return build(x).type();
        }

        /** Floating-point operations of a kernel. */
        default long flops(List<TensorType> in, TensorType out) {
            return out.size();
        }
    }

    /** A reverse rule. */
    @FunctionalInterface
    public interface Rule {
        /** Cotangents of the inputs ({@code null} for zero, each of its input's type), given result, inputs and cotangent. */
        List<Tensor> vjp(Tensor y, List<Tensor> x, Tensor cotangent);
    }

    /** A forward rule. */
    @FunctionalInterface
    public interface Tangent {
        /** The tangent of the result, given the result, the inputs and their tangents ({@code null} for zero, never all). */
        Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents);
    }

    /** A fused operation that derives everything from its decomposition. */
    public Fused(String name, Object key, Body body) {
        this(name, key, body, null, null);
    }

    /** A fused operation with its own reverse rule. */
    public Fused(String name, Object key, Body body, Rule rule) {
        this(name, key, body, rule, null);
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        return body.type(name, in);
    }

    @Override
    public long flops(List<TensorType> in, TensorType out) {
        return body.flops(in, out);
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        List<Tensor> x = new ArrayList<>();
        for (int k = 0; k < in.size(); k++) {
            x.add(Tensor.constant(types.get(k), in.get(k)));
        }
        out.copyFrom(body.build(x).storage(), 0, 0, out.size());
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        if (rule != null) {
            return byRule(y, x, v);
        }
        Tensor[] result = new Tensor[x.size()];
        List<Tensor> cuts = cut(x);
        List<Tensor> wrt = new ArrayList<>();
        for (int k = 0; k < result.length; k++) {
            if (wanted[k]) {
                wrt.add(cuts.get(k));
            }
        }
        List<Tensor> g = Grad.vjp(List.of(body.build(cuts)), List.of(v), wrt);
        int i = 0;
        for (int k = 0; k < result.length; k++) {
            result[k] = wanted[k] ? g.get(i++) : null;
        }
        return result;
    }

    private Tensor[] byRule(Tensor y, List<Tensor> x, Tensor v) {
        Tensor[] g = rule.vjp(y, x, v).toArray(new Tensor[0]);
        if (g.length != x.size()) {
            throw Op.error(
                    name, "the rule must give one cotangent per input", g.length + " for " + x.size(), "null is zero");
        }
        for (int k = 0; k < g.length; k++) {
            // Addition to another cotangent would broadcast it, or give an error far from here.
            if (g[k] != null && !g[k].type().equals(x.get(k).type())) {
                throw Op.error(
                        name,
                        "the rule must give a cotangent of the type of input " + k,
                        g[k].type() + " for " + x.get(k).type(),
                        "reshape or sumTo it");
            }
        }
        return g;
    }

    /** Copies of the inputs under new nodes, so that differentiation of the body ends at them. */
    private static List<Tensor> cut(List<Tensor> x) {
        return x.stream().map(Tensor::alias).toList();
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents) {
        if (tangent != null) {
            return tangent.jvp(y, x, tangents);
        }
        List<Tensor> cuts = cut(x);
        List<Tensor> wrt = new ArrayList<>();
        List<Tensor> directions = new ArrayList<>();
        for (int k = 0; k < tangents.length; k++) {
            if (tangents[k] != null) {
                wrt.add(cuts.get(k));
                directions.add(tangents[k]);
            }
        }
        return Grad.jvp(List.of(body.build(cuts)), wrt, directions).get(0);
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        if (body instanceof Rowwise rows) {
            return Tensor.apply(this, rows.batched(x, batched, n));
        }
        if (rule == null) {
            return mapped(x, batched);
        }
        // The rule is batched with the body: the derivative of the batched node must still be the given one.
        List<Boolean> mask = new ArrayList<>();
        for (boolean b : batched) {
            mask.add(b);
        }
        Body all = in -> mapped(in, batched);
        Rule each = (y, in, v) -> mappedRule(y, in, v, batched);
        return Tensor.apply(new Fused(name, List.of(key, mask), all, each), x.toArray(new Tensor[0]));
    }

    private Tensor mapped(List<Tensor> x, boolean[] batched) {
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> from = new ArrayList<>();
        List<Tensor> to = new ArrayList<>();
        leaves(x, batched, leaves, from, to);
        return Batch.vmap(List.of(body.build(leaves)), from, to).get(0);
    }

    private List<Tensor> mappedRule(Tensor y, List<Tensor> x, Tensor v, boolean[] batched) {
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> from = new ArrayList<>();
        List<Tensor> to = new ArrayList<>();
        leaves(x, batched, leaves, from, to);
        List<Tensor> ends = new ArrayList<>();
        leaves(List.of(y, v), new boolean[] {true, true}, ends, from, to);
        List<Tensor> one = rule.vjp(ends.get(0), leaves, ends.get(1));
        List<Tensor> result = new ArrayList<>();
        for (int k = 0; k < batched.length; k++) {
            Tensor g = one.get(k) == null
                    ? null
                    : Batch.vmap(List.of(one.get(k)), from, to).get(0);
            // A shared input collects the cotangents of all samples.
            result.add(g == null || batched[k] ? g : g.sum(0));
        }
        return result;
    }

    /** The inputs of one sample: placeholders for batched ones, which {@code from} and {@code to} relate to the batch. */
    private void leaves(List<Tensor> x, boolean[] batched, List<Tensor> leaves, List<Tensor> from, List<Tensor> to) {
        for (int k = 0; k < batched.length; k++) {
            if (batched[k]) {
                TensorType t = x.get(k).type();
                Tensor leaf = Tensor.input(
                        name, t.dtype(), t.shape().range(1, t.shape().rank()));
                leaves.add(leaf);
                from.add(leaf);
                to.add(x.get(k));
            } else {
                leaves.add(x.get(k));
            }
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Fused f && name.equals(f.name) && key.equals(f.key);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + key.hashCode();
    }

    @Override
    public String toString() {
        return name + key;
    }
}
