package org.auriflow.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.auriflow.engine.DType;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.Control;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Logic;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Pointwise;
import org.auriflow.engine.spi.Plan;

/**
 * Turns a rewritten graph into a {@link Plan}: which values get memory, and which memory.
 *
 * <p>Reshapes and other identities share the buffer of their input. Broadcasts and uniform constants that only pointwise
 * operations read are never materialised: the operand has steps of 0. Buffers whose lifetimes do not overlap share
 * memory, the smallest free one that fits; a pointwise step may write over an operand that dies with it.
 */
public final class Planner {
    private final List<Tensor> order;
    private final List<Tensor> outputs;
    private final List<Target> updates;
    private final Map<Tensor, Integer> memoryOf = new HashMap<>();
    private final Map<Tensor, Integer> denseConstants = new HashMap<>();
    private final Map<Tensor, Integer> copied = new HashMap<>();
    private final List<Plan.Memory> memory = new ArrayList<>();
    private final Map<Variable, Integer> variables = new HashMap<>();
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Map<DType, List<Integer>> free = new HashMap<>();
    private final Map<Tensor, Integer> uses = new HashMap<>();
    private final Set<Tensor> pinned;
    private final Set<Tensor> dense;

    /** A variable and the tensor that becomes its value. */
    public record Target(Variable variable, Tensor value) {}

    /** Plans the given outputs and updates. */
    public Planner(List<Tensor> outputs, List<Target> updates) {
        this.updates = updates;
        this.outputs = List.copyOf(outputs);
        List<Tensor> roots = new ArrayList<>(outputs);
        updates.forEach(u -> roots.add(u.value()));
        this.order = Graph.order(roots);
        this.pinned = roots.stream().map(Planner::storageOf).collect(Collectors.toSet());
        this.dense = new HashSet<>(pinned);
    }

    /** Index of the buffer that holds an output after a run. */
    public int memoryOf(Tensor output) {
        Tensor s = storageOf(output);
        Integer copy = copied.get(s);
        return copy != null ? copy : ownMemory(s);
    }

    private int ownMemory(Tensor s) {
        return isUniform(s) ? denseConstants.get(s) : memoryOf.get(s);
    }

    /** Index of the buffer of each program input. */
    public Map<String, Integer> inputs() {
        return Map.copyOf(inputs);
    }

    /** Variables that are read or updated. */
    public Set<Variable> variables() {
        return Set.copyOf(variables.keySet());
    }

    private static boolean isAlias(Op op) {
        return op instanceof Movement.Reshape || op instanceof Control.StopGradient || op instanceof Control.Barrier;
    }

    private static boolean isPointwise(Op op) {
        return op instanceof Pointwise || op instanceof Logic.Where || op instanceof Logic.Cast;
    }

    private static boolean isUniform(Tensor t) {
        return t.op() instanceof Leaf.Constant c && c.uniform() && t.shape().size() != 1;
    }

    /** The tensor whose buffer holds the value of t. */
    private static Tensor storageOf(Tensor t) {
        Tensor s = t;
        while (isAlias(s.op())) {
            s = s.inputs().get(0);
        }
        return s;
    }

    /** The plan. */
    public Plan plan() {
        findDense();
        for (Tensor t : order) {
            if (isAlias(t.op()) || isVirtual(t)) {
                continue;
            }
            for (Tensor in : t.inputs()) {
                uses.merge(source(in), 1, Integer::sum);
            }
        }
        List<Plan.Step> steps = new ArrayList<>();
        for (Tensor t : order) {
            if (t.op() instanceof Leaf) {
                leaf(t);
            } else if (!isAlias(t.op()) && !isVirtual(t)) {
                steps.add(step(t));
            }
        }
        copyOutputs(steps);
        List<Plan.Update> copies = copies(steps);
        return new Plan(List.copyOf(memory), List.copyOf(steps), copies);
    }

    /** What something other than a pointwise operation reads, so that steps of 0 will not do. */
    private void findDense() {
        for (Tensor t : order) {
            if (!isPointwise(t.op())) {
                t.inputs().forEach(in -> dense.add(storageOf(in)));
            }
        }
    }

    private boolean isVirtual(Tensor t) {
        return t.op() instanceof Movement.Broadcast && !dense.contains(t);
    }

    /** Where a user finds an operand: behind aliases, and behind a broadcast that is not materialised. */
    private Tensor source(Tensor in) {
        Tensor s = storageOf(in);
        return isVirtual(s) ? storageOf(s.inputs().get(0)) : s;
    }

    private int add(Plan.Memory m) {
        memory.add(m);
        return memory.size() - 1;
    }

    private void leaf(Tensor t) {
        int size = t.shape().size();
        if (t.op() instanceof Leaf.Constant c) {
            memoryOf.put(
                    t,
                    add(new Plan.Memory(Plan.Role.CONSTANT, t.dtype(), c.value().size(), c.value(), null)));
            if (dense.contains(t) && isUniform(t)) {
                Storage full = Storage.allocate(t.dtype(), size);
                c.evaluate(List.of(), List.of(), full, t.type());
                denseConstants.put(t, add(new Plan.Memory(Plan.Role.CONSTANT, t.dtype(), size, full, null)));
            }
        } else if (t.op() instanceof Leaf.Input in) {
            int m = inputs.computeIfAbsent(
                    in.label(), k -> add(new Plan.Memory(Plan.Role.INPUT, t.dtype(), size, null, null)));
            memoryOf.put(t, m);
        } else if (t.op() instanceof Leaf.Read r) {
            memoryOf.put(t, variable(r.variable()));
        }
    }

