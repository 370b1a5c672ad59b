package org.auriflow.engine.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/**
 * Gives the values of a scheduled program their memory.
 *
 * <p>Values whose lifetimes do not overlap share memory, the smallest free one that fits; a pointwise call may write over
 * an operand that dies with it, and over the variable that its result is to become. Groups of a phase run at the same
 * time, and so do the parts of a group: what becomes free within a phase may only be taken by the same group, by values
 * of the same size, whose parts lie at the same place.
 */
final class Allocation {
    /** Where in the schedule a call stands. */
    private record Place(int phase, int group, int index) {}

    /** A call that reads a value, and whether each unit of it reads the same unit only. */
    private record Reader(Place place, boolean aligned, boolean elementwise) {}

    private final List<Plan.Memory> values;
    private final List<List<Plan.Group>> schedule;
    private final Set<Integer> outputs;
    private final Set<Integer> pinned = new HashSet<>();
    private final Backend backend;
    private final Map<Integer, List<Reader>> readers = new HashMap<>();
    private final Map<Integer, Place> written = new HashMap<>();
    private final Map<Integer, Integer> left = new HashMap<>();
    private final List<Plan.Memory> memory = new ArrayList<>();
    private final int[] memoryOf;
    private final List<Plan.Update> updates = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();
    private final List<Integer> freeInGroup = new ArrayList<>();
    private final List<Integer> freeAfterPhase = new ArrayList<>();
    private int lastFailure = -1;

    /**
     * Prepares the allocation.
     *
     * @param values what steps read and write, by number
     * @param schedule steps over values
     * @param updates from values to values of variables
     * @param outputs values to be kept to the end
     */
    Allocation(
            List<Plan.Memory> values,
            List<List<Plan.Group>> schedule,
            List<Plan.Update> updates,
            Set<Integer> outputs,
            Backend backend) {
        this.values = values;
        this.schedule = schedule;
        this.backend = backend;
        this.memoryOf = new int[values.size()];
        this.outputs = outputs;
        pinned.addAll(outputs);
        for (int v = 0; v < memoryOf.length; v++) {
            memoryOf[v] = values.get(v).role() == Plan.Role.WORK ? -1 : add(values.get(v));
        }
        survey();
        place(updates);
    }

    int memoryOf(int value) {
        return memoryOf[value];
    }

    private int add(Plan.Memory m) {
        memory.add(m);
        return memory.size() - 1;
    }

    private void survey() {
        for (int p = 0; p < schedule.size(); p++) {
            for (int g = 0; g < schedule.get(p).size(); g++) {
                Plan.Group group = schedule.get(p).get(g);
                for (int i = 0; i < group.steps().size(); i++) {
                    survey(group.steps().get(i), new Place(p, g, i), group.units());
                }
            }
        }
    }

    private void survey(Plan.Step step, Place place, int units) {
        written.put(step.output(), place);
        boolean pointwise = step.op().isPointwise();
        for (int k = 0; k < step.inputs().size(); k++) {
            Plan.Operand o = step.inputs().get(k);
            boolean elementwise =
                    pointwise && o.isDense() && size(o.memory()) == step.type().size();
            readers.computeIfAbsent(o.memory(), v -> new ArrayList<>())
                    .add(new Reader(place, backend.aligned(step, k, units), elementwise));
            left.merge(o.memory(), 1, Integer::sum);
        }
        if (step.op().mayThrow()) {
            lastFailure = Math.max(lastFailure, place.phase);
        }
    }

    private int size(int value) {
        return values.get(value).size();
    }

    /** Updates are written in place where no call needs the old value any more; the others are copied at the end. */
    private void place(List<Plan.Update> wanted) {
        Map<Integer, Integer> sources = new HashMap<>();
        wanted.forEach(u -> sources.merge(u.source(), 1, Integer::sum));
        List<Plan.Update> copies = new ArrayList<>();
        for (Plan.Update u : wanted) {
            boolean own = values.get(u.source()).role() == Plan.Role.WORK && sources.get(u.source()) == 1;
            if (own && !pinned.contains(u.source()) && mayOverwrite(u.source(), u.variable())) {
                memoryOf[u.source()] = memoryOf[u.variable()];
            } else {
                copies.add(u);
            }
        }
        copies.forEach(u -> pinned.add(u.source()));
        updates.addAll(copies);
    }

