package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<Integer> covered = new HashSet<>();
        List<Plan.Step> result = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            Plan.Step s = steps.get(i);
            if (!covered.contains(s.output())) {
                result.add(0, fused(s, covered));
            }
        }
        return result;
    }

    private Plan.Step fused(Plan.Step root, Set<Integer> covered) {
        for (Composite c : Composite.ALL) {
            Map<Integer, Plan.Operand> operands = new HashMap<>();
            Set<Integer> inside = new HashSet<>();
            boolean loop =
                    family.loop(c.name(), root.type().dtype(), root.type().dtype()) != null;
            if (loop && matches(c.tree(), root, operands, inside)) {
                covered.addAll(inside);
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
            Composite.Node node, Plan.Step s, Map<Integer, Plan.Operand> operands, Set<Integer> inside) {
        if (!s.op().isPointwise() || !s.op().name().equals(node.name())) {
            return false;
        }
        for (int k = 0; k < node.parts().size(); k++) {
            if (!matches(node.parts().get(k), s.inputs().get(k), operands, inside)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(
            Composite.Node part, Plan.Operand o, Map<Integer, Plan.Operand> operands, Set<Integer> inside) {
        if (part.isOperand()) {
            boolean one =
                    o.strides().stream().allMatch(step -> step == 0) || o.type().size() == 1;
            Plan.Operand before = operands.putIfAbsent(part.operand(), o);
            return (one || !part.isOne()) && (before == null || before.equals(o));
        }
        Plan.Step s = producer.get(o.memory());
        // A value that is used twice within the pattern would be computed twice.
        boolean alone = s != null && uses.get(o.memory()) == 1 && s.type().equals(o.type()) && o.isDense();
        inside.add(o.memory());
        return alone && matches(part, s, operands, inside);
    }
}
