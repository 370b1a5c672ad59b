package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * The body of a {@link Fused} operation that maps each row of its inputs to a row of its result by pointwise operations among
 * the components of that row: a function written for single numbers, with as many of them as it likes.
 *
 * <p>A component is a tensor with one element per row. Rows stand along the last axis, [..., width]; width 0 means a single
 * component without an axis, [...]. A backend may run the whole function in registers or on a block of rows in the cache; without a
 * kernel the components are slices of the inputs.
 */
public final class Rowwise implements Fused.Body {
    /** A function of the components of one row. */
    @FunctionalInterface
    public interface Function {
        /**
         * Builds the graph, of pointwise operations alone.
         *
         * @param x the components of each input, all of one shape
         * @return the components of the result
         */
        List<Tensor> of(List<List<Tensor>> x);
    }

    private final List<Integer> widths;
    private final int width;
    private final Function function;

    /** Pointwise operations for one row; 0 until they are counted. */
    private int operations;

    /**
     * A function of rows.
     *
     * @param widths components of each input
     * @param width components of the result
     * @param function the function of components
     */
    public Rowwise(List<Integer> widths, int width, Function function) {
        this.widths = List.copyOf(widths);
        this.width = width;
        this.function = function;
    }

    /** Components of each input. */
    public List<Integer> widths() {
        return widths;
    }

    /** Components of the result. */
    public int width() {
        return width;
    }

    /**
     * A fused operation whose derivatives, of any order and in both modes, are such operations too: {@code name.vjp} of inputs and
     * cotangent gives all cotangents in one row, {@code name.jvp} of inputs and tangents the tangent.
     */
    public static Fused operation(String name, Object key, Rowwise body) {
        return new Fused(name, key, body, body.rule(name, key), body.tangent(name, key));
    }

    private Fused.Rule rule(String name, Object key) {
        Rowwise reverse = reverse();
        return (y, x, v) -> {
            List<Tensor> in = new ArrayList<>(x);
            in.add(v);
            return split(Tensor.apply(operation(name + ".vjp", key, reverse), in.toArray(new Tensor[0])));
        };
    }

    private Fused.Tangent tangent(String name, Object key) {
        Rowwise forward = forward();
        return (y, x, t) -> {
            List<Tensor> in = new ArrayList<>(x);
            for (int k = 0; k < t.length; k++) {
                in.add(t[k] == null ? Tensor.zerosLike(x.get(k)) : t[k]);
            }
            return Tensor.apply(operation(name + ".jvp", key, forward), in.toArray(new Tensor[0]));
        };
    }

    /** Of inputs and a cotangent, the cotangents of all inputs in one row; {@link #split} takes them apart. */
    public Rowwise reverse() {
        List<Integer> all = new ArrayList<>(widths);
        all.add(width);
        return new Rowwise(all, components(widths), x -> {
            List<List<Tensor>> at = cut(x.subList(0, widths.size()));
            return Grad.vjp(function.of(at), x.get(widths.size()), flat(at));
        });
    }

    /** Of inputs and as many tangents, the tangent of the result. */
    private Rowwise forward() {
        List<Integer> all = new ArrayList<>(widths);
        all.addAll(widths);
        return new Rowwise(all, width, x -> {
            int n = widths.size();
            List<List<Tensor>> at = cut(x.subList(0, n));
            return Grad.jvp(function.of(at), flat(at), flat(x.subList(n, 2 * n)));
        });
    }

    /** Copies under new nodes, so that differentiation ends at them. */
    private static List<List<Tensor>> cut(List<List<Tensor>> x) {
        return x.stream().map(c -> c.stream().map(Tensor::alias).toList()).toList();
    }

    private static List<Tensor> flat(List<List<Tensor>> x) {
        return x.stream().flatMap(List::stream).toList();
    }

    /** The function of components. */
    public Function function() {
        return function;
    }

    /** Takes a row of the components of all inputs, [..., sum], apart. */
    public List<Tensor> split(Tensor row) {
        List<Tensor> parts = new ArrayList<>();
        int at = 0;
        for (int w : widths) {
            parts.add(w == 0 ? row.select(-1, at) : row.slice(-1, at, at + w));
            at += Math.max(w, 1);
        }
        return parts;
    }

    private static int components(List<Integer> widths) {
        return widths.stream().mapToInt(w -> Math.max(w, 1)).sum();
    }

    @Override
    public Tensor build(List<Tensor> x) {
        List<List<Tensor>> rows = new ArrayList<>();
        for (int k = 0; k < widths.size(); k++) {
            List<Tensor> row = new ArrayList<>();
            for (int j = 0; j < widths.get(k); j++) {
                row.add(x.get(k).select(-1, j));
            }
            rows.add(widths.get(k) == 0 ? List.of(x.get(k)) : row);
        }
        List<Tensor> y = function.of(rows);
        return width == 0 ? y.get(0) : Tensor.stack(-1, y.toArray(new Tensor[0]));
    }

    /** The function of inputs that are named by number: n rows of components of all inputs, one after the other. */
    public List<Tensor> placeholders(DType dtype, int n) {
        List<List<Tensor>> x = new ArrayList<>();
        int at = 0;
        for (int w : widths) {
            List<Tensor> row = new ArrayList<>();
            for (int j = 0; j < Math.max(w, 1); j++) {
                row.add(Tensor.input(Integer.toString(at++), dtype, Shape.of(n)));
            }
            x.add(row);
        }
        return function.of(x);
    }

    /** Checks that the inputs are rows of one dtype and number, and tells the type of the result. */
    @Override
    public TensorType type(String name, List<TensorType> in) {
        Shape lead = in.get(0).shape();
        if (widths.get(0) > 0) {
            lead = lead.rank() == 0 ? lead : lead.range(0, lead.rank() - 1);
        }
        for (int k = 0; k < in.size(); k++) {
            TensorType fits = in.get(0).withShape(row(lead, widths.get(k)));
            if (!in.get(k).equals(fits) || !fits.dtype().isFloating()) {
                throw Op.error(
                        name, "requires floating rows of widths " + widths, in.toString(), "reshape or cast them");
            }
        }
        return in.get(0).withShape(row(lead, width));
    }

    private static Shape row(Shape lead, int width) {
        return width == 0 ? lead : lead.concat(Shape.of(width));
    }

    /** Rows of a result of this type. */
    public int rows(TensorType type) {
        return type.shape().size() / Math.max(width, 1);
    }

    @Override
    public long flops(List<TensorType> in, TensorType out) {
        if (operations == 0) {
            operations = (int) Graph.order(placeholders(out.dtype(), 1)).stream()
                    .filter(t -> t.op().isPointwise())
                    .count();
        }
        return (long) operations * rows(out);
    }

    /** The inputs of a batch of n: one more axis in front, of inputs that are the same for all samples too. */
    Tensor[] batched(List<Tensor> x, boolean[] batched, int n) {
        Tensor[] all = x.toArray(new Tensor[0]);
        for (int k = 0; k < all.length; k++) {
            all[k] = batched[k] ? all[k] : all[k].broadcastTo(Shape.of(n).concat(all[k].shape()));
        }
        return all;
    }
}
