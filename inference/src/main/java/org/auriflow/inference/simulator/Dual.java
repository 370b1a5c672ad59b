package org.auriflow.inference.simulator;

import java.io.Serial;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import org.apache.commons.math3.special.Gamma;
import org.auriflow.engine.SpecialFunctions;
import org.auriflow.flows.internal.Digamma;

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
 *
 * <p>It is a {@link Number}, so that what takes a number takes a plain one as well; as such it stands for its value at
 * point 0.
 */
public final class Dual extends Number {
    @Serial
    private static final long serialVersionUID = 1;

    /** Adding it changes nothing, not even the sign of a zero. */
    private static final double NOTHING = -0.0;

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
     * The same number as a dual.
     *
     * @param number a dual, which is returned as it is, or any other number, which becomes a constant
     * @return the dual
     */
    public static Dual of(Number number) {
        return number instanceof Dual dual ? dual : constant(number.doubleValue());
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
        return affine(1, other);
    }

    /** this − other. */
    public Dual minus(Dual other) {
        return combine(other, (a, b) -> a - b, (a, b) -> 1, (a, b) -> -1);
    }

    /** this − other. */
    public Dual minus(double other) {
        return affine(1, -other);
    }

    /** minuend − this, as in {@code p.subtractedFrom(1)}. */
    public Dual subtractedFrom(double minuend) {
        return affine(-1, minuend);
    }

    /** this × other. */
    public Dual times(Dual other) {
        return combine(other, (a, b) -> a * b, (a, b) -> b, (a, b) -> a);
    }

    /** this × other. */
    public Dual times(double other) {
        return affine(other, NOTHING);
    }

    /** this ÷ other. */
    public Dual dividedBy(Dual other) {
        return combine(other, (a, b) -> a / b, (a, b) -> 1 / b, (a, b) -> -a / b / b);
    }

    /** this ÷ other. */
    public Dual dividedBy(double other) {
        return map(a -> a / other, a -> 1 / other);
    }

    /** slope × this + offset, with two fixed numbers. */
    public Dual affine(double slope, double offset) {
        double[] result = new double[data.length];
        int stride = 1 + parameters;
        for (int at = 0; at < data.length; at += stride) {
            result[at] = slope * data[at] + offset;
            for (int i = at + 1; i < at + stride; i++) {
                result[i] = chain(slope, data[i]);
            }
        }
        return new Dual(points, parameters, result);
    }

    /** −this. */
    public Dual negated() {
        return affine(-1, NOTHING);
    }

    /** 1 ÷ this. */
    public Dual reciprocal() {
        return map(a -> 1 / a, a -> -1 / a / a);
    }

    /** this². */
    public Dual squared() {
        return map(a -> a * a, a -> 2 * a);
    }

    /** |this|; the derivative at 0 is 0. */
    public Dual abs() {
        return map(Math::abs, Math::signum);
    }

    /** √this; the derivative at 0 is infinite. */
    public Dual sqrt() {
        return map(Math::sqrt, a -> 0.5 / Math.sqrt(a));
    }

    /** this to a fixed power. */
    public Dual pow(double exponent) {
        return map(a -> StrictMath.pow(a, exponent), a -> exponent * StrictMath.pow(a, exponent - 1));
    }

    /** e to the power of this. */
    public Dual exp() {
        return map(StrictMath::exp, StrictMath::exp);
    }

    /** exp(this) − 1 without cancellation near 0. */
    public Dual expm1() {
        return map(StrictMath::expm1, StrictMath::exp);
    }

    /** The natural logarithm; −∞ at 0. */
    public Dual log() {
        return map(StrictMath::log, a -> 1 / a);
    }

    /** log(1 + this) without cancellation near 0; −∞ at −1. */
    public Dual log1p() {
        return map(StrictMath::log1p, a -> 1 / (1 + a));
    }

    /** sin(this), in radians. */
    public Dual sin() {
        return map(StrictMath::sin, StrictMath::cos);
    }

    /** cos(this), in radians. */
    public Dual cos() {
        return map(StrictMath::cos, a -> -StrictMath.sin(a));
    }

    /** tanh(this). */
    public Dual tanh() {
        // 1/cosh² does not cancel where tanh is near 1
        return map(StrictMath::tanh, a -> {
            double cosh = StrictMath.cosh(a);
            return 1 / cosh / cosh;
        });
    }

    /** The logistic function 1 / (1 + exp(−this)), accurate in both tails. */
    public Dual sigmoid() {
        double[] result = new double[data.length];
        int stride = 1 + parameters;
        for (int at = 0; at < data.length; at += stride) {
            // one exponential for the value and the slope; it never overflows, and keeps accuracy in both tails
            double a = data[at];
            double e = StrictMath.exp(-Math.abs(a));
            double near = 1 / (1 + e);
            double far = e / (1 + e);
            result[at] = a >= 0 ? near : far;
            for (int i = at + 1; i < at + stride; i++) {
                result[i] = chain(near * far, data[i]);
            }
        }
        return new Dual(points, parameters, result);
    }

    /** log(1 + exp(this)), accurate in both tails. */
    public Dual softplus() {
        return map(a -> Math.max(a, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(a))), SpecialFunctions::sigmoid);
    }

    /** log Γ(this) for positive numbers. */
    public Dual logGamma() {
        return map(Gamma::logGamma, Digamma::of);
    }

    /**
     * Any other differentiable function of this.
     *
     * @param function of the value
     * @param derivative its derivative
     * @return function(this), with the gradient by the chain rule
     */
    public Dual map(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
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

    /**
     * log Σ exp of several numbers, without overflow.
     *
     * @param terms at least one
     * @return the logarithm
     */
    public static Dual logSumExp(Dual... terms) {
        Dual total = terms[0];
        for (int i = 1; i < terms.length; i++) {
            // log(e^a + e^b) = a + log(1 + e^(b − a)), which is accurate whichever is greater
            total = total.plus(terms[i].minus(total).softplus());
        }
        return total;
    }

    /** The value at point 0. */
    @Override
    public double doubleValue() {
        return data[0];
    }

    /** The value at point 0, rounded. */
    @Override
    public float floatValue() {
        return (float) data[0];
    }

    /** The value at point 0, truncated. */
    @Override
    public long longValue() {
        return (long) data[0];
    }

    /** The value at point 0, truncated. */
    @Override
    public int intValue() {
        return (int) data[0];
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
        return map(a -> Math.min(Math.max(a, low), high), a -> 1);
    }

    /** A differentiable function of this and another number, with its two partial derivatives. */
    Dual combine(Dual other, DoubleBinaryOperator function, DoubleBinaryOperator byThis, DoubleBinaryOperator byOther) {
        if (other.isConstant()) {
            double b = other.data[0];
            return map(a -> function.applyAsDouble(a, b), a -> byThis.applyAsDouble(a, b));
        }
        if (isConstant()) {
            double a = data[0];
            return other.map(b -> function.applyAsDouble(a, b), b -> byOther.applyAsDouble(a, b));
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

    /** slope × gradient, where a gradient of zero stays zero. */
    static double chain(double slope, double gradient) {
        return gradient == 0 ? 0 : slope * gradient;
    }
}
