package org.auriflow.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.auriflow.engine.compile.Pipeline;
import org.auriflow.engine.compile.Planner;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Plan;

/**
 * A compiled step: inputs to outputs and variable updates, specialised to its shapes.
 *
 * <p>All outputs see the variables as they were before the step; updates happen after all reads. A program is immutable
 * and may be compiled and shared by any thread; each {@link Run} owns its working memory and is exclusive.
 *
 * <pre>{@code
 * Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(3));
 * Tensor loss = x.mul(w.read()).sum();
 * Program step = Program.builder(engine).output("loss", loss)
 *         .update(w, w.read().sub(Grad.grad(loss, w.read()).mul(0.1))).compile();
 * try (Run run = step.open()) {
 *     run.set("x", new float[] {1, 2, 3});
 *     run.execute();
 *     double loss = run.item("loss");
 * }
 * }</pre>
 */
public final class Program {
    private final Engine engine;
    private final Plan plan;
    private final Backend.Executable executable;
    private final Map<String, Slot> inputs;
    private final Map<String, Slot> outputs;
    private final List<Variable> variables;
    private final List<Variable> updated;

    /** Where an input or output lives. */
    record Slot(int memory, TensorType type) {}

    private Program(
            Engine engine,
            Plan plan,
            Map<String, Slot> inputs,
            Map<String, Slot> outputs,
            List<Variable> variables,
            List<Variable> updated) {
        this.engine = engine;
        this.plan = plan;
        this.executable = engine.backend().compile(plan);
        this.inputs = inputs;
        this.outputs = outputs;
        this.variables = variables;
        this.updated = updated;
    }

    /** Begins a program on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects outputs and updates. */
    public static final class Builder {
        private final Engine engine;
        private final List<Tensor> inputs = new ArrayList<>();
        private final Map<String, Tensor> outputs = new LinkedHashMap<>();
        private final List<Planner.Target> updates = new ArrayList<>();
        private final Set<Variable> targets = new HashSet<>();
        private final Set<String> off = new HashSet<>();

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /**
         * Declares an input that may be set even if no output depends on it; those that outputs depend on need no
         * declaration.
         *
         * @param placeholder from {@link Tensor#input}
         */
        public Builder input(Tensor placeholder) {
            if (!(placeholder.op() instanceof Leaf.Input)) {
                throw new IllegalArgumentException("program: requires a placeholder from Tensor.input, got "
                        + placeholder.op().name() + " " + placeholder.type() + "; pass the input itself");
            }
            inputs.add(placeholder);
            return this;
        }

        /** A value to read after a run. */
        public Builder output(String name, Tensor t) {
            if (outputs.putIfAbsent(name, t) != null) {
                throw new IllegalArgumentException(
                        "program: output names must differ, got '" + name + "' twice; rename one");
            }
            return this;
        }

        /** The next value of a variable. */
        public Builder update(Variable v, Tensor next) {
            if (!next.type().equals(v.type())) {
                throw new IllegalArgumentException("program: variable '" + v.name() + "' requires " + v.type()
                        + ", got " + next.type() + "; reshape or cast the update");
            }
            if (!targets.add(v)) {
                throw new IllegalArgumentException(
                        "program: one update per variable, got two for '" + v.name() + "'; combine them");
            }
            updates.add(new Planner.Target(v, next));
            return this;
        }

        /**
         * Switches off an optional pass, to compare or to find a fault.
         *
         * @param pass {@code merge}, {@code slices}, {@code fold} or {@code simplify}
         */
        public Builder without(String pass) {
            if (!Pipeline.optional().contains(pass)) {
                throw new IllegalArgumentException("program: requires one of the passes " + Pipeline.optional()
                        + ", got '" + pass + "'; check it");
            }
            off.add(pass);
            return this;
        }

