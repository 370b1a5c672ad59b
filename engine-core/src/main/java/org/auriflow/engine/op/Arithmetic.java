package org.auriflow.engine.op;

import static org.auriflow.engine.op.Pointwise.MINUS_ONE;
import static org.auriflow.engine.op.Pointwise.ONE;
import static org.auriflow.engine.op.Pointwise.Signature.FLOATING;
import static org.auriflow.engine.op.Pointwise.Signature.NUMERIC;
import static org.auriflow.engine.op.Pointwise.ZERO;
import static org.auriflow.engine.op.Pointwise.binary;
import static org.auriflow.engine.op.Pointwise.unary;

import org.auriflow.engine.Tensor;
import org.auriflow.engine.cpu.DoubleMath;

/** Sums, products, powers, extrema and rounding, element by element. */
public final class Arithmetic {
    private Arithmetic() {}

    /** a + b. */
    public static final Pointwise ADD =
            binary("add", NUMERIC, (a, b) -> a + b, ONE, ONE).withIntegers((a, b) -> a + b);

    /** a − b. */
    public static final Pointwise SUB =
            binary("sub", NUMERIC, (a, b) -> a - b, ONE, MINUS_ONE).withIntegers((a, b) -> a - b);

    /** a · b. */
    public static final Pointwise MUL = binary("mul", NUMERIC, (a, b) -> a * b, (x, y) -> x.get(1), (x, y) -> x.get(0))
            .withIntegers((a, b) -> a * b);

    /**
     * a · b, but 0 where one factor is 0 and the other infinite or NaN: the product of a tangent or cotangent with a partial
     * derivative. It keeps 0·∞ out of gradients through branches that were not taken.
     */
    public static final Pointwise MULZ =
            binary("mulz", FLOATING, DoubleMath::mulz, (x, y) -> x.get(1), (x, y) -> x.get(0));

    /** a / b; int32 truncates towards 0. */
    public static final Pointwise DIV = binary(
                    "div",
                    NUMERIC,
                    (a, b) -> a / b,
                    (x, y) -> Tensor.onesLike(y).div(x.get(1)),
                    (x, y) -> y.div(x.get(1)).neg())
            .withIntegers((a, b) -> a / b);

    /** aᵇ as {@link Math#pow}. ∂/∂a is taken as 0 where b is 0, and ∂/∂b where the power is 0. */
    public static final Pointwise POW = binary(
            "pow",
            FLOATING,
            StrictMath::pow,
            (x, y) -> Tensor.apply(MULZ, x.get(1), x.get(0).pow(x.get(1).sub(1))),
            (x, y) -> Tensor.apply(MULZ, y, x.get(0).log()));

    /** The smaller; NaN if either is; a tie splits the derivative equally. */
    public static final Pointwise MIN = binary(
                    "min", NUMERIC, Math::min, (x, y) -> share(x.get(0), x.get(1)), (x, y) -> share(x.get(1), x.get(0)))
            .withIntegers(Math::min);

    /** The larger; NaN if either is; a tie splits the derivative equally. */
    public static final Pointwise MAX = binary(
                    "max", NUMERIC, Math::max, (x, y) -> share(x.get(1), x.get(0)), (x, y) -> share(x.get(0), x.get(1)))
            .withIntegers(Math::max);

    /** −a. */
    public static final Pointwise NEG =
            unary("neg", NUMERIC, (a, b) -> -a, MINUS_ONE).withIntegers((a, b) -> -a);

    /** |a|; derivative 0 at 0. */
    public static final Pointwise ABS = unary(
                    "abs", NUMERIC, (a, b) -> Math.abs(a), (x, y) -> x.get(0).sign())
            .withIntegers((a, b) -> Math.abs(a));

    /** −1, 0 or 1; NaN stays. */
    public static final Pointwise SIGN =
            unary("sign", NUMERIC, (a, b) -> Math.signum(a), ZERO).withIntegers((a, b) -> Integer.signum(a));

    /** √a; NaN below 0. */
    public static final Pointwise SQRT =
            unary("sqrt", FLOATING, (a, b) -> Math.sqrt(a), (x, y) -> Tensor.full(y.type(), 0.5)
                    .div(y));

    /** The largest integer not above a. */
    public static final Pointwise FLOOR = unary("floor", FLOATING, (a, b) -> Math.floor(a), ZERO);

    /** max(a, 0); derivative 0 at 0. Known from the result, so that nobody needs to keep the operand. */
    public static final Pointwise RELU =
            unary("relu", FLOATING, (a, b) -> Math.max(a, 0), (x, y) -> y.gt(0).cast(y.dtype()));

    /** 1 where a &lt; b, ½ at a tie, else 0. */
    private static Tensor share(Tensor a, Tensor b) {
        Tensor tie = a.eq(b).cast(a.dtype()).mul(0.5);
        return a.lt(b).cast(a.dtype()).add(tie);
    }
}
