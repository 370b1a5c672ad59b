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
 * reverse mode. A backend that has a kernel of that name runs it; otherwise the decomposition is expanded when a program
 * is compiled. It exists for measured speed or stability, for {@link Tensor#checkpoint} and for custom derivatives.
 *
 * <p>Two applications are equal operations if they come from the same {@code key}.
 *
 * @param name kernel name
 * @param key attributes; equal keys of one name mean the same function
 * @param body the decomposition
 * @param rule own reverse rule, or null
 */
public record Fused(String name, Object key, Body body, Rule rule) implements Op {
    /** The decomposition: inputs to result. */
    @FunctionalInterface
    public interface Body {
        /** Builds the graph. */
        Tensor build(List<Tensor> x);
    }

    /** A reverse rule. */
    @FunctionalInterface
    public interface Rule {
        /** Cotangents of the inputs ({@code null} for zero), given the result, the inputs and its cotangent. */
        List<Tensor> vjp(Tensor y, List<Tensor> x, Tensor cotangent);
    }

    /** A fused operation that derives everything from its decomposition. */
    public Fused(String name, Object key, Body body) {
        this(name, key, body, null);
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        return onPlaceholders(in).type();
    }

    private Tensor onPlaceholders(List<TensorType> in) {
        List<Tensor> x = new ArrayList<>();
        for (int k = 0; k < in.size(); k++) {
            x.add(Tensor.input(name + "." + k, in.get(k).dtype(), in.get(k).shape()));
        }
        return body.build(x);
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
            return rule.vjp(y, x, v).toArray(new Tensor[0]);
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

    /** Copies of the inputs under new nodes, so that differentiation of the body ends at them. */
    private static List<Tensor> cut(List<Tensor> x) {
        return x.stream().map(Tensor::alias).toList();
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents) {
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
        List<Tensor> leaves = new ArrayList<>();
        List<Tensor> from = new ArrayList<>();
        List<Tensor> to = new ArrayList<>();
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
        return Batch.vmap(List.of(body.build(leaves)), from, to).get(0);
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
