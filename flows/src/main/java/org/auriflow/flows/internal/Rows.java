package org.auriflow.flows.internal;

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
