package org.auriflow.flows.elementwise;

import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;

/** What families of functions require of their arguments. */
final class Parameters {
    private Parameters() {}

    /** Refuses anything but floating x [...] and parameters [..., count] of one dtype. */
    static void check(String name, Tensor x, Tensor parameters, int count) {
        if (!x.dtype().isFloating()
                || !parameters.type().equals(x.type().withShape(x.shape().concat(Shape.of(count))))) {
            throw new IllegalArgumentException(name + ": requires floating x [...] and parameters [..., " + count
                    + "] of one dtype, got " + x.type() + " and " + parameters.type() + "; reshape or cast them");
        }
    }
}
