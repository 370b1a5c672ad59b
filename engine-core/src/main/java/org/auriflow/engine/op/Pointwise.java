package org.auriflow.engine.op;

import java.util.List;
import java.util.function.IntBinaryOperator;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * An operation on one element of each input at a time; all inputs have the same shape (the {@link Tensor} methods
 * broadcast first).
 *
 * <p>It declares a scalar function in double and its partial derivatives as tensors; both derivative modes, the
 * batching rule and the reference loop follow. Reference values are computed in double and rounded to the dtype.
 */
public final class Pointwise implements Op {
    /** Which dtypes go in and which comes out. */
    enum Signature {
        /** Floating in, the same out. */
        FLOATING,
        /** float32, float64 or int32 in, the same out. */
        NUMERIC,
        /** Numbers in, bool out. */
        COMPARISON,
        /** Any one dtype in, bool out. */
        EQUALITY,
        /** bool in, bool out. */
        LOGIC,
        /** Floating in, bool out. */
        CLASSIFICATION
    }

    /** Up to two arguments; unused ones are 0. */
    @FunctionalInterface
    interface Scalar {
        double at(double a, double b);
    }

    /** ∂y/∂xₖ as a tensor; {@code null} where it is zero everywhere. */
    @FunctionalInterface
    interface Partial {
        Tensor of(List<Tensor> x, Tensor y);
    }

    private final String name;
    private final Signature signature;
    private final int arity;
    private final Scalar scalar;
    private final List<Partial> partials;
    private final IntBinaryOperator integers;

    private Pointwise(
            String name,
            Signature signature,
            int arity,
            Scalar scalar,
            List<Partial> partials,
            IntBinaryOperator integers) {
        this.name = name;
        this.signature = signature;
        this.arity = arity;
        this.scalar = scalar;
        this.partials = partials;
        this.integers = integers;
    }

    static Pointwise unary(String name, Signature signature, Scalar scalar, Partial partial) {
        return new Pointwise(name, signature, 1, scalar, List.of(partial), null);
    }

    static Pointwise binary(String name, Signature signature, Scalar scalar, Partial first, Partial second) {
        return new Pointwise(name, signature, 2, scalar, List.of(first, second), null);
    }

    /** The same operation with its own int32 arithmetic, which wraps. */
    Pointwise withIntegers(IntBinaryOperator op) {
        return new Pointwise(name, signature, arity, scalar, partials, op);
    }

    /** A partial derivative that is zero everywhere. */
    static final Partial ZERO = (x, y) -> null;

    /** A partial derivative that is 1 everywhere; no multiplication is made for it. */
    static final Partial ONE = (x, y) -> Tensor.onesLike(x.get(0));

    /** A partial derivative that is −1 everywhere; no multiplication is made for it. */
    static final Partial MINUS_ONE = (x, y) -> Tensor.onesLike(x.get(0)).neg();

    @Override
    public String name() {
        return name;
    }

    /** Number of inputs, 1 or 2. */
    public int arity() {
        return arity;
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        TensorType a = in.get(0);
        for (TensorType b : in) {
            if (b.dtype() != a.dtype()) {
                throw Op.error(name, "operands must have one dtype", in.get(0) + " and " + b, "cast one of them");
            }
            if (!b.shape().equals(a.shape())) {
                throw Op.error(name, "operands must have one shape", in.get(0) + " and " + b, "broadcast first");
            }
        }
        boolean fits =
                switch (signature) {
                    case FLOATING, CLASSIFICATION -> a.dtype().isFloating();
                    case NUMERIC, COMPARISON -> a.dtype() != DType.BOOL;
                    case LOGIC -> a.dtype() == DType.BOOL;
                    case EQUALITY -> true;
                };
        if (!fits) {
            String need =
                    switch (signature) {
                        case FLOATING, CLASSIFICATION -> "float32 or float64";
                        case LOGIC -> "bool";
                        default -> "numbers";
                    };
            throw Op.error(name, "requires " + need, a, "cast the operands");
        }
        return switch (signature) {
            case FLOATING, NUMERIC, LOGIC -> a;
            default -> new TensorType(DType.BOOL, a.shape());
        };
    }

    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        Storage a = in.get(0);
        Storage b = arity == 2 ? in.get(1) : null;
        if (a.dtype() == DType.INT32 && integers != null) {
            for (int i = 0; i < out.size(); i++) {
                int second = b == null ? 0 : (int) b.get(i);
                out.set(i, integers.applyAsInt((int) a.get(i), second));
            }
            return;
        }
        for (int i = 0; i < out.size(); i++) {
            out.set(i, scalar.at(a.get(i), b == null ? 0 : b.get(i)));
        }
    }

    /** direction · ∂y/∂xₖ, or null where the partial is zero. */
    private Tensor scale(Tensor direction, int k, List<Tensor> x, Tensor y) {
        Partial partial = partials.get(k);
        if (partial == ONE) {
            return direction;
        }
        if (partial == MINUS_ONE) {
            return direction.neg();
        }
        Tensor p = partial.of(x, y);
        if (p == null) {
            return null;
        }
        if (p.op() instanceof Logic.Cast && p.inputs().get(0).dtype() == DType.BOOL) {
            return Tensor.where(p.inputs().get(0), direction, Tensor.zerosLike(direction));
        }
        // The partial may be infinite or undefined where a branch was not taken; a zero direction must stay zero there.
        return Tensor.apply(Arithmetic.MULZ, direction, p);
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor cotangent, boolean[] wanted) {
        Tensor[] result = new Tensor[arity];
        for (int k = 0; k < arity; k++) {
            result[k] = wanted[k] ? scale(cotangent, k, x, y) : null;
        }
        return result;
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] tangents) {
        Tensor sum = null;
        for (int k = 0; k < arity; k++) {
            Tensor term = tangents[k] == null ? null : scale(tangents[k], k, x, y);
            if (term != null) {
                sum = sum == null ? term : sum.add(term);
            }
        }
        return sum;
    }

    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, Op.spread(x, batched, n).toArray(new Tensor[0]));
    }

    @Override
    public boolean isPointwise() {
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
