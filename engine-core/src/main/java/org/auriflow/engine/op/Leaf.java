package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/** Nodes without inputs: constants, program inputs and reads of variables. */
public sealed interface Leaf extends NotDifferentiable {
    /** Type of the value. */
    TensorType type();

    @Override
    default TensorType infer(List<TensorType> inputs) {
        return type();
    }

    @Override
    default Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        throw new IllegalStateException(name() + ": a leaf has no inputs to batch");
    }

    @Override
    default long flops(List<TensorType> inputs, TensorType out) {
        return 0;
    }

    /**
     * A value known when the graph is built.
     *
     * @param type its type
     * @param value its elements, or one element that fills the shape
     */
    record Constant(TensorType type, Storage value) implements Leaf {
        @Override
        public String name() {
            return "constant";
        }

        /** Whether one element fills the whole shape. */
        public boolean uniform() {
            return value.size() == 1;
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            for (int i = 0; i < out.size(); i++) {
                out.set(i, value.get(uniform() ? 0 : i));
            }
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Constant c && type.equals(c.type) && value.contentEquals(c.value);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + value.contentHash();
        }

        @Override
        public String toString() {
            return "constant " + type;
        }
    }

    /**
     * A value given when a program runs.
     *
     * @param label name of the input
     * @param type its type
     */
    record Input(String label, TensorType type) implements Leaf {
        @Override
        public String name() {
            return "input";
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType t) {
            throw new IllegalStateException("value: a graph that reads input '" + label
                    + "' has no value of its own; compile a Program and set the input");
        }
    }

    /**
     * The value of a variable; a program reads the current one, asking the tensor itself for its value demands that no
     * update came between.
     *
     * @param variable the storage
     * @param version its version when it was read
     */
    record Read(Variable variable, long version) implements Leaf {
        @Override
        public String name() {
            return "variable";
        }

        @Override
        public TensorType type() {
            return variable.type();
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType t) {
            if (variable.version() != version) {
                throw new IllegalStateException("value: variable '" + variable.name() + "' was updated from version "
                        + version + " to " + variable.version()
                        + " since it was read; read it again, or take a snapshot() before the update");
            }
            out.copyFrom(variable.value(), 0, 0, out.size());
        }

        @Override
        public String toString() {
            return "variable " + variable.name();
        }
    }
}
