package org.auriflow.engine.op;

import java.util.List;
import java.util.Locale;
import org.auriflow.engine.DType;
import org.auriflow.engine.Philox;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Random numbers that depend on (seed, stream, counter) alone: {@link Philox} bulk draws. Input: the counter, a
 * non-negative int32 scalar, so that a program that counts its steps draws anew in each.
 *
 * <p>It has no derivative and no batching rule.
 *
 * @param distribution what is drawn
 * @param type float32 or float64, and the shape
 * @param seed key of the generator
 * @param stream independent sequence under that key
 */
public record Draw(Distribution distribution, TensorType type, long seed, long stream) implements NotDifferentiable {
    /** What is drawn. */
    public enum Distribution {
        /** Uniform in (0, 1), never 0 or 1. */
        UNIFORM,
        /** Standard normal: the normal quantile of the uniform of the same counter. */
        NORMAL,
        /** Exponential of mean 1: −ln of the uniform of the same counter. */
        EXPONENTIAL
    }

    @Override
    public String name() {
        return "random" + distribution.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean mayThrow() {
        return true;
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        if (!type.dtype().isFloating()) {
            throw Op.error(name(), "requires float32 or float64", type, "cast the draws");
        }
        if (!in.get(0).equals(new TensorType(DType.INT32, Shape.SCALAR))) {
            throw Op.error(name(), "the counter must be an int32 scalar", in.get(0), "count steps, not samples");
        }
        return type;
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType t) {
        int counter = (int) in.get(0).get(0);
        int n = out.size();
        if (out.array() instanceof float[] a) {
            switch (distribution) {
                case UNIFORM -> Philox.uniform(a, 0, n, seed, stream, counter);
                case NORMAL -> Philox.normal(a, 0, n, seed, stream, counter);
                case EXPONENTIAL -> Philox.exponential(a, 0, n, seed, stream, counter);
            }
        } else {
            double[] a = (double[]) out.array();
            switch (distribution) {
                case UNIFORM -> Philox.uniform(a, 0, n, seed, stream, counter);
                case NORMAL -> Philox.normal(a, 0, n, seed, stream, counter);
                case EXPONENTIAL -> Philox.exponential(a, 0, n, seed, stream, counter);
            }
        }
    }

    /**
     * Writes elements [begin, end) of the uniforms behind the draw, whose bits do not depend on how it is divided.
     *
     * @param array the dense result, {@code float[]} or {@code double[]}
     * @throws IllegalArgumentException if the counter is negative
     */
    public void uniform(Object array, int begin, int end, int counter) {
        if (array instanceof float[] a) {
            Philox.uniform(a, begin, end, seed, stream, counter);
        } else {
            Philox.uniform((double[]) array, begin, end, seed, stream, counter);
        }
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        throw Op.error(
                name(),
                "one counter for all samples",
                n + " counters in a batched function",
                "draw one tensor with a leading axis outside of vmap");
    }
}
