package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/** Replaces pointwise calls by {@link Composite} ones where nothing else needs the values in between. */
final class Fusion {
    private final KernelFamily family;
    private final Map<Integer, Plan.Step> producer = new HashMap<>();
    private final Map<Integer, Integer> uses = new HashMap<>();

    Fusion(KernelFamily family) {
        this.family = family;
    }

    /**
     * The calls with composites in place of those that they cover.
     *
     * @param kept values that are needed after the calls
     */
    List<Plan.Step> of(List<Plan.Step> steps, Set<Integer> kept) {
        for (Plan.Step s : steps) {
            producer.put(s.output(), s);
            s.inputs().forEach(o -> uses.merge(o.memory(), 1, Integer::sum));
        }
        kept.forEach(v -> uses.merge(v, 1, Integer::sum));
        List<Plan.Step> result = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Plan.Step s = steps.get(i);
            // All users come later: those that computed the value themselves have been counted off.
            if (uses.getOrDefault(s.output(), 1) > 0) {
                result.add(fused(s));
            }
        }
        Collections.reverse(result);
        return result;
    }

    private Plan.Step fused(Plan.Step root) {
        for (Composite c : Composite.ALL) {
            Map<Integer, Plan.Operand> operands = new HashMap<>();
            Set<Integer> inside = new HashSet<>();
            boolean loop =
                    family.loop(c.name(), root.type().dtype(), root.type().dtype()) != null;
            if (loop && matches(c.tree(), root, root.type().dtype(), operands, inside)) {
                inside.forEach(v -> uses.merge(v, -1, Integer::sum));
                List<Plan.Operand> inputs = new ArrayList<>();
                for (int k = 0; k < operands.size(); k++) {
                    inputs.add(operands.get(k));
                }
                return new Plan.Step(c, inputs, root.type(), root.output());
            }
        }
        return root;
    }

    private boolean matches(
            Composite.Node node, Plan.Step s, DType dtype, Map<Integer, Plan.Operand> operands, Set<Integer> inside) {
        if (!s.op().isPointwise() || !s.op().name().equals(node.name())) {
            return false;
        }
        for (int k = 0; k < node.parts().size(); k++) {
            if (!matches(node.parts().get(k), s.inputs().get(k), dtype, operands, inside)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(
            Composite.Node part,
            Plan.Operand o,
            DType dtype,
            Map<Integer, Plan.Operand> operands,
            Set<Integer> inside) {
        if (part.isOperand()) {
            boolean one =
                    o.strides().stream().allMatch(step -> step == 0) || o.type().size() == 1;
            Plan.Operand before = operands.putIfAbsent(part.operand(), o);
            // Conditions of numbers of another dtype have no loop.
            boolean fits = o.type().dtype() == dtype || o.type().dtype() == DType.BOOL;
            return fits && (one || !part.isOne()) && (before == null || before.equals(o));
        }
        Plan.Step s = producer.get(o.memory());
        // A value that is used twice would be computed twice, which is cheaper than a condition in memory.
        boolean alone = s != null
                && (uses.get(o.memory()) == 1 || s.type().dtype() == DType.BOOL)
                && s.type().equals(o.type())
                && o.isDense();
        inside.add(o.memory());
        return alone && matches(part, s, dtype, operands, inside);
    }
}