        /** Compiles. */
        public Program compile() {
            List<Tensor> roots = new ArrayList<>(outputs.values());
            updates.forEach(u -> roots.add(u.value()));
            if (roots.isEmpty()) {
                throw new IllegalArgumentException("program: requires an output or an update, got none; add one");
            }
            List<Tensor> all = new ArrayList<>(roots);
            all.addAll(inputs);
            Map<String, TensorType> declared = declaredInputs(all);
            List<Tensor> rewritten = Pipeline.run(roots, engine.backend(), off);
            List<Tensor> out = rewritten.subList(0, outputs.size());
            List<Planner.Target> targets = new ArrayList<>();
            for (int i = 0; i < updates.size(); i++) {
                targets.add(new Planner.Target(updates.get(i).variable(), rewritten.get(outputs.size() + i)));
            }
            Planner planner = new Planner(out, targets, engine.backend());
            Plan plan = planner.plan();
            for (Variable v : planner.variables()) {
                if (v.engine() != engine) {
                    throw new IllegalArgumentException("program: variables must belong to the program's engine, got '"
                            + v.name() + "' of another; make it with this engine");
                }
            }
            Map<String, Slot> in = new LinkedHashMap<>();
            // An input that no output depends on may still be set.
            declared.forEach(
                    (name, type) -> in.put(name, new Slot(planner.inputs().getOrDefault(name, -1), type)));
            Map<String, Slot> results = new LinkedHashMap<>();
            int i = 0;
            for (String name : outputs.keySet()) {
                Tensor t = out.get(i++);
                results.put(name, new Slot(planner.memoryOf(t), t.type()));
            }
            return new Program(
                    engine,
                    plan,
                    in,
                    results,
                    List.copyOf(planner.variables()),
                    updates.stream().map(Planner.Target::variable).toList());
        }

        private static Map<String, TensorType> declaredInputs(List<Tensor> roots) {
            Map<String, TensorType> declared = new LinkedHashMap<>();
            for (Tensor t : Graph.order(roots)) {
                if (t.op() instanceof Leaf.Input in) {
                    TensorType before = declared.putIfAbsent(in.label(), in.type());
                    if (before != null && !before.equals(in.type())) {
                        throw new IllegalArgumentException("program: inputs of one name must have one type, got "
                                + before + " and " + in.type() + " for '" + in.label() + "'; rename one");
                    }
                }
            }
            return declared;
        }
    }

    /** Allocates the memory of a run. */
    public Run open() {
        Run run = new Run(this, executable.open());
        try {
            return engine.own(run);
        } catch (IllegalStateException e) {
            // The engine was closed meanwhile.
            run.close();
            throw e;
        }
    }

    /** Names and types of the inputs. */
    public Map<String, TensorType> inputTypes() {
        Map<String, TensorType> types = new LinkedHashMap<>();
        inputs.forEach((k, v) -> types.put(k, v.type()));
        return types;
    }

    Engine engine() {
        return engine;
    }

    Map<String, Slot> inputs() {
        return inputs;
    }

    Map<String, Slot> outputs() {
        return outputs;
    }

    /** All that are read or updated. */
    List<Variable> variables() {
        return variables;
    }

    List<Variable> updated() {
        return updated;
    }

    /** Bytes of working memory that one run holds, variables and constants not counted. */
    public long workBytes() {
        return plan.workBytes();
    }

    /** The calls of the plan with their measured times. */
    List<Timing> timings(long[] nanos) {
        List<Timing> list = new ArrayList<>();
        for (int p = 0; p < plan.phases().size(); p++) {
            for (Plan.Group g : plan.phases().get(p)) {
                for (Plan.Step s : g.steps()) {
                    int i = list.size();
                    list.add(new Timing(executable.kernels().get(i), s.type(), p, nanos[i], s.flops(), s.bytes()));
                }
            }
        }
        return List.copyOf(list);
    }

    /** The plan as text: every kernel call with its types, buffers, bytes and FLOPs. */
    public String explain() {
        return Explanation.of(plan, executable.kernels());
    }
}
