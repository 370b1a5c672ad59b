package org.auriflow.flows.elementwise;

import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Spline;
import org.auriflow.flows.Transformed;

/** What families of splines share: results of the engine's operations taken apart. */
final class Splines {
    private Splines() {}

    /** The least share of a bin in width and height, and the least derivative where it is free, unless they are chosen. */
    static final double LEAST = 1e-3;

    static Transformed forward(Spline s, Tensor x, Tensor parameters) {
        return parts(s.forward(x, parameters));
    }

    static Transformed inverse(Spline s, Tensor y, Tensor parameters) {
        return parts(s.inverse(y, parameters));
    }

    private static Transformed parts(Tensor both) {
        return new Transformed(both.select(-1, 0), both.select(-1, 1));
    }
}
