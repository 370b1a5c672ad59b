package org.auriflow.engine.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.Control;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/**
 * Turns a rewritten graph into a {@link Plan}: lowers it to kernel calls over values, lets the backend schedule them, and
 * has an {@link Allocation} share memory among the values.
 *
 * <p>Reshapes and other identities share the value of their input. Broadcasts and uniform constants that only pointwise
 * operations read are never materialised: the operand has steps of 0.
 */
public final class Planner {
    private final List<Tensor> order;
    private final List<Tensor> outputs;
    private final List<Target> updates;
    private final Backend backend;
    private final List<Plan.Memory> values = new ArrayList<>();
    private final Map<Tensor, Integer> valueOf = new HashMap<>();
    private final Map<Tensor, Integer> denseConstants = new HashMap<>();
    private final Map<Tensor, Integer> copied = new HashMap<>();
    private final Map<Variable, Integer> variables = new HashMap<>();
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Set<Tensor> dense = new HashSet<>();
    private Allocation allocation;

    /** A variable and the tensor that becomes its value. */
    public record Target(Variable variable, Tensor value) {}

    /** Plans the given outputs and updates. */
    public Planner(List<Tensor> outputs, List<Target> updates, Backend backend) {
        this.updates = updates;
        this.outputs = List.copyOf(outputs);
        this.backend = backend;
        List<Tensor> roots = new ArrayList<>(outputs);
        updates.forEach(u -> roots.add(u.value()));
        this.order = Graph.order(roots);
        roots.forEach(r -> dense.add(storageOf(r)));
    }

    /** Index of the buffer that holds an output after a run. */
    public int memoryOf(Tensor output) {
        return allocation.memoryOf(valueOfRoot(output));
    }

    private int valueOfRoot(Tensor root) {
        Tensor s = storageOf(root);
        Integer copy = copied.get(s);
        return copy != null ? copy : ownValue(s);
    }

    private int ownValue(Tensor s) {
        return isUniform(s) ? denseConstants.get(s) : valueOf.get(s);
    }

    /** Index of the buffer of each program input. */
    public Map<String, Integer> inputs() {
        Map<String, Integer> memory = new HashMap<>();
        inputs.forEach((name, value) -> memory.put(name, allocation.memoryOf(value)));
        return memory;
    }

    /** Variables that are read or updated. */
    public Set<Variable> variables() {
        return Set.copyOf(variables.keySet());
    }

    private static boolean isAlias(Op op) {
        return op instanceof Movement.Reshape || op instanceof Control.StopGradient || op instanceof Control.Barrier;
    }

    private static boolean isUniform(Tensor t) {
        return t.op() instanceof Leaf.Constant c && c.uniform() && t.shape().size() != 1;
    }

    /** The tensor whose value t shares. */
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
        List<Plan.Step> steps = new ArrayList<>();
        for (Tensor t : order) {
            if (t.op() instanceof Leaf) {
                leaf(t);
            } else if (!isAlias(t.op()) && !isVirtual(t)) {
                List<Plan.Operand> operands = new ArrayList<>();
                t.inputs().forEach(in -> operands.add(operand(in, t.op())));
                int out = add(work(t));
                valueOf.put(t, out);
                steps.add(new Plan.Step(t.op(), List.copyOf(operands), t.type(), out));
            }
        }
        copyOutputs(steps);
        List<Plan.Update> copies = copies(steps);
        Set<Integer> results = new HashSet<>();
        outputs.forEach(y -> results.add(valueOfRoot(y)));
        Set<Integer> kept = new HashSet<>(results);
        copies.forEach(u -> kept.add(u.source()));
        allocation = new Allocation(values, backend.schedule(steps, kept, this::add), copies, results, backend);
        return allocation.plan();
    }

    /** What something other than a pointwise operation reads, so that steps of 0 will not do. */
    private void findDense() {
        for (Tensor t : order) {
            if (!t.op().isPointwise()) {
                t.inputs().forEach(in -> dense.add(storageOf(in)));
            }
        }
    }

    private boolean isVirtual(Tensor t) {
        return t.op() instanceof Movement.Broadcast && !dense.contains(t);
    }

    private int add(Plan.Memory m) {
        values.add(m);
        return values.size() - 1;
    }

    private static Plan.Memory work(Tensor t) {
        return new Plan.Memory(Plan.Role.WORK, t.dtype(), t.shape().size(), null, null);
    }

    private void leaf(Tensor t) {
        int size = t.shape().size();
        if (t.op() instanceof Leaf.Constant c) {
            valueOf.put(
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
            valueOf.put(t, m);
        } else if (t.op() instanceof Leaf.Read r) {
            valueOf.put(t, variable(r.variable()));
        }
    }

    private int variable(Variable v) {
        return variables.computeIfAbsent(
                v,
                k -> add(new Plan.Memory(
                        Plan.Role.VARIABLE, v.type().dtype(), v.type().size(), null, v.buffer())));
    }

    private Plan.Operand operand(Tensor in, Op user) {
        Tensor s = storageOf(in);
        Tensor from = isVirtual(s) ? storageOf(s.inputs().get(0)) : s;
        if (isUniform(from) && user.isPointwise()) {
            int[] zeros = new int[in.shape().rank()];
            return new Plan.Operand(valueOf.get(from), in.type(), list(zeros));
        }
        int[] strides = isVirtual(s)
                ? ((Movement.Broadcast) s.op()).strides(s.inputs().get(0).shape(), in.shape())
                : in.shape().strides();
        return new Plan.Operand(ownValue(from), in.type(), list(strides));
    }

    private static List<Integer> list(int[] a) {
        return Arrays.stream(a).boxed().toList();
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
        int to = add(work(s));
        Plan.Operand o = new Plan.Operand(ownValue(s), s.type(), list(s.shape().strides()));
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
            copies.add(new Plan.Update(valueOfRoot(u.value()), variable(u.variable()), size));
        }
        return List.copyOf(copies);
    }
}
