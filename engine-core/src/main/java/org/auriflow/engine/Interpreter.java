package org.auriflow.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Evaluates a graph node by node with the reference implementations, on the caller's thread. */
final class Interpreter {
    private Interpreter() {}

    static Storage evaluate(Tensor root) {
        List<Tensor> order = Graph.order(List.of(root), t -> t.realised() != null);
        Map<Tensor, Integer> users = new HashMap<>();
        for (Tensor t : order) {
            if (t.realised() == null) {
                t.inputs().forEach(in -> users.merge(in, 1, Integer::sum));
            }
        }
        Map<Tensor, Storage> values = new HashMap<>();
        for (Tensor t : order) {
            values.put(t, value(t, values));
            // Freed as soon as its last user is done, so that a long chain needs the memory of a short one.
            for (Tensor in : t.realised() == null ? t.inputs() : List.<Tensor>of()) {
                if (users.merge(in, -1, Integer::sum) == 0) {
                    values.remove(in);
                }
            }
        }
        return values.get(root);
    }

    private static Storage value(Tensor t, Map<Tensor, Storage> values) {
        if (t.realised() != null) {
            return t.realised();
        }
        List<Storage> in = new ArrayList<>();
        List<TensorType> types = new ArrayList<>();
        for (Tensor x : t.inputs()) {
            in.add(values.get(x));
            types.add(x.type());
        }
        Storage out = Storage.allocate(t.dtype(), t.shape().size());
        t.op().evaluate(in, types, out, t.type());
        return out;
    }
}
