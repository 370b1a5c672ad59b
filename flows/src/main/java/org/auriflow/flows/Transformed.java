package org.auriflow.flows;

import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Leaf;

/**
 * What a transform gives.
 *
 * @param value the image, of the shape of the argument
 * @param logAbsDet ln|det| of the Jacobian in nats: [...] for rows [..., d], per element for an {@link Elementwise} map
 */
public record Transformed(Tensor value, Tensor logAbsDet) {
    /** An image under a map of rows that keeps volumes. */
    public static Transformed keepingVolume(Tensor value) {
        int rank = value.shape().rank();
        return new Transformed(
                value, Tensor.full(value.type().withShape(value.shape().range(0, rank - 1)), 0));
    }

    /** The same image of the argument of an earlier map, whose logarithm is given. */
    public Transformed after(Tensor log) {
        if (isZero(log)) {
            return this;
        }
        return new Transformed(value, isZero(logAbsDet) ? log : log.add(logAbsDet));
    }

    /** A constant 0 need not be added. */
    private static boolean isZero(Tensor t) {
        return t.op() instanceof Leaf.Constant c && c.uniform() && c.value().get(0) == 0;
    }
}
