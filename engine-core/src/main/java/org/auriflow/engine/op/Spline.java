package org.auriflow.engine.op;

import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * A family of increasing functions of [−B, B] onto itself, the identity outside, element by element, with the logarithm of their
 * derivative.
 *
 * <p>Each method is a {@link Fused} operation with a {@link Rowwise} body, a function of (x [...], parameters [..., P]) with the
 * family, a record of its settings, as key. Its name is {@link #name()} with {@code .inverse} for the inverse and {@code .value} for the value
 * alone. ±B is inside. ±∞ and NaN are outside and map to themselves; NaN parameters give NaN inside.
 */
public interface Spline {
    /** Of the operation {@link #forward}. */
    String name();

    /** B. */
    double bound();

    /** Parameters per element, P. */
    int parameters();

    /**
     * The graph of one element, of pointwise operations alone: y and ln dy/dx, or if {@code inverse} x and ln dx/dy.
     *
     * @param t x or y, within the bound
     * @param parameters P components
     */
    List<Tensor> curve(Tensor t, List<Tensor> parameters, boolean inverse);

    /**
     * y and ln dy/dx.
     *
     * @param x [...], float32 or float64
     * @param parameters [..., P], of the same dtype
     * @return [..., 2]
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    default Tensor forward(Tensor x, Tensor parameters) {
        return apply(name(), 2, x, parameters, false);
    }

    /** The first half of {@link #forward}, [...]. */
    default Tensor forwardValue(Tensor x, Tensor parameters) {
        return apply(name() + ".value", 0, x, parameters, false);
    }

    /**
     * x and ln dx/dy.
     *
     * @param y [...], float32 or float64
     * @param parameters [..., P], of the same dtype
     * @return [..., 2]
     * @throws IllegalArgumentException if shapes or dtypes do not fit
     */
    default Tensor inverse(Tensor y, Tensor parameters) {
        return apply(name() + ".inverse", 2, y, parameters, true);
    }

    /** The first half of {@link #inverse}, [...]. */
    default Tensor inverseValue(Tensor y, Tensor parameters) {
        return apply(name() + ".inverse.value", 0, y, parameters, true);
    }

    private Tensor apply(String name, int width, Tensor x, Tensor parameters, boolean inverse) {
        requireFitting(name, x, parameters);
        return Tensor.apply(Rowwise.operation(name, this, body(width, inverse)), x, parameters);
    }

    /** Value and logarithm of one row, or the value alone if the width is 0. */
    default Rowwise body(int width, boolean inverse) {
        return new Rowwise(List.of(0, parameters()), width, in -> {
            Tensor x = in.get(0).get(0);
            Tensor zero = Tensor.zerosLike(x);
            Tensor inside = x.ge(-bound()).and(x.le(bound()));
            // Outside, any place serves: what is computed there is not used, but its derivatives must be finite.
            List<Tensor> y = curve(Tensor.where(inside, x, zero), in.get(1), inverse);
            Tensor value = Tensor.where(inside, y.get(0), x);
            return width == 0 ? List.of(value) : List.of(value, Tensor.where(inside, y.get(1), zero));
        });
    }

    /**
     * Checks operands.
     *
     * @throws IllegalArgumentException if they are not floating x [...] and parameters [..., P] of one dtype
     */
    default void requireFitting(String name, Tensor x, Tensor parameters) {
        TensorType fits = x.type().withShape(x.shape().concat(Shape.of(parameters())));
        if (!x.dtype().isFloating() || !parameters.type().equals(fits)) {
            throw Op.error(
                    name,
                    "requires floating x [...] and parameters [..., " + parameters() + "] of one dtype",
                    x.type() + " and " + parameters.type(),
                    "reshape or cast them");
        }
    }
}