    private int variable(Variable v) {
        return variables.computeIfAbsent(
                v,
                k -> add(new Plan.Memory(
                        Plan.Role.VARIABLE, v.type().dtype(), v.type().size(), null, v.buffer())));
    }

    private Plan.Step step(Tensor t) {
        List<Plan.Operand> operands = new ArrayList<>();
        for (Tensor in : t.inputs()) {
            operands.add(operand(in, t.op()));
        }
        int out = isPointwise(t.op()) ? overwritable(t, operands) : -1;
        if (out < 0) {
            out = take(t.dtype(), t.shape().size());
        }
        for (Tensor in : t.inputs()) {
            release(source(in), out);
        }
        memoryOf.put(t, out);
        return new Plan.Step(t.op(), List.copyOf(operands), t.type(), out);
    }

    private Plan.Operand operand(Tensor in, Op user) {
        Tensor s = source(in);
        if (isUniform(s)) {
            if (isPointwise(user)) {
                return new Plan.Operand(
                        memoryOf.get(s), in.type(), zeros(in.shape().rank()));
            }
            return new Plan.Operand(
                    denseConstants.get(s), in.type(), list(in.shape().strides()));
        }
        if (in.op() instanceof Movement.Broadcast b && isVirtual(in)) {
            int[] strides = b.strides(in.inputs().get(0).shape(), in.shape());
            return new Plan.Operand(memoryOf.get(s), in.type(), list(strides));
        }
        return new Plan.Operand(memoryOf.get(s), in.type(), list(in.shape().strides()));
    }

    private static List<Integer> list(int[] a) {
        return Arrays.stream(a).boxed().toList();
    }

    private static List<Integer> zeros(int n) {
        return list(new int[n]);
    }

    /** The buffer of an operand that is dense, of the result's type and read for the last time; −1 if there is none. */
    private int overwritable(Tensor t, List<Plan.Operand> operands) {
        for (int k = 0; k < operands.size(); k++) {
            Tensor s = source(t.inputs().get(k));
            Plan.Operand o = operands.get(k);
            boolean dense = o.isDense() && s.shape().size() == t.shape().size();
            boolean dies = uses.get(s)
                    == t.inputs().stream().filter(in -> source(in) == s).count();
            if (dense && dies && s.dtype() == t.dtype() && isWork(s) && !pinned.contains(s)) {
                return o.memory();
            }
        }
        return -1;
    }

    private boolean isWork(Tensor s) {
        return memory.get(memoryOf.get(s)).role() == Plan.Role.WORK;
    }

    private int take(DType dtype, int size) {
        List<Integer> candidates = free.computeIfAbsent(dtype, k -> new ArrayList<>());
        int best = -1;
        for (int i = 0; i < candidates.size(); i++) {
            int now = memory.get(candidates.get(i)).size();
            boolean fits = now >= size && now <= 4L * Math.max(size, 16);
            if (fits && (best < 0 || now < memory.get(candidates.get(best)).size())) {
                best = i;
            }
        }
        return best >= 0 ? candidates.remove(best) : add(new Plan.Memory(Plan.Role.WORK, dtype, size, null, null));
    }

    private void release(Tensor s, int output) {
        int left = uses.merge(s, -1, Integer::sum);
        int m = memoryOf.get(s);
        if (left == 0 && isWork(s) && !pinned.contains(s) && m != output) {
            free.get(memory.get(m).dtype()).add(m);
        }
    }

    /** An output is the value of the last run: what is written between runs or by updates is copied first. */
    private void copyOutputs(List<Plan.Step> steps) {
        for (Tensor y : outputs) {
            Tensor s = storageOf(y);
            boolean changes = s.op() instanceof Leaf.Input || s.op() instanceof Leaf.Read;
            if (changes && !copied.containsKey(s)) {
                copied.put(s, copy(s, steps));
            }
        }
    }

    private int copy(Tensor s, List<Plan.Step> steps) {
        int to = add(new Plan.Memory(Plan.Role.WORK, s.dtype(), s.shape().size(), null, null));
        Plan.Operand o = new Plan.Operand(ownMemory(s), s.type(), list(s.shape().strides()));
        steps.add(new Plan.Step(new Movement.Reshape(s.shape()), List.of(o), s.type(), to));
        return to;
    }

    /** Updates read a value that no other update may have overwritten: a variable's own storage is copied first. */
    private List<Plan.Update> copies(List<Plan.Step> steps) {
        List<Plan.Update> copies = new ArrayList<>();
        for (Target u : updates) {
            Tensor s = storageOf(u.value());
            if (s.op() instanceof Leaf.Read && !copied.containsKey(s)) {
                copied.put(s, copy(s, steps));
            }
            int size = u.value().shape().size();
            copies.add(new Plan.Update(memoryOf(u.value()), variable(u.variable()), size));
        }
        return List.copyOf(copies);
    }
}
