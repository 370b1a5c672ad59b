package org.auriflow.engine.op;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Matrices in the last two axes: what operations on them check, and how the leading axes, the batch, broadcast. */
public final class Matrices {
    private Matrices() {}

    /** The leading axes. */
    public static Shape batch(Shape s) {
        return s.range(0, s.rank() - 2);
    }

    /**
     * Throws unless there are matrices.
     *
     * @param name who asks, for the error text
     */
    public static void require(String name, TensorType a) {
        if (a.shape().rank() < 2) {
            throw Op.error(name, "requires matrices [..., m, n]", a, "reshape it");
        }
    }

    /**
     * Throws unless there are matrices of floating numbers.
     *
     * @param name who asks, for the error text
     */
    public static void requireFloating(String name, TensorType a) {
        require(name, a);
        if (!a.dtype().isFloating()) {
            throw Op.error(name, "requires float32 or float64", a, "cast it first");
        }
    }

    /**
     * Throws unless there are matrices of floating numbers with no fewer rows than columns.
     *
     * @param name who asks, for the error text
     */
    public static void requireTall(String name, TensorType a) {
        requireFloating(name, a);
        if (a.shape().extent(-2) < a.shape().extent(-1)) {
            throw Op.error(name, "requires matrices [..., m, n] with m ≥ n", a, "transpose it");
        }
    }

    /**
     * Throws unless there are square matrices of floating numbers.
     *
     * @param name who asks, for the error text
     */
    public static void requireSquare(String name, TensorType a) {
        requireFloating(name, a);
        if (a.shape().extent(-1) != a.shape().extent(-2)) {
            throw Op.error(name, "requires square matrices [..., n, n]", a, "for AᵀA multiply first");
        }
    }

    /**
     * Throws unless A X = B can be asked for: A [..., n, n] and B [..., n, m] of one floating dtype.
     *
     * @param name who asks, for the error text
     * @return the batch of X
     */
    public static Shape requireSystem(String name, TensorType a, TensorType b) {
        requireSquare(name, a);
        if (b.dtype() != a.dtype()) {
            throw Op.error(name, "requires one floating dtype", a.dtype() + " and " + b.dtype(), "cast one of them");
        }
        if (b.shape().rank() < 2 || b.shape().extent(-2) != a.shape().extent(-1)) {
            throw Op.error(
                    name,
                    "the right-hand sides must be [..., " + a.shape().extent(-1) + ", m]",
                    a.shape() + " and " + b.shape(),
                    "expand vectors to columns");
        }
        return Shape.broadcast(name, batch(a.shape()), batch(b.shape()));
    }

    /** Operands of one sample each made operands of n: the new axis comes before all axes that broadcast. */
    static Tensor[] aligned(List<Tensor> x, boolean[] batched, int n) {
        int rank = 0;
        for (int k = 0; k < batched.length; k++) {
            rank = Math.max(rank, x.get(k).shape().rank() - (batched[k] ? 1 : 0));
        }
        Tensor[] aligned = x.toArray(new Tensor[0]);
        for (int k = 0; k < aligned.length; k++) {
            Shape s = aligned[k].shape();
            if (batched[k] && s.rank() - 1 < rank) {
                int[] ones = new int[rank - s.rank() + 1];
                Arrays.fill(ones, 1);
                Shape target = Shape.of(n).concat(Shape.of(ones)).concat(s.range(1, s.rank()));
                aligned[k] = aligned[k].reshape(target);
            }
        }
        return aligned;
    }
}
