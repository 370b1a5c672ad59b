package org.auriflow.bench.workload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Op;

/**
 * Counts the floating-point operations that a result takes, whichever way a program computes it.
 *
 * <p>Fused operations count as what they consist of, and equal operations on equal operands count once. A function such
 * as tanh counts as one operation.
 */
public final class GraphFlops {
    /** What each tensor seen so far is; equal computations have one number. */
    private final IdentityHashMap<Tensor, Integer> numbers = new IdentityHashMap<>();

    private final Map<Computation, Integer> computations = new HashMap<>();
    private int next;
    private long flops;

    private record Computation(Op op, List<Integer> operands) {}

    private GraphFlops() {}

    /** Operations of everything that these tensors depend on. */
    public static long of(Collection<Tensor> roots) {
        GraphFlops count = new GraphFlops();
        roots.forEach(count::walk);
        return count.flops;
    }

    /** Operands before results, on a stack of its own, since graphs are deeper than Java's. */
    private void walk(Tensor root) {
        IdentityHashMap<Tensor, Tensor> bodies = new IdentityHashMap<>();
        Deque<Tensor> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Tensor t = open.peek();
            List<Tensor> needs = t.op() instanceof Fused f
                    ? List.of(bodies.computeIfAbsent(t, k -> f.body().build(k.inputs())))
                    : t.inputs();
            List<Tensor> missing =
                    needs.stream().filter(n -> !numbers.containsKey(n)).toList();
            if (!numbers.containsKey(t) && !missing.isEmpty()) {
                missing.forEach(open::push);
                continue;
            }
            open.pop();
            if (!numbers.containsKey(t)) {
                numbers.put(t, t.op() instanceof Fused ? numbers.get(needs.get(0)) : number(t));
            }
        }
    }

    private int number(Tensor t) {
        if (t.inputs().isEmpty()) {
            return next++;
        }
        List<Integer> operands = new ArrayList<>();
        t.inputs().forEach(i -> operands.add(numbers.get(i)));
        Integer known = computations.get(new Computation(t.op(), operands));
        if (known != null) {
            return known;
        }
        flops += t.op().flops(t.inputs().stream().map(Tensor::type).toList(), t.type());
        computations.put(new Computation(t.op(), operands), next);
        return next++;
    }
}
