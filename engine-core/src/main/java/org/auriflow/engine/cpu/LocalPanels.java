package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private final ToIntFunction<Plan.Memory> values;

    /** Readers of every value by group. */
    private final Map<Integer, Set<Plan.Group>> readers = new HashMap<>();

    /** Calls that move into a group, by group. */
    private final Map<Plan.Group, List<Plan.Step>> moved = new HashMap<>();

    LocalPanels(ToIntFunction<Plan.Memory> values) {
        this.values = values;
    }

    /** The schedule with panels packed by those who read them. */
    List<List<Plan.Group>> of(List<List<Plan.Group>> phases) {
        for (List<Plan.Group> phase : phases) {
            for (Plan.Group group : phase) {
                for (Plan.Step s : group.steps()) {
                    s.inputs().forEach(o -> readers.computeIfAbsent(o.memory(), v -> new HashSet<>())
                            .add(group));
                }
            }
        }
        phases.forEach(phase -> phase.forEach(group -> group.steps().forEach(this::move)));
        List<List<Plan.Group>> result = new ArrayList<>();
        for (List<Plan.Group> phase : phases) {
            List<Plan.Group> groups = phase.stream()
                    .map(this::changed)
                    .filter(g -> !g.steps().isEmpty())
                    .toList();
            if (!groups.isEmpty()) {
                result.add(groups);
            }
        }
        return result;
    }

    private void move(Plan.Step s) {
        Set<Plan.Group> groups = readers.getOrDefault(s.output(), Set.of());
        if (s.op() instanceof Packing.Pack && s.type().size() < LARGE && groups.size() == 1) {
            Plan.Group to = groups.iterator().next();
            if (to.units() > 1) {
                moved.computeIfAbsent(to, g -> new ArrayList<>()).add(s);
            }
        }
    }

    private Plan.Group changed(Plan.Group group) {
        Map<Integer, Plan.Step> packs = new HashMap<>();
        moved.getOrDefault(group, List.of()).forEach(s -> packs.put(s.output(), s));
        Map<Integer, Integer> local = new HashMap<>();
        List<Plan.Step> steps = new ArrayList<>();
        for (Plan.Step s : group.steps()) {
            boolean leaves = moved.values().stream().anyMatch(list -> list.contains(s));
            if (leaves) {
                continue;
            }
            List<Plan.Operand> inputs = new ArrayList<>();
            for (Plan.Operand o : s.inputs()) {
                Plan.Step pack = packs.get(o.memory());
                if (pack == null) {
                    inputs.add(o);
                    continue;
                }
                Integer to = local.get(o.memory());
                if (to == null) {
                    to = local(pack);
                    local.put(o.memory(), to);
                    steps.add(new Plan.Step(pack.op(), pack.inputs(), pack.type(), to));
                }
                inputs.add(new Plan.Operand(to, o.type(), o.strides()));
            }
            steps.add(new Plan.Step(s.op(), inputs, s.type(), s.output()));
        }
        return new Plan.Group(group.units(), steps);
    }

    private int local(Plan.Step pack) {
        int size = ((Packing.Pack) pack.op()).size();
        return values.applyAsInt(new Plan.Memory(Plan.Role.LOCAL, pack.type().dtype(), size, null, null));
    }
}
