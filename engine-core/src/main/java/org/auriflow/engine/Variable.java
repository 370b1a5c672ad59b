package org.auriflow.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.spi.Buffer;

/**
 * Named storage that programs read and then update in place: the only mutable thing.
 *
 * <p>It lives on the device of the {@link Engine} that made it and is freed by {@link #close()} or with the engine.
 * A program reads the current value whenever it runs. A tensor from {@link #read()} that is asked for its own value
 * demands that no update came between; {@link #snapshot()} is a constant copy. Not safe for concurrent updates.
 */
public final class Variable implements AutoCloseable {
    private final String name;
    private final TensorType type;
    private final Engine engine;
    private Buffer buffer;
    private final AtomicLong version = new AtomicLong();
    private Tensor node;

    Variable(Engine engine, String name, Tensor initial) {
        this.engine = engine;
        this.name = name;
        this.type = initial.type();
        this.buffer = engine.backend().allocate(type.dtype(), type.size());
        buffer.upload(initial.storage());
    }

    /** Its name, for files and errors. */
    public String name() {
        return name;
    }

    /** Dtype and shape; they never change. */
    public TensorType type() {
        return type;
    }

    /** Counts updates. */
    public long version() {
        return version.get();
    }

    /** The engine that owns it. */
    public Engine engine() {
        return engine;
    }

    /**
     * A tensor that stands for the value: in a program the current one. Between two updates it is the same node, so a
     * derivative with respect to it covers all readers.
     */
    public synchronized Tensor read() {
        if (node == null || ((Leaf.Read) node.op()).version() != version.get()) {
            node = Tensor.apply(new Leaf.Read(this, version.get()));
        }
        return node;
    }

    /** A constant copy of the present value. */
    public Tensor snapshot() {
        return Tensor.constant(type, value());
    }

    /** A host copy of the present value. */
    public Storage value() {
        Storage s = Storage.allocate(type.dtype(), type.size());
        buffer().download(s);
        return s;
    }

    /**
     * Replaces the value.
     *
     * @throws IllegalArgumentException if the type differs
     */
    public void assign(Tensor t) {
        if (!t.type().equals(type)) {
            throw new IllegalArgumentException(
                    "assign: variable '" + name + "' requires " + type + ", got " + t.type() + "; reshape or cast it");
        }
        buffer().upload(t.storage());
        version.incrementAndGet();
    }

    /** Device storage, for the compiler and backends. */
    public Buffer buffer() {
        if (buffer == null) {
            throw new IllegalStateException("variable '" + name + "' is closed; keep it open while programs use it");
        }
        return buffer;
    }

    void updated() {
        version.incrementAndGet();
    }

    @Override
    public void close() {
        if (buffer != null) {
            engine.disown(this);
            buffer.close();
            buffer = null;
            node = null;
        }
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
