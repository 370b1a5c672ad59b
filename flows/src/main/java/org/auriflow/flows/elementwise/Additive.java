package org.auriflow.flows.elementwise;

import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;
import org.auriflow.nn.Config;

/** y = x + t with one parameter t per element, and ln dy/dx = 0: the coupling law of NICE (1410.8516, section 3.2). */
public final class Additive implements Elementwise {
    /** The {@code type} of its configuration. */
    public static final String TYPE = "additive";

    /** Rebuilds it from its {@link #config()}. */
    public static Additive fromConfig(Config c) {
        return new Additive();
    }

    @Override
    public int parameters() {
        return 1;
    }

    @Override
    public Transformed forward(Tensor x, Tensor parameters) {
        return new Transformed(forwardValue(x, parameters), Tensor.zerosLike(x));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor parameters) {
        return new Transformed(inverseValue(y, parameters), Tensor.zerosLike(y));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        Parameters.check(TYPE, x, parameters, 1);
        return x.add(parameters.select(-1, 0));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        Parameters.check(TYPE, y, parameters, 1);
        return y.sub(parameters.select(-1, 0));
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("type", TYPE);
    }
}
