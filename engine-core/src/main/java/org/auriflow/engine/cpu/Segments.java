package org.auriflow.engine.cpu;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.spi.Plan;

/**
 * Pointwise calls on float32 as few loops that keep what they compute in registers, and the calls in between that have loops of
 * their own.
 *
 * <p>The JIT of Java 17 keeps vectors in registers for some 40 operations in a method, so a loop has about as many. Truth values
 * never leave a loop: each that needs one compares again.
 */
final class Segments {
    /** Vector operations of one loop. */
    private static final int LIMIT = 40;

    /** Vector operations of an operation, where it has more than one or two. */
    private static final Map<String, Integer> WEIGHTS = Map.of("mulz", 6, "max", 3, "min", 3);

    private final Plan plan;
    private final VectorKernels vector;
    private final List<Plan.Step> steps;

    /** Operands of each call by the number of the value; values are numbered from 0, results of calls first. */
    private final List<List<Integer>> operands = new ArrayList<>();

    private final Map<Integer, Float> constants = new HashMap<>();
    private final Map<Integer, Integer> memory = new HashMap<>();
    private final List<Unit> units = new ArrayList<>();

    /** Calls that are in units, or need not be made. */
    private final Set<Integer> done = new HashSet<>();
    private final Map<Integer, Integer> buffers = new HashMap<>();
    private int bufferCount;

    /** Calls that stand together; more than one are a loop. */
    private static final class Unit {
        final List<Integer> calls = new ArrayList<>();
        final Set<Integer> reads = new HashSet<>();
        boolean fused;
    }

    /** What is executed one after the other: a compiled loop, or a loop with its operands. */
    record Part(MethodHandle fused, Loop loop, int[] inputs, int output) {}

    private Segments(Plan plan, VectorKernels vector) {
        this.plan = plan;
        this.vector = vector;
        this.steps = plan.steps();
    }

    /**
     * What is executed.
     *
     * @param inputs buffer of each input, −1 where it is not needed
     * @param outputs buffer of each output
     * @param buffers how many there are
     * @param constants buffers that hold one value throughout
     */
    record Program(List<Part> parts, int[] inputs, int[] outputs, int buffers, Map<Integer, Float> constants) {}

    /**
     * The calls of a plan over memory of one length.
     *
     * @param inputs memory of each input, −1 for one that does not matter
     * @param outputs memory of each output
     * @return null if something stands in the plan that segments cannot do
     */
    static Program of(Plan plan, VectorKernels vector, int[] inputs, int[] outputs) {
        return new Segments(plan, vector).program(inputs, outputs);
    }

    private Program program(int[] inputs, int[] outputs) {
        if (!number()) {
            return null;
        }
        int[] from = new int[inputs.length];
        for (int k = 0; k < from.length; k++) {
            from[k] = -1;
        }
        Map<Integer, Integer> first = new HashMap<>(initial);
        int[] to = new int[outputs.length];
        for (int k = 0; k < to.length; k++) {
            to[k] = memory.getOrDefault(outputs[k], -1);
            if (to[k] < 0 || isBool(to[k])) {
                return null;
            }
        }
        divide();
        for (int k = 0; k < from.length; k++) {
            Integer value = inputs[k] < 0 ? null : first.get(inputs[k]);
            if (value != null) {
                from[k] = buffers.computeIfAbsent(value, v -> bufferCount++);
            }
        }
        List<Part> parts = assign(to);
        Map<Integer, Float> filled = new HashMap<>();
        int[] results = new int[to.length];
        for (int k = 0; k < to.length; k++) {
            results[k] = buffers.computeIfAbsent(to[k], v -> bufferCount++);
            if (constants.containsKey(to[k])) {
                filled.put(results[k], constants.get(to[k]));
            }
        }
        return new Program(parts, from, results, bufferCount, filled);
    }

    private final Map<Integer, Integer> initial = new HashMap<>();

    /** Gives every value a number of its own, whatever memory it shares. */
    private boolean number() {
        int next = steps.size();
        for (int m = 0; m < plan.memory().size(); m++) {
            Plan.Memory x = plan.memory().get(m);
            if (x.role() == Plan.Role.CONSTANT && x.dtype() == DType.FLOAT32 && isOne(x.constant(), x.size())) {
                constants.put(next, (float) x.constant().get(0));
                memory.put(m, next++);
            } else if (x.role() == Plan.Role.INPUT && x.dtype() == DType.FLOAT32) {
                initial.put(m, next);
                memory.put(m, next++);
            }
        }
        for (int i = 0; i < steps.size(); i++) {
            Plan.Step s = steps.get(i);
            List<Integer> all = new ArrayList<>();
            for (Plan.Operand o : s.inputs()) {
                Integer value = memory.get(o.memory());
                boolean repeated = o.strides().get(0) == 0;
                if (value == null || (repeated && !constants.containsKey(value))) {
                    return false;
                }
                all.add(value);
            }
            if (s.op() instanceof Movement.Reshape) {
                memory.put(s.output(), all.get(0));
                operands.add(List.of());
                done.add(i);
                continue;
            }
            boolean bool = s.type().dtype() == DType.BOOL;
            boolean known = fuses(expression(s));
            if (!s.op().isPointwise()
                    || (!bool && s.type().dtype() != DType.FLOAT32)
                    || (!known && (bool || all.stream().anyMatch(v -> isBool(v) || constants.containsKey(v))))) {
                return false;
            }
            operands.add(all);
            memory.put(s.output(), i);
        }
        return true;
    }

