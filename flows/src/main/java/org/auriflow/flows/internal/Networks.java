package org.auriflow.flows.internal;

import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Model;

/** Networks inside of layers. */
public final class Networks {
    private Networks() {}

    /** Refuses a network of other widths, which would fail later and far from its cause. */
    public static void check(String name, Model network, int inputs, int outputs) {
        Shape expected = Shape.of(1, outputs);
        Shape got;
        try {
            got = network.call(Tensor.input("x", dtype(network), Shape.of(1, inputs)))
                    .shape();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(error(name, inputs, outputs, e.getMessage()), e);
        }
        if (!got.equals(expected)) {
            throw new IllegalArgumentException(error(name, inputs, outputs, got + " for one row"));
        }
    }

    private static String error(String name, int inputs, int outputs, String got) {
        return name + " requires a network from [..., " + inputs + "] to [..., " + outputs + "], got " + got
                + "; build it with these widths";
    }

    /** Of the parameters, float32 if there are none. */
    public static DType dtype(Model network) {
        return network.parameters().values().stream()
                .map(v -> v.type().dtype())
                .findFirst()
                .orElse(DType.FLOAT32);
    }

    /** Rows with their context behind them; null for none. */
    public static Tensor join(Tensor x, Tensor context) {
        return context == null ? x : Tensor.concatenate(-1, x, context);
    }
}
