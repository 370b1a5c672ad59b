package org.auriflow.engine.op;

import static org.auriflow.engine.op.Pointwise.Signature.CLASSIFICATION;
import static org.auriflow.engine.op.Pointwise.Signature.COMPARISON;
import static org.auriflow.engine.op.Pointwise.Signature.EQUALITY;
import static org.auriflow.engine.op.Pointwise.Signature.LOGIC;
import static org.auriflow.engine.op.Pointwise.ZERO;
import static org.auriflow.engine.op.Pointwise.binary;
import static org.auriflow.engine.op.Pointwise.unary;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Comparisons, truth values, selection and conversion of dtype, element by element. */
public final class Logic {
    private Logic() {}

    /** a &lt; b; false if either is NaN. */
    public static final Pointwise LT = binary("lt", COMPARISON, (a, b) -> a < b ? 1 : 0, ZERO, ZERO);

    /** a ≤ b; false if either is NaN. */
    public static final Pointwise LE = binary("le", COMPARISON, (a, b) -> a <= b ? 1 : 0, ZERO, ZERO);

    /** a = b; NaN differs from itself. */
    public static final Pointwise EQ = binary("eq", EQUALITY, (a, b) -> a == b ? 1 : 0, ZERO, ZERO);

    /** a ≠ b; NaN differs from itself. */
    public static final Pointwise NE = binary("ne", EQUALITY, (a, b) -> a != b ? 1 : 0, ZERO, ZERO);

    /** a ∧ b. */
    public static final Pointwise AND = binary("and", LOGIC, (a, b) -> a * b, ZERO, ZERO);

    /** a ∨ b. */
    public static final Pointwise OR = binary("or", LOGIC, Math::max, ZERO, ZERO);

    /** ¬a. */
    public static final Pointwise NOT = unary("not", LOGIC, (a, b) -> 1 - a, ZERO);

    /** Neither infinite nor NaN. */
    public static final Pointwise ISFINITE =
            unary("isfinite", CLASSIFICATION, (a, b) -> Double.isFinite(a) ? 1 : 0, ZERO);

    /** a where the condition holds, b elsewhere; the branch not taken gets a derivative of exactly 0. */
    public static final Where WHERE = new Where();

    /** Selection: (bool condition, a, b), all of one shape. */
    public record Where() implements Op {
        @Override
        public boolean isPointwise() {
            return true;
        }

        @Override
        public String name() {
            return "where";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            TensorType c = in.get(0);
            TensorType a = in.get(1);
            TensorType b = in.get(2);
            if (c.dtype() != DType.BOOL) {
                throw Op.error("where", "the condition must be bool", c, "compare first");
            }
            if (a.dtype() != b.dtype()) {
                throw Op.error("where", "both branches must have one dtype", a + " and " + b, "cast one of them");
            }
            if (!a.shape().equals(c.shape()) || !b.shape().equals(c.shape())) {
                throw Op.error("where", "operands must have one shape", in, "broadcast first");
            }
            return a;
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            for (int i = 0; i < out.size(); i++) {
                out.set(i, in.get(in.get(0).get(i) != 0 ? 1 : 2).get(i));
            }
        }

        @Override
        public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
            Tensor zero = Tensor.zerosLike(v);
            return new Tensor[] {
                null,
                wanted[1] ? Tensor.apply(this, x.get(0), v, zero) : null,
                wanted[2] ? Tensor.apply(this, x.get(0), zero, v) : null
            };
        }

        @Override
        public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
            if (t[1] == null && t[2] == null) {
                return null;
            }
            Tensor zero = Tensor.zerosLike(y);
            return Tensor.apply(this, x.get(0), t[1] == null ? zero : t[1], t[2] == null ? zero : t[2]);
        }

        @Override
        public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
            return Tensor.apply(this, Op.spread(x, batched, n).toArray(new Tensor[0]));
        }
    }

    /**
     * Conversion to another dtype. Floating to int32 truncates towards 0 and stops at the ends of the range, NaN gives 0;
     * anything but 0, NaN included, is true; true is 1.
     *
     * @param to the dtype of the result
     */
    public record Cast(DType to) implements Linear {
        @Override
        public boolean isPointwise() {
            return true;
        }

        @Override
        public String name() {
            return "cast";
        }

        @Override
        public TensorType infer(List<TensorType> in) {
            return new TensorType(to, in.get(0).shape());
        }

        @Override
        public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
            for (int i = 0; i < out.size(); i++) {
                double v = in.get(0).get(i);
                out.set(i, to == DType.INT32 ? (int) v : v);
            }
        }

        @Override
        public Tensor[] transpose(List<Tensor> x, Tensor v) {
            DType from = x.get(0).dtype();
            return new Tensor[] {from.isFloating() && to.isFloating() ? v.cast(from) : null};
        }

        @Override
        public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
            return to.isFloating() && t[0] != null ? t[0].cast(to) : null;
        }

        @Override
        public Op shifted(int n) {
            return this;
        }
    }
}
