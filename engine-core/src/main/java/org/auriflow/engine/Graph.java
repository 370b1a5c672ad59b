package org.auriflow.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Walks over the graph of tensors; iterative, since a recursive walk overflows the stack on deep graphs. */
public final class Graph {
    private Graph() {}

    /** Everything the roots depend on and the roots themselves, inputs before users, in a deterministic order. */
    public static List<Tensor> order(Collection<Tensor> roots) {
        return order(roots, t -> false);
    }

    /** As {@link #order(Collection)}, but the inputs of a tensor for which {@code leaf} holds are not followed. */
    public static List<Tensor> order(Collection<Tensor> roots, Predicate<Tensor> leaf) {
        record Frame(Tensor tensor, boolean expanded) {}
        List<Tensor> order = new ArrayList<>();
        Set<Tensor> done = new HashSet<>();
        Deque<Frame> stack = new ArrayDeque<>();
        for (Tensor root : roots) {
            stack.push(new Frame(root, false));
            while (!stack.isEmpty()) {
                Frame f = stack.pop();
                if (f.expanded) {
                    order.add(f.tensor);
                } else if (done.add(f.tensor)) {
                    stack.push(new Frame(f.tensor, true));
                    if (!leaf.test(f.tensor)) {
                        List<Tensor> in = f.tensor.inputs();
                        for (int k = in.size() - 1; k >= 0; k--) {
                            stack.push(new Frame(in.get(k), false));
                        }
                    }
                }
            }
        }
        return order;
    }
}
