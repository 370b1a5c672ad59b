package org.auriflow.flows.internal;

import java.util.stream.DoubleStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Variable;

/** What planar, radial and Sylvester flows have in common. */
public final class Residuals {
    private Residuals() {}

    /** Throws unless there can be such parameters. */
    public static void require(String name, int width, DType dtype) {
        if (width < 1 || !dtype.isFloating()) {
            throw new IllegalArgumentException(name + ": requires a positive width and a floating dtype, got " + width
                    + " and " + dtype + "; set both");
        }
    }

    /** A variable of n values that begin uniform in ±1/√width. */
    public static Variable uniform(Engine engine, String name, DType dtype, RandomStream random, int width, int n) {
        double[] values = DoubleStream.generate(() -> (2 * random.uniform() - 1) / Math.sqrt(width))
                .limit(n)
                .toArray();
        return engine.variable(name, Values.constant(dtype, Shape.of(n), values));
    }
}
