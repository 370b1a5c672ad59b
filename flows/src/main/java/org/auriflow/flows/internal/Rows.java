package org.auriflow.flows.internal;

import org.auriflow.engine.DType;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/** What maps of rows require of their arguments. */
public final class Rows {
    private Rows() {}

    /** The leading axes of x [..., width]. */
    public static Shape lead(String name, Tensor x, int width) {
        int rank = x.shape().rank();
        if (rank == 0 || x.shape().extent(-1) != width || !x.dtype().isFloating()) {
            throw new IllegalArgumentException(name + ": requires floating rows [..., " + width + "], got " + x.type()
                    + "; check the width of the data");
        }
        return x.shape().range(0, rank - 1);
    }

    /** The leading axes of x [..., width], of the dtype of parameters. */
    public static Shape lead(String name, Tensor x, int width, DType dtype) {
        Shape lead = lead(name, x, width);
        if (x.dtype() != dtype) {
            throw new IllegalArgumentException(name + ": requires " + dtype + " rows, got " + x.type()
                    + "; cast them, or build it for their dtype");
        }
        return lead;
    }

    /** A dtype that parameters may have. */
    public static DType requireFloating(String name, DType dtype) {
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException(name + ": requires a floating dtype, got " + dtype + "; choose float32");
        }
        return dtype;
    }

    /** W x for every row x: matrix [b, a] and rows [..., a] to [..., b]. */
    public static Tensor product(Tensor matrix, Tensor x) {
        Tensor y = x.reshape(-1, x.shape().extent(-1)).matmul(matrix, false, true);
        return y.reshape(x.shape().with(x.shape().rank() - 1, matrix.shape().extent(0)));
    }

    /**
     * T⁻¹ x for every row x [..., d] and a triangle T [d, d]. For more than d rows T is inverted first: a product is much faster than
     * substitution row by row, and was measured to be less than half as inexact again.
     */
    public static Tensor solve(Tensor triangle, Tensor x, boolean lower) {
        int d = x.shape().extent(-1);
        if (x.shape().size() > d * d) {
            return product(Linalg.triangularSolve(triangle, Tensor.eye(x.dtype(), d), lower, false), x);
        }
        Tensor columns = x.reshape(-1, d).transpose();
        return Linalg.triangularSolve(triangle, columns, lower, false)
                .transpose()
                .reshape(x.shape());
    }

    /** One row of context for each row of x; null if none is needed. */
    public static Tensor context(String name, Tensor context, int width, Tensor x) {
        if (width == 0) {
            return null;
        }
        if (context == null
                || context.shape().rank() == 0
                || context.shape().extent(-1) != width
                || context.dtype() != x.dtype()) {
            throw new IllegalArgumentException(name + ": requires " + x.dtype() + " context [..., " + width + "], got "
                    + (context == null ? "none" : context.type()) + "; pass one row, or one for each of " + x.shape());
        }
        int rank = x.shape().rank();
        Shape all = x.shape().with(rank - 1, width);
        if (!broadcasts(context.shape(), all)) {
            throw new IllegalArgumentException(name + ": requires context for rows " + x.shape() + ", got "
                    + context.type() + "; pass one row, or one for each row");
        }
        return context.broadcastTo(all);
    }

    private static boolean broadcasts(Shape from, Shape to) {
        boolean fits = from.rank() <= to.rank();
        for (int i = 1; fits && i <= from.rank(); i++) {
            fits = from.extent(-i) == 1 || from.extent(-i) == to.extent(-i);
        }
        return fits;
    }

    /** The width that all parts with a context agree on; 0 if none has one. */
    public static int commonContext(String name, int... widths) {
        int common = 0;
        for (int w : widths) {
            if (w != 0 && common != 0 && w != common) {
                throw new IllegalArgumentException(name + ": parts must share one context, got widths " + common
                        + " and " + w + "; give all of them the same");
            }
            common = Math.max(common, w);
        }
        return common;
    }
}
