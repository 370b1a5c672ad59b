package org.auriflow.engine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.auriflow.engine.spi.Backend;

/**
 * A {@link Program} with its own memory, to be executed again and again without allocating.
 *
 * <p>For one thread at a time: a second caller gets an error, not wrong numbers. Inputs keep their values between
 * executions. Close it, or the engine.
 */
public final class Run implements AutoCloseable {
    private final Program program;
    private final Backend.Execution execution;
    private final Map<String, Storage> results = new HashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Set<String> unset = new LinkedHashSet<>();
    private boolean executed;
    private boolean closed;

    Run(Program program, Backend.Execution execution) {
        this.program = program;
        this.execution = execution;
        program.inputs().forEach((name, slot) -> {
            if (slot.memory() >= 0) {
                unset.add(name);
            }
        });
    }

    private void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "run: one thread at a time, got a concurrent call; open a second run of the program");
        }
        if (closed) {
            busy.set(false);
            throw new IllegalStateException("run: requires an open run, got a closed one; open another");
        }
    }

    /** Sets an input from row-major values. */
    public void set(String input, float... values) {
        set(input, Storage.wrap(values));
    }

    /** Sets an input from row-major values. */
    public void set(String input, double... values) {
        set(input, Storage.wrap(values));
    }

    /** Sets an input from row-major values. */
    public void set(String input, int... values) {
        set(input, Storage.wrap(values));
    }

    /**
     * Sets an input from row-major values, which are copied.
     *
     * @throws IllegalArgumentException if there is no such input or the dtype or size differs
     */
    public void set(String input, Storage values) {
        Program.Slot slot = program.inputs().get(input);
        if (slot == null) {
            throw new IllegalArgumentException("set: requires one of the inputs "
                    + program.inputs().keySet() + ", got '" + input + "'; check the name");
        }
        if (slot.type().dtype() != values.dtype() || slot.type().size() != values.size()) {
            throw new IllegalArgumentException("set: input '" + input + "' requires " + slot.type() + ", got "
                    + values.size() + " values of " + values.dtype() + "; convert them");
        }
        enter();
        try {
            if (slot.memory() >= 0) {
                execution.buffer(slot.memory()).upload(values);
                unset.remove(input);
            }
        } finally {
            busy.set(false);
        }
    }

    /**
     * Runs the program once: all outputs, then all updates. A device may still compute when this returns; reading an output
     * waits for it.
     *
     * @throws IllegalStateException if an input was never set, or a variable is closed
     */
    public void execute() {
        execute(execution::run);
    }

    /** Returns when the device is through with all executions, for example to time them. */
    public void await() {
        enter();
        try {
            execution.await();
        } finally {
            busy.set(false);
        }
    }

    /**
     * Runs the program once as {@link #execute} does and measures each kernel call, which costs some 50 ns a call.
     *
     * @return the calls, in order
     * @throws IllegalStateException if an input was never set, or a variable is closed
     */
    public List<Timing> profile() {
        long[][] nanos = new long[1][];
        execute(() -> nanos[0] = execution.profile());
        return program.timings(nanos[0]);
    }

    private void execute(Runnable body) {
        enter();
        try {
            if (!unset.isEmpty()) {
                throw new IllegalStateException("execute: requires a value for input '"
                        + unset.iterator().next() + "', got none; set() it once");
            }
            for (Variable v : program.variables()) {
                v.buffer();
            }
            body.run();
            executed = true;
            for (Variable v : program.updated()) {
                v.updated();
            }
        } finally {
            busy.set(false);
        }
    }

    /** The value of an output after the last execution; the same storage is written again by the next call. */
    public Storage output(String name) {
        Program.Slot slot = program.outputs().get(name);
        if (slot == null) {
            throw new IllegalArgumentException("output: requires one of the outputs "
                    + program.outputs().keySet() + ", got '" + name + "'; check the name");
        }
        enter();
        try {
            if (!executed) {
                throw new IllegalStateException(
                        "output: requires an execution, got none before '" + name + "' was asked for; execute() first");
            }
            Storage s = results.computeIfAbsent(
                    name, k -> Storage.allocate(slot.type().dtype(), slot.type().size()));
            execution.buffer(slot.memory()).download(s);
            return s;
        } finally {
            busy.set(false);
        }
    }

    /** An output of one element. */
    public double item(String name) {
        Storage s = output(name);
        if (s.size() != 1) {
            throw new IllegalArgumentException(
                    "item: requires one element, got " + s.size() + " for output '" + name + "'; use output()");
        }
        return s.get(0);
    }

    @Override
    public void close() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("run: one thread at a time, got close() during a call; wait for it");
        }
        try {
            if (!closed) {
                closed = true;
                program.engine().disown(this);
                execution.close();
            }
        } finally {
            busy.set(false);
        }
    }
}
