package org.auriflow.engine.op;

import static org.auriflow.engine.op.Pointwise.Signature.FLOATING;
import static org.auriflow.engine.op.Pointwise.binary;
import static org.auriflow.engine.op.Pointwise.unary;

import org.auriflow.engine.SpecialFunctions;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.cpu.DoubleMath;

/** Exponentials, logarithms, sigmoids, trigonometric and error functions, angles, element by element. */
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

    /** Inverse error function, erf(y) = a; ±∞ at ±1, NaN outside [−1, 1]. The derivative is √π/2 exp(y²). */
    public static final Pointwise ERFINV = unary("erfinv", FLOATING, (a, b) -> DoubleMath.erfInv(a), (x, y) -> y.mul(y)
            .exp()
            .mul(1 / TWO_OVER_SQRT_PI));

    /**
     * Angle of the point (b, a) in [−π, π], {@link StrictMath#atan2}. The partial derivatives are b/(a² + b²) and −a/(a² + b²),
     * of any order taken as 0 where a² + b² is 0, and 0 where it is infinite.
     */
    public static final Pointwise ATAN2 = binary(
            "atan2",
            FLOATING,
            StrictMath::atan2,
            (x, y) -> Tensor.apply(Arithmetic.MULZ, x.get(1), inverseSquare(x.get(0), x.get(1))),
            (x, y) -> Tensor.apply(Arithmetic.MULZ, x.get(0), inverseSquare(x.get(0), x.get(1)))
                    .neg());

    /** 1/(a² + b²), and 0 where that has no value. */
    private static Tensor inverseSquare(Tensor a, Tensor b) {
        Tensor square = a.mul(a).add(b.mul(b));
        Tensor zero = Tensor.zerosLike(square);
        return Tensor.where(square.eq(zero), zero, Tensor.onesLike(square).div(square));
    }
}
