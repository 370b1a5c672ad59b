package org.auriflow.flows.distribution;

import java.util.Arrays;
import org.auriflow.engine.DType;

/** What several densities require at construction. */
final class Checks {
    private Checks() {}

    /** Finite locations and as many positive scales. */
    static void scales(String name, double[] location, String locationName, double[] scale, String scaleName, DType t) {
        boolean fits = location.length > 0
                && location.length == scale.length
                && Arrays.stream(location).allMatch(Double::isFinite)
                && Arrays.stream(scale).allMatch(s -> s > 0 && Double.isFinite(s));
        if (!fits) {
            throw new IllegalArgumentException(name + ": requires a finite " + locationName + " and a positive "
                    + scaleName + " for each feature, got " + Arrays.toString(location) + " and "
                    + Arrays.toString(scale) + "; set both");
        }
        floating(name, t);
    }

    /** A floating dtype. */
    static void floating(String name, DType dtype) {
        if (!dtype.isFloating()) {
            throw new IllegalArgumentException(name + ": requires float32 or float64, got " + dtype + "; choose one");
        }
    }
}