    private static boolean isOne(Storage constant, int size) {
        for (int i = 1; i < size; i++) {
            if (Double.doubleToLongBits(constant.get(i)) != Double.doubleToLongBits(constant.get(0))) {
                return false;
            }
        }
        return size > 0;
    }

    private boolean isBool(int value) {
        return value < steps.size() && steps.get(value).type().dtype() == DType.BOOL;
    }

    private boolean fuses(int call) {
        return fuses(expression(steps.get(call)));
    }

    private boolean fuses(Composite.Node node) {
        return node.isOperand()
                || (vector.fuses(node.name()) && node.parts().stream().allMatch(this::fuses));
    }

    /** The operations of a call. */
    private static Composite.Node expression(Plan.Step s) {
        if (s.op() instanceof Composite c) {
            return c.tree();
        }
        List<Composite.Node> parts = new ArrayList<>();
        for (int k = 0; k < s.inputs().size(); k++) {
            parts.add(new Composite.Node(String.valueOf((char) ('a' + k)), List.of()));
        }
        return new Composite.Node(s.op().name(), parts);
    }

    private int weight(int call) {
        return weight(expression(steps.get(call)));
    }

    private static int weight(Composite.Node node) {
        int own = node.isOperand() ? 0 : WEIGHTS.getOrDefault(node.name(), 1);
        return own + node.parts().stream().mapToInt(Segments::weight).sum();
    }

    /** Puts calls into units: as many as fit into a loop, in their order, and others once nothing else can go on. */
    private void divide() {
        int count = steps.size();
        while (true) {
            Unit unit = new Unit();
            unit.fused = true;
            int weight = 0;
            Set<Integer> here = new HashSet<>();
            for (int i = 0; i < count && weight < LIMIT; i++) {
                if (!done.contains(i) && !isBool(i) && fuses(i) && ready(i, here)) {
                    weight += include(i, unit, here);
                }
            }
            if (here.isEmpty()) {
                boolean any = false;
                for (int i = 0; i < count; i++) {
                    if (!done.contains(i) && !fuses(i) && ready(i, Set.of())) {
                        Unit single = new Unit();
                        single.calls.add(i);
                        single.reads.addAll(operands.get(i));
                        units.add(single);
                        any = true;
                    }
                }
                units.forEach(u -> done.addAll(u.calls));
                if (!any) {
                    return;
                }
            } else {
                done.addAll(here);
                units.add(unit);
            }
        }
    }

    /** Whether all that a call needs is there, truth values by what they compare. */
    private boolean ready(int call, Set<Integer> here) {
        for (int v : operands.get(call)) {
            if (v < steps.size() && !(isBool(v) ? ready(v, here) : done.contains(v) || here.contains(v))) {
                return false;
            }
        }
        return true;
    }

    /** Puts a call into a unit, after the truth values that it needs; the weight of all of them. */
    private int include(int call, Unit unit, Set<Integer> here) {
        int weight = weight(call);
        for (int v : operands.get(call)) {
            if (isBool(v) && !unit.calls.contains(v)) {
                weight += include(v, unit, here);
            }
            if (!isBool(v) && !here.contains(v)) {
                unit.reads.add(v);
            }
        }
        unit.calls.add(call);
        if (!isBool(call)) {
            here.add(call);
        }
        return weight;
    }

    /** Gives values that leave their unit buffers, which they share where one is no longer read. */
    private List<Part> assign(int[] outputs) {
        Map<Integer, Integer> last = new HashMap<>();
        for (int u = 0; u < units.size(); u++) {
            for (int v : units.get(u).reads) {
                last.put(v, u);
            }
        }
        for (int v : outputs) {
            last.put(v, units.size());
        }
        List<Integer> free = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (int u = 0; u < units.size(); u++) {
            Unit unit = units.get(u);
            Map<Integer, Integer> loads = new LinkedHashMap<>();
            Map<Integer, Float> uniform = new LinkedHashMap<>();
            Map<Integer, Integer> stores = new LinkedHashMap<>();
            for (int v : unit.reads) {
                if (constants.containsKey(v)) {
                    uniform.put(v, constants.get(v));
                } else {
                    loads.put(v, buffers.get(v));
                }
            }
            for (int c : unit.calls) {
                if (!isBool(c) && last.containsKey(c)) {
                    int to = free.isEmpty() ? bufferCount++ : free.remove(free.size() - 1);
                    buffers.put(c, to);
                    stores.put(c, to);
                }
            }
            parts.add(part(unit, new Segment(calls(unit), loads, uniform, stores)));
            for (int v : unit.reads) {
                if (v < steps.size() && last.get(v) == u) {
                    free.add(buffers.get(v));
                }
            }
        }
        return parts;
    }

    private List<Segment.Call> calls(Unit unit) {
        return unit.calls.stream()
                .map(c -> new Segment.Call(expression(steps.get(c)), operands.get(c), c))
                .toList();
    }

    private Part part(Unit unit, Segment segment) {
        if (unit.fused) {
            return new Part(vector.compile(segment), null, null, 0);
        }
        int call = unit.calls.get(0);
        int[] inputs = operands.get(call).stream().mapToInt(buffers::get).toArray();
        return new Part(null, KernelFamily.SIMD.loop(steps.get(call)), inputs, buffers.get(call));
    }
}
