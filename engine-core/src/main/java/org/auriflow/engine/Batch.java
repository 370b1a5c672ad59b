package org.auriflow.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Batching as a transformation of the graph: a function of one sample becomes a function of many, each operation by its
 * own rule, with no loop left.
 */
public final class Batch {
    private Batch() {}

    /**
     * Applies a one-sample function to every entry of the leading axis: x [n, …] gives [n, …].
     *
     * @param function graph of one sample; it may read other tensors, which all samples share
     */
    public static Tensor vmap(UnaryOperator<Tensor> function, Tensor x) {
        if (x.shape().rank() == 0) {
            throw new IllegalArgumentException("vmap: requires a leading axis, got a scalar; stack the samples");
        }
        Tensor one =
                Tensor.input("sample", x.dtype(), x.shape().range(1, x.shape().rank()));
        return vmap(List.of(function.apply(one)), List.of(one), List.of(x)).get(0);
    }

    /**
     * Per-sample Jacobians of a one-sample function: x [n, …] gives [n, y…, x…], with y the shape of one result.
     *
     * @param function graph of one sample
     */
    public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor x) {
        return vmap(one -> Grad.jacobian(function.apply(one), one), x);
    }

    /**
     * The tensors {@code ys} with each of {@code leaves} replaced by a tensor that has one more, leading axis of a common
     * extent n; every result has that axis too.
     */
    public static List<Tensor> vmap(List<Tensor> ys, List<Tensor> leaves, List<Tensor> values) {
        Map<Tensor, Tensor> mapped = new HashMap<>();
        int n = -1;
        for (int k = 0; k < leaves.size(); k++) {
            Shape one = leaves.get(k).shape();
            Shape all = values.get(k).shape();
            boolean fits =
                    all.rank() == one.rank() + 1 && all.remove(List.of(0)).equals(one);
            if (!fits
                    || (n >= 0 && all.extent(0) != n)
                    || values.get(k).dtype() != leaves.get(k).dtype()) {
                throw new IllegalArgumentException(
                        "vmap: values must be samples of one shape along one leading axis, got "
                                + values.get(k).type() + " for " + leaves.get(k).type() + "; stack them first");
            }
            n = all.extent(0);
            mapped.put(leaves.get(k), values.get(k));
        }
        for (Tensor y : Graph.order(ys, mapped::containsKey)) {
            boolean[] batched = new boolean[y.inputs().size()];
            List<Tensor> x = new ArrayList<>();
            boolean any = false;
            for (int k = 0; k < batched.length; k++) {
                Tensor b = mapped.get(y.inputs().get(k));
                batched[k] = b != null;
                any |= batched[k];
                x.add(b == null ? y.inputs().get(k) : b);
            }
            if (any && !mapped.containsKey(y)) {
                mapped.put(y, y.op().batch(x, batched, n));
            }
        }
        List<Tensor> result = new ArrayList<>();
        for (Tensor y : ys) {
            Tensor b = mapped.get(y);
            result.add(b != null ? b : y.broadcastTo(y.shape().insert(0, n)));
        }
        return result;
    }
}
