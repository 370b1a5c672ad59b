package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.auriflow.engine.spi.Plan;

/**
 * Lets every thread put small right factors into panels for itself, where one group of calls reads them.
 *
 * <p>Half of panels that two threads share comes from the cache of the other one, which takes longer than packing that half
 * again; and nobody waits for panels.
 */
final class LocalPanels {
    /** Elements of panels from which on packing takes longer than reading what another thread packed. */
    private static final int LARGE = 1 << 15;

    private static final int SEVERAL = -1;

    private final ToIntFunction<Plan.Memory> values;

    /** Number of the group that reads a value, or SEVERAL. */
    private final Map<Integer, Integer> reader = new HashMap<>();

    /** Calls that move to where their results are read, by result. */
    private final Map<Integer, Plan.Step> moved = new HashMap<>();

    /** The value that takes the place of a result that moves. */
    private final Map<Integer, Integer> local = new HashMap<>();

    LocalPanels(ToIntFunction<Plan.Memory> values) {
        this.values = values;
    }

    /** The schedule with panels packed by those who read them. */
    List<List<Plan.Group>> of(List<List<Plan.Group>> phases) {
        List<Plan.Group> all = phases.stream().flatMap(List::stream).toList();
        for (int g = 0; g < all.size(); g++) {
            int number = g;
            all.get(g).steps().forEach(s -> s.inputs()
                    .forEach(o -> reader.merge(o.memory(), number, (x, y) -> x.equals(y) ? x : SEVERAL)));
        }
        for (Plan.Group group : all) {
            for (Plan.Step s : group.steps()) {
                int to = reader.getOrDefault(s.output(), SEVERAL);
                boolean small = s.op() instanceof Packing.Pack && s.type().size() < LARGE;
                if (small && to != SEVERAL && all.get(to).units() > 1) {
                    moved.put(s.output(), s);
                }
            }
        }
        return phases.stream()
                .map(phase -> phase.stream()
                        .map(this::changed)
                        .filter(g -> !g.steps().isEmpty())
                        .toList())
                .filter(phase -> !phase.isEmpty())
                .toList();
    }

    private Plan.Group changed(Plan.Group group) {
        List<Plan.Step> steps = new ArrayList<>();
        for (Plan.Step s : group.steps()) {
            if (!moved.containsKey(s.output())) {
                List<Plan.Operand> inputs =
                        s.inputs().stream().map(o -> operand(o, steps)).toList();
                steps.add(new Plan.Step(s.op(), inputs, s.type(), s.output()));
            }
        }
        return new Plan.Group(group.units(), steps);
    }

    /** What a call reads, after the call that packs it where there is none yet. */
    private Plan.Operand operand(Plan.Operand o, List<Plan.Step> steps) {
        Plan.Step pack = moved.get(o.memory());
        if (pack == null) {
            return o;
        }
        Integer to = local.get(o.memory());
        if (to == null) {
            int size = ((Packing.Pack) pack.op()).size();
            to = values.applyAsInt(new Plan.Memory(Plan.Role.LOCAL, pack.type().dtype(), size, null, null));
            local.put(o.memory(), to);
            steps.add(new Plan.Step(pack.op(), pack.inputs(), pack.type(), to));
        }
        return new Plan.Operand(to, o.type(), o.strides());
    }
}
