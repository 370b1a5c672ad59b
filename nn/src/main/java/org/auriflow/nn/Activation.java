package org.auriflow.nn;

import org.auriflow.engine.Tensor;

/** Pointwise non-linearities, each with derivatives of any order in the engine. */
public enum Activation {
    /** tanh x. */
    TANH(5.0 / 3, true),
    /** max(x, 0); derivative 0 at 0. */
    RELU(Math.sqrt(2), false),
    /** x where positive, x/100 elsewhere. */
    LEAKY_RELU(Math.sqrt(2 / (1 + 1e-4)), false),
    /** x Φ(x), exact (1606.08415). */
    GELU(Math.sqrt(2), false),
    /** x σ(x) (1702.03118). */
    SILU(Math.sqrt(2), false),
    /** 1/(1 + e^−x). */
    SIGMOID(1, true),
    /** ln(1 + e^x). */
    SOFTPLUS(1, false),
    /** x. */
    IDENTITY(1, true);

    private final double gain;
    private final boolean balanced;

    Activation(double gain, boolean balanced) {
        this.gain = gain;
        this.balanced = balanced;
    }

    /** The function, of the shape of x. */
    public Tensor of(Tensor x) {
        return switch (this) {
            case TANH -> x.tanh();
            case RELU -> x.relu();
            case LEAKY_RELU -> x.leakyRelu(0.01);
            case GELU -> x.gelu();
            case SILU -> x.silu();
            case SIGMOID -> x.sigmoid();
            case SOFTPLUS -> x.softplus();
            case IDENTITY -> x;
        };
    }

    /** By how much weights in front of it are scaled so that the variance of a deep network stays near 1. */
    public double gain() {
        return gain;
    }

    /** The customary initialiser in front of it: Xavier for saturating functions, Kaiming for rectifiers. */
    public Initializer initializer() {
        return balanced ? Initializer.XAVIER_UNIFORM : Initializer.KAIMING_UNIFORM;
    }
}
