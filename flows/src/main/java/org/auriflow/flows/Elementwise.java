package org.auriflow.flows;

import java.util.Map;
import org.auriflow.engine.Tensor;

/**
 * A family of increasing functions of one number, with parameters that a network gives for every element: what coupling
 * and autoregressive transforms are made of.
 *
 * <p>For x [...] and parameters [..., {@link #parameters()}] of its dtype the result is a value and the logarithm of the
 * derivative, both [...].
 */
public interface Elementwise {
    /** Parameters per element. */
    int parameters();

    /** y and ln dy/dx. */
    Transformed forward(Tensor x, Tensor parameters);

    /** x and ln dx/dy. */
    Transformed inverse(Tensor y, Tensor parameters);

    /** y alone. */
    Tensor forwardValue(Tensor x, Tensor parameters);

    /** x alone. */
    Tensor inverseValue(Tensor y, Tensor parameters);

    /** The settings as JSON-able values with the entry {@code type}, for {@link Flows#elementwise}. */
    Map<String, Object> config();
}
