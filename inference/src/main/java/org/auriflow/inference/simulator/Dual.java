package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;

/**
 * A forward-mode number: a value and its gradient with respect to the P parameters, at each of K parameter points at
 * once.
 *
 * <p>A simulator receives its parameters as such numbers and computes the parameters of its distributions from them;
 * the {@link Trace} reads off log densities and their gradients at all K points. Numbers are immutable. Arithmetic
 * follows {@link StrictMath}, so results are the same bits everywhere.
 *
 * <p>A constant has no points and combines with any other number. Values may be infinite or NaN as in ordinary double
 * arithmetic; a gradient that is exactly zero stays zero whatever it is multiplied with, so that an infinite derivative
 * outside the reach of the parameters does no harm.
 */
public final class Dual {
    private final int points;
    private final int parameters;
    /** For each point the value, then the P components of the gradient; one value for a constant. */
    private final double[] data;

    private Dual(int points, int parameters, double[] data) {
        this.points = points;
        this.parameters = parameters;
        this.data = data;
    }

    /**
     * A number that does not depend on the parameters.
     *
     * @param value any double
     * @return the constant
     */
    public static Dual constant(double value) {
        return new Dual(0, 0, new double[] {value});
    }

    /**
     * The parameters themselves: number p has the value {@code thetas[k][p]} at point k and a unit gradient along p.
     *
     * @param thetas the K parameter points, with shape (K, P)
     * @return P numbers
     * @throws IllegalArgumentException if there is no point, or points differ in length, or a value is not finite
     */
    public static Dual[] parameters(double[]... thetas) {
        if (thetas.length == 0) {
            throw new IllegalArgumentException("theta: at least one parameter point is needed, got none");
        }
        int points = thetas.length;
        int parameters = thetas[0].length;
        for (double[] theta : thetas) {
            if (theta.length != parameters) {
                throw new IllegalArgumentException("theta: all points must have the same length, got "
                        + Arrays.toString(thetas[0]) + " and " + Arrays.toString(theta));
            }
            for (double value : theta) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "theta: every component must be finite, got " + Arrays.toString(theta));
                }
            }
        }
        Dual[] result = new Dual[parameters];
        int stride = 1 + parameters;
        for (int p = 0; p < parameters; p++) {
            double[] data = new double[points * stride];
            for (int k = 0; k < points; k++) {
                data[k * stride] = thetas[k][p];
                data[k * stride + 1 + p] = 1;
            }
            result[p] = new Dual(points, parameters, data);
        }
        return result;
    }

    /**
     * Whether this number is a constant.
     *
     * @return true if it does not depend on the parameters
     */
    public boolean isConstant() {
        return points == 0;
    }

    /**
     * The value at one parameter point.
     *
     * @param point 0 to K-1; any index for a constant
     * @return the value
     */
    public double value(int point) {
        return isConstant() ? data[0] : data[point * (1 + parameters)];
    }

    /**
     * One component of the gradient at one parameter point.
     *
     * @param point 0 to K-1
     * @param parameter 0 to P-1
     * @return the derivative; 0 for a constant
     */
    public double gradient(int point, int parameter) {
        return isConstant() ? 0 : data[point * (1 + parameters) + 1 + parameter];
    }

    /** this + other. */
    public Dual plus(Dual other) {
        return combine(other, (a, b) -> a + b, (a, b) -> 1, (a, b) -> 1);
    }

    /** this + other. */
    public Dual plus(double other) {
        return apply(a -> a + other, a -> 1);
    }

    /** this − other. */
    public Dual minus(Dual other) {
        return combine(other, (a, b) -> a - b, (a, b) -> 1, (a, b) -> -1);
    }

    /** this − other. */
    public Dual minus(double other) {
        return apply(a -> a - other, a -> 1);
    }

    /** minuend − this, as in {@code p.subtractedFrom(1)}. */
    public Dual subtractedFrom(double minuend) {
        return apply(a -> minuend - a, a -> -1);
    }

    /** this × other. */
    public Dual times(Dual other) {
        return combine(other, (a, b) -> a * b, (a, b) -> b, (a, b) -> a);
    }

    /** this × other. */
    public Dual times(double other) {
        return apply(a -> a * other, a -> other);
    }

    /** this ÷ other. */
    public Dual dividedBy(Dual other) {
        return combine(other, (a, b) -> a / b, (a, b) -> 1 / b, (a, b) -> -a / b / b);
    }

    /** this ÷ other. */
    public Dual dividedBy(double other) {
        return apply(a -> a / other, a -> 1 / other);
    }

    /** −this. */
    public Dual negated() {
        return apply(a -> -a, a -> -1);
    }

    /** 1 ÷ this. */
    public Dual reciprocal() {
        return apply(a -> 1 / a, a -> -1 / a / a);
    }

    /** this². */
    public Dual squared() {
        return apply(a -> a * a, a -> 2 * a);
    }

    /** |this|; the derivative at 0 is 0. */
    public Dual abs() {
        return apply(Math::abs, Math::signum);
    }

    /** √this; the derivative at 0 is infinite. */
    public Dual sqrt() {
        return apply(Math::sqrt, a -> 0.5 / Math.sqrt(a));
    }

    /** this to a fixed power. */
    public Dual pow(double exponent) {
        return apply(a -> StrictMath.pow(a, exponent), a -> exponent * StrictMath.pow(a, exponent - 1));
    }

    /** e to the power of this. */
    public Dual exp() {
        return apply(StrictMath::exp, StrictMath::exp);
    }

    /** exp(this) − 1 without cancellation near 0. */
    public Dual expm1() {
        return apply(StrictMath::expm1, StrictMath::exp);
    }

    /** The natural logarithm; −∞ at 0. */
    public Dual log() {
        return apply(StrictMath::log, a -> 1 / a);
    }

    /** log(1 + this) without cancellation near 0; −∞ at −1. */
    public Dual log1p() {
        return apply(StrictMath::log1p, a -> 1 / (1 + a));
    }

    /** sin(this), in radians. */
    public Dual sin() {
        return apply(StrictMath::sin, StrictMath::cos);
    }

    /** cos(this), in radians. */
    public Dual cos() {
        return apply(StrictMath::cos, a -> -StrictMath.sin(a));
    }

    /** tanh(this). */
    public Dual tanh() {
        // 1/cosh² does not cancel where tanh is near 1
        return apply(StrictMath::tanh, a -> {
            double cosh = StrictMath.cosh(a);
            return 1 / cosh / cosh;
        });
    }

    /** The logistic function 1 / (1 + exp(−this)), accurate in both tails. */
    public Dual sigmoid() {
        return apply(Dual::sigmoid, a -> sigmoid(a) * sigmoid(-a));
    }

    /** log(1 + exp(this)), accurate in both tails. */
    public Dual softplus() {
        return apply(a -> Math.max(a, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(a))), Dual::sigmoid);
    }

    /**
     * The sum of several numbers.
     *
     * @param terms any number of terms
     * @return their sum, the constant 0 if there are none
     */
    public static Dual sum(Dual... terms) {
        Dual total = constant(0);
        for (Dual term : terms) {
            total = total.plus(term);
        }
        return total;
    }

    /** The values at all points, or the one value of a constant. */
    @Override
    public String toString() {
        if (isConstant()) {
            return Double.toString(data[0]);
        }
        double[] values = new double[points];
        for (int k = 0; k < points; k++) {
            values[k] = value(k);
        }
        return Arrays.toString(values);
    }

    /** 1 at the points where the condition holds and 0 at the others, with zero gradient. */
    Dual step(IntPredicate condition) {
        double[] result = new double[data.length];
        for (int k = 0; k < Math.max(points, 1); k++) {
            result[k * (1 + parameters)] = condition.test(k) ? 1 : 0;
        }
        return new Dual(points, parameters, result);
    }

    /** This with its values moved into [low, high]; the gradient is left as it is. */
    Dual clamped(double low, double high) {
        return apply(a -> Math.min(Math.max(a, low), high), a -> 1);
    }

    private static double sigmoid(double a) {
        // the exponential never overflows, and keeps relative accuracy for very negative a
        double e = StrictMath.exp(-Math.abs(a));
        return a >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    private Dual apply(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
        double[] result = new double[data.length];
        int stride = 1 + parameters;
        for (int at = 0; at < data.length; at += stride) {
            double a = data[at];
            result[at] = function.applyAsDouble(a);
            double slope = derivative.applyAsDouble(a);
            for (int i = at + 1; i < at + stride; i++) {
                result[i] = chain(slope, data[i]);
            }
        }
        return new Dual(points, parameters, result);
    }

    private Dual combine(
            Dual other, DoubleBinaryOperator function, DoubleBinaryOperator byThis, DoubleBinaryOperator byOther) {
        if (other.isConstant()) {
            double b = other.data[0];
            return apply(a -> function.applyAsDouble(a, b), a -> byThis.applyAsDouble(a, b));
        }
        if (isConstant()) {
            double a = data[0];
            return other.apply(b -> function.applyAsDouble(a, b), b -> byOther.applyAsDouble(a, b));
        }
        if (points != other.points || parameters != other.parameters) {
            throw new IllegalArgumentException("theta: numbers of one run must be combined, got " + points + " x "
                    + parameters + " and " + other.points + " x " + other.parameters + " points and parameters");
        }
        double[] result = new double[data.length];
        int stride = 1 + parameters;
        for (int at = 0; at < data.length; at += stride) {
            double a = data[at];
            double b = other.data[at];
            result[at] = function.applyAsDouble(a, b);
            double slopeThis = byThis.applyAsDouble(a, b);
            double slopeOther = byOther.applyAsDouble(a, b);
            for (int i = at + 1; i < at + stride; i++) {
                result[i] = chain(slopeThis, data[i]) + chain(slopeOther, other.data[i]);
            }
        }
        return new Dual(points, parameters, result);
    }

    private static double chain(double slope, double gradient) {
        return gradient == 0 ? 0 : slope * gradient;
    }
}
