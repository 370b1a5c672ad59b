package org.auriflow.engine.op;

import static org.auriflow.engine.op.Pointwise.Signature.FLOATING;
import static org.auriflow.engine.op.Pointwise.unary;

import org.auriflow.engine.SpecialFunctions;
import org.auriflow.engine.Tensor;

/** Exponentials, logarithms, sigmoids, trigonometric and error functions, element by element. */
public final class Functions {
    private Functions() {}

    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    /** eᵃ; 0 at −∞, overflows to ∞. */
    public static final Pointwise EXP = unary("exp", FLOATING, (a, b) -> StrictMath.exp(a), (x, y) -> y);

    /** ln a; −∞ at 0, NaN below. */
    public static final Pointwise LOG = unary("log", FLOATING, (a, b) -> StrictMath.log(a), (x, y) -> Tensor.onesLike(y)
            .div(x.get(0)));

    /** ln(1 + a), exact near 0; −∞ at −1, NaN below. */
    public static final Pointwise LOG1P =
            unary("log1p", FLOATING, (a, b) -> StrictMath.log1p(a), (x, y) -> Tensor.onesLike(y)
                    .div(x.get(0).add(1)));

    /** eᵃ − 1, exact near 0; −1 at −∞. */
    public static final Pointwise EXPM1 = unary(
            "expm1", FLOATING, (a, b) -> StrictMath.expm1(a), (x, y) -> x.get(0).exp());

    /** Hyperbolic tangent; ±1 at ±∞. */
    public static final Pointwise TANH =
            unary("tanh", FLOATING, (a, b) -> StrictMath.tanh(a), (x, y) -> Tensor.onesLike(y)
                    .sub(y.mul(y)));

    /** σ(a) = 1/(1 + e⁻ᵃ), without overflow; 0 and 1 at ∓∞. The derivative is σ(a) σ(−a), which does not cancel. */
    public static final Pointwise SIGMOID = unary(
            "sigmoid",
            FLOATING,
            (a, b) -> SpecialFunctions.sigmoid(a),
            (x, y) -> y.mul(x.get(0).neg().sigmoid()));

    /** ln(1 + eᵃ), without overflow; 0 at −∞. */
    public static final Pointwise SOFTPLUS = unary(
            "softplus",
            FLOATING,
            (a, b) -> Math.max(a, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(a))),
            (x, y) -> x.get(0).sigmoid());

    /** Sine of radians; NaN at ±∞. */
    public static final Pointwise SIN = unary(
            "sin", FLOATING, (a, b) -> StrictMath.sin(a), (x, y) -> x.get(0).cos());

    /** Cosine of radians; NaN at ±∞. */
    public static final Pointwise COS = unary("cos", FLOATING, (a, b) -> StrictMath.cos(a), (x, y) -> x.get(0)
            .sin()
            .neg());

    /** Error function 2/√π ∫₀ᵃ exp(−t²) dt; ±1 at ±∞. */
    public static final Pointwise ERF = unary(
            "erf",
            FLOATING,
            (a, b) -> SpecialFunctions.erf(a),
            (x, y) -> x.get(0).mul(x.get(0)).neg().exp().mul(TWO_OVER_SQRT_PI));
}