    /** Whether all calls that read a variable are done with it when its next value is written, part by part. */
    private boolean mayOverwrite(int value, int variable) {
        Place w = written.get(value);
        if (w.phase <= lastFailure) {
            return false;
        }
        for (Reader r : readers.getOrDefault(variable, List.of())) {
            boolean earlier = r.place.phase < w.phase;
            boolean before = sameGroup(r.place, w) && r.place.index < w.index && r.aligned;
            boolean itself = r.place.equals(w) && r.elementwise;
            if (!earlier && !before && !itself) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameGroup(Place a, Place b) {
        return a.phase == b.phase && a.group == b.group;
    }

    /** The plan; memory is assigned in the order of the schedule. */
    Plan plan() {
        List<List<Plan.Group>> phases = new ArrayList<>();
        for (int p = 0; p < schedule.size(); p++) {
            List<Plan.Group> groups = new ArrayList<>();
            for (int g = 0; g < schedule.get(p).size(); g++) {
                Plan.Group group = schedule.get(p).get(g);
                List<Plan.Step> steps = new ArrayList<>();
                for (int i = 0; i < group.steps().size(); i++) {
                    steps.add(step(group.steps().get(i), new Place(p, g, i), group.units()));
                }
                freeAfterPhase.addAll(freeInGroup);
                freeInGroup.clear();
                groups.add(new Plan.Group(group.units(), List.copyOf(steps)));
            }
            free.addAll(freeAfterPhase);
            freeAfterPhase.clear();
            phases.add(List.copyOf(groups));
        }
        List<Plan.Update> copies = updates.stream()
                .map(u -> new Plan.Update(memoryOf[u.source()], memoryOf[u.variable()], u.size()))
                .toList();
        Set<Integer> kept = new HashSet<>();
        outputs.forEach(v -> kept.add(memoryOf[v]));
        return new Plan(List.copyOf(memory), List.copyOf(phases), copies, Set.copyOf(kept));
    }

    private Plan.Step step(Plan.Step s, Place place, int units) {
        List<Plan.Operand> operands = new ArrayList<>();
        for (Plan.Operand o : s.inputs()) {
            operands.add(new Plan.Operand(memoryOf[o.memory()], o.type(), o.strides()));
            left.merge(o.memory(), -1, Integer::sum);
        }
        int out = memoryOf[s.output()];
        if (out < 0) {
            out = overwritable(s, place);
            out = out >= 0 ? out : take(values.get(s.output()), units);
            memoryOf[s.output()] = out;
        }
        for (Plan.Operand o : new HashSet<>(s.inputs())) {
            release(o.memory(), out, place);
        }
        return new Plan.Step(s.op(), List.copyOf(operands), s.type(), out);
    }

    /** Memory of an operand that the call reads element by element and for the last time; −1 if there is none. */
    private int overwritable(Plan.Step s, Place place) {
        for (Plan.Operand o : s.inputs()) {
            int v = o.memory();
            boolean alike = values.get(v).dtype() == s.type().dtype()
                    && size(v) == s.type().size();
            boolean itself = readers.get(v).stream().allMatch(r -> !r.place.equals(place) || r.elementwise);
            if (alike && itself && dies(v) && quiet(v, place)) {
                return memoryOf[v];
            }
        }
        return -1;
    }

    /** Whether memory of work holds a value that nothing will read again. */
    private boolean dies(int value) {
        return left.get(value) == 0
                && !pinned.contains(value)
                && memory.get(memoryOf[value]).role() == Plan.Role.WORK;
    }

    /** Whether nothing that may run at the same time as other units or groups of this phase touches a value unaligned. */
    private boolean quiet(int value, Place now) {
        Place w = written.get(value);
        return (w.phase < now.phase || sameGroup(w, now))
                && readers.get(value).stream()
                        .allMatch(r -> r.place.phase < now.phase || (sameGroup(r.place, now) && r.aligned));
    }

    private int take(Plan.Memory value, int units) {
        int m = best(freeInGroup, value, units > 1);
        m = m >= 0 ? m : best(free, value, false);
        return m >= 0 ? m : add(value);
    }

    private int best(List<Integer> candidates, Plan.Memory value, boolean exact) {
        int best = -1;
        for (int i = 0; i < candidates.size(); i++) {
            Plan.Memory m = memory.get(candidates.get(i));
            boolean fits = exact
                    ? m.size() == value.size()
                    : m.size() >= value.size() && m.size() <= 4L * Math.max(value.size(), 16);
            if (m.dtype() == value.dtype()
                    && fits
                    && (best < 0 || m.size() < memory.get(candidates.get(best)).size())) {
                best = i;
            }
        }
        return best < 0 ? -1 : candidates.remove(best);
    }

    private void release(int value, int output, Place place) {
        if (dies(value) && memoryOf[value] != output) {
            boolean own = quiet(value, place)
                    && size(value) == memory.get(memoryOf[value]).size();
            List<Integer> to = own ? freeInGroup : freeAfterPhase;
            if (!to.contains(memoryOf[value])) {
                to.add(memoryOf[value]);
            }
        }
    }
}
