package org.auriflow.flows.elementwise;

import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Spline;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;

/** A family of functions that is a spline of the engine and nothing besides. */
interface SplineFamily extends Elementwise {
    /** The engine's operation. */
    Spline spline();

    @Override
    default int parameters() {
        return spline().parameters();
    }

    @Override
    default Transformed forward(Tensor x, Tensor parameters) {
        return Splines.forward(spline(), x, parameters);
    }

    @Override
    default Transformed inverse(Tensor y, Tensor parameters) {
        return Splines.inverse(spline(), y, parameters);
    }

    @Override
    default Tensor forwardValue(Tensor x, Tensor parameters) {
        return spline().forwardValue(x, parameters);
    }

    @Override
    default Tensor inverseValue(Tensor y, Tensor parameters) {
        return spline().inverseValue(y, parameters);
    }
}
