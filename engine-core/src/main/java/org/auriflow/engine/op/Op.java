package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * One kind of node in the graph of {@link Tensor}s: pure, deterministic, without hidden state.
 *
 * <p>Implementations are records or singletons, so that equal operations are {@code equals}: common subexpressions are
 * found by it. Attributes such as axes are fields. Derivatives are written in tensor operations, never on raw arrays,
 * so that they can be differentiated again. In every derivative method a {@code null} tensor stands for zero.
 */
public interface Op {
    /** Lower-case name used in errors, plans and kernel tables. */
    String name();

    /**
     * The shape rule. It runs when the operation is called and owns the error message.
     *
     * @throws IllegalArgumentException {@code name: requirement, got values; fix}
     */
    TensorType infer(List<TensorType> inputs);

    /**
     * Reference implementation in plain loops over dense row-major values; float sums accumulate in double.
     *
     * @param inputs values of the inputs, not to be written
     * @param types types of the inputs
     * @param out zero-filled result
     * @param type type of the result
     */
    void evaluate(List<Storage> inputs, List<TensorType> types, Storage out, TensorType type);

    /**
     * Reverse mode: the cotangent of each input, vᵀ ∂y/∂xₖ.
     *
     * @param y the node itself
     * @param x its inputs
     * @param cotangent v, of the type of y
     * @param wanted which inputs need an answer
     * @return one entry per input; {@code null} where it is zero or not wanted
     */
    Tensor[] vjp(Tensor y, List<Tensor> x, Tensor cotangent, boolean[] wanted);

    /**
     * Forward mode: Σₖ ∂y/∂xₖ ẋₖ.
     *
     * @param tangents one per input, {@code null} for zero; never all null
     * @return the tangent of y, or {@code null} for zero
     */
    Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents);

    /**
     * The batching rule: the operation applied to each of n entries of a new leading axis.
     *
     * @param x inputs; a batched one has the leading axis of extent n, the others are shared by all entries
     * @param batched which inputs carry the leading axis; at least one does
     */
    Tensor batch(List<Tensor> x, boolean[] batched, int n);

    /** Floating-point operations of one evaluation, for reports; an estimate that counts a function as one. */
    default long flops(List<TensorType> inputs, TensorType out) {
        return out.size();
    }

    /**
     * Whether evaluation throws for some values, as indexing does for an index outside; variables are then not updated
     * before it is through.
     */
    default boolean mayThrow() {
        return false;
    }

    /** Whether each element of the result needs only the same element of every input, all of one shape. */
    default boolean isPointwise() {
        return false;
    }

    /** Broadcasts every input without the leading batch axis to it. */
    static List<Tensor> spread(List<Tensor> x, boolean[] batched, int n) {
        Tensor[] all = new Tensor[x.size()];
        for (int k = 0; k < all.length; k++) {
            Tensor t = x.get(k);
            all[k] = batched[k] ? t : t.broadcastTo(t.shape().insert(0, n));
        }
        return List.of(all);
    }

    /** The usual error of a shape rule. */
    static IllegalArgumentException error(String op, String requirement, Object got, String fix) {
        return new IllegalArgumentException(op + ": " + requirement + ", got " + got + "; " + fix);
    }
}
