package org.auriflow.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A function of tensors that is compiled once per combination of input types and may be called from many threads.
 *
 * <p>Each call borrows a run from a small pool, so that concurrent callers do not wait for each other.
 */
public final class CompiledFunction implements AutoCloseable {
    private final Engine engine;
    private final UnaryOperator<List<Tensor>> function;
    private final Map<List<TensorType>, Entry> entries = new HashMap<>();

    private boolean closed;

    private record Entry(Program program, List<TensorType> results, Deque<Run> idle) {}

    /** A function from inputs to results, in tensor operations; it may read variables of the engine. */
    public CompiledFunction(Engine engine, UnaryOperator<List<Tensor>> function) {
        this.engine = engine;
        this.function = function;
    }

    /** Evaluates at the values of the given tensors. */
    public List<Tensor> call(Tensor... inputs) {
        List<TensorType> types = new ArrayList<>();
        for (Tensor t : inputs) {
            types.add(t.type());
        }
        Entry entry;
        Run run;
        synchronized (entries) {
            if (closed) {
                throw new IllegalStateException("call: requires an open function, got a closed one; make another");
            }
            entry = entries.computeIfAbsent(types, this::compile);
            run = entry.idle.poll();
        }
        Run r = run != null ? run : entry.program.open();
        try {
            for (int k = 0; k < inputs.length; k++) {
                r.set("x" + k, inputs[k].storage());
            }
            r.execute();
            return IntStream.range(0, entry.results.size())
                    .mapToObj(k -> Tensor.constant(
                            entry.results.get(k), r.output("y" + k).copy()))
                    .toList();
        } finally {
            giveBack(entry, r);
        }
    }

    private void giveBack(Entry entry, Run run) {
        boolean kept;
        synchronized (entries) {
            kept = !closed;
            if (kept) {
                entry.idle.push(run);
            }
        }
        if (!kept) {
            run.close();
        }
    }

    private Entry compile(List<TensorType> types) {
        List<Tensor> x = new ArrayList<>();
        for (int k = 0; k < types.size(); k++) {
            x.add(Tensor.input("x" + k, types.get(k).dtype(), types.get(k).shape()));
        }
        List<Tensor> y = function.apply(x);
        Program.Builder b = Program.builder(engine);
        for (int k = 0; k < y.size(); k++) {
            b.output("y" + k, y.get(k));
        }
        // Inputs that nothing depends on are set all the same.
        x.forEach(b::input);
        return new Entry(b.compile(), y.stream().map(Tensor::type).toList(), new ArrayDeque<>());
    }

    @Override
    public void close() {
        synchronized (entries) {
            closed = true;
            entries.values().forEach(e -> e.idle.forEach(Run::close));
            entries.clear();
        }
    }
}
