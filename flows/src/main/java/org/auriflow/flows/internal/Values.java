package org.auriflow.flows.internal;

import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Program;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/** A vector that is fixed, or that a variable holds because it is learned. */
public final class Values {
    private final double[] fixed;
    private final Variable learned;

    private Values(double[] fixed, Variable learned) {
        this.fixed = fixed;
        this.learned = learned;
    }

    /** Fixed if there is no engine, otherwise a variable of this name that begins with the values. */
    public static Values of(Engine engine, String name, DType dtype, double... values) {
        return engine == null
                ? new Values(values.clone(), null)
                : new Values(null, engine.variable(name, constant(dtype, Shape.of(values.length), values)));
    }

    /** The vector; a fixed one in any dtype. */
    public Tensor tensor(DType dtype) {
        return learned == null ? constant(dtype, Shape.of(fixed.length), fixed) : learned.read();
    }

    /** Adds the variable, if there is one. */
    public void addTo(Map<String, Variable> parameters) {
        if (learned != null) {
            parameters.put(learned.name(), learned);
        }
    }

    /** A constant. */
    public static Tensor constant(DType dtype, Shape shape, double... values) {
        Storage s = Storage.allocate(dtype, values.length);
        for (int i = 0; i < values.length; i++) {
            s.set(i, values[i]);
        }
        return Tensor.constant(new TensorType(dtype, shape), s);
    }

    /** The same tensor as numbers, which the backend computes now. */
    public static Tensor computed(Engine engine, Tensor x) {
        try (Run run = Program.builder(engine).output("x", x).compile().open()) {
            run.execute();
            return Tensor.constant(x.type(), run.output("x").copy());
        }
    }
}
