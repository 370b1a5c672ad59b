package org.auriflow.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.auriflow.engine.op.ArgSort;
import org.auriflow.engine.op.Arithmetic;
import org.auriflow.engine.op.Control;
import org.auriflow.engine.op.Functions;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.op.Leaf;
import org.auriflow.engine.op.Logic;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Normalisation;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.op.Reduction;

/**
 * An immutable value in a lazily built graph.
 *
 * <p>An operation checks dtypes and shapes at once and makes a node; nothing is computed until a value is asked for
 * ({@link #toFloatArray()}, {@link #item()}, printing) or a {@link Program} runs. Operands broadcast as in NumPy, a Java
 * scalar takes the dtype of the tensor it meets, negative axes count from the end.
 *
 * <pre>{@code
 * Tensor x = Tensor.of(new float[] {1, 2, 3});
 * Tensor y = x.mul(x).sum();
 * System.out.println(Grad.grad(y, x)); // [2, 4, 6]
 * }</pre>
 *
 * <p>Asking a tensor for its value keeps the value with the tensor; its edges stay, so it can still be differentiated.
 * Tensors are safe to share between threads.
 */
public final class Tensor {
    private final Op op;
    private final List<Tensor> inputs;
    private final TensorType type;
    private volatile Storage value;

    private Tensor(Op op, List<Tensor> inputs, TensorType type, Storage value) {
        this.op = op;
        this.inputs = inputs;
        this.type = type;
        this.value = value;
    }

    // ---- making tensors ----

    /** Applies an operation; its shape rule runs now. */
    public static Tensor apply(Op op, Tensor... inputs) {
        List<Tensor> in = List.of(inputs);
        return new Tensor(op, in, op.infer(in.stream().map(Tensor::type).toList()), null);
    }

    /** A vector, as float32. */
    public static Tensor of(float... values) {
        return constant(new TensorType(DType.FLOAT32, Shape.of(values.length)), Storage.wrap(values.clone()));
    }

    /** A vector, as float64. */
    public static Tensor of(double... values) {
        return constant(new TensorType(DType.FLOAT64, Shape.of(values.length)), Storage.wrap(values.clone()));
    }

    /** A vector, as int32. */
    public static Tensor of(int... values) {
        return constant(new TensorType(DType.INT32, Shape.of(values.length)), Storage.wrap(values.clone()));
    }

    /** A vector of truth values. */
    public static Tensor of(boolean... values) {
        return constant(new TensorType(DType.BOOL, Shape.of(values.length)), Storage.wrap(values.clone()));
    }

    /** A matrix, as float32; all rows of one length. */
    public static Tensor of(float[][] rows) {
        int n = rows.length == 0 ? 0 : rows[0].length;
        float[] flat = new float[rows.length * n];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != n) {
                throw new IllegalArgumentException("of: rows must have one length, got " + n + " and " + rows[i].length
                        + " in row " + i + "; pad them");
            }
            System.arraycopy(rows[i], 0, flat, i * n, n);
        }
        return constant(new TensorType(DType.FLOAT32, Shape.of(rows.length, n)), Storage.wrap(flat));
    }

    /** A constant of the given type over values that the caller gives away: all elements, or one that fills the shape. */
    public static Tensor constant(TensorType type, Storage values) {
        if (values.dtype() != type.dtype() || (values.size() != type.size() && values.size() != 1)) {
            throw new IllegalArgumentException("constant: requires " + type.size() + " values of " + type.dtype()
                    + ", got " + values.size() + " of " + values.dtype() + "; check the shape");
        }
        return new Tensor(
                new Leaf.Constant(type, values), List.of(), type, values.size() == type.size() ? values : null);
    }

    /**
     * Every element the same number.
     *
     * @throws IllegalArgumentException if the type is int32 or bool and cannot hold it
     */
    public static Tensor full(TensorType type, double v) {
        boolean holds =
                switch (type.dtype()) {
                    case INT32 -> v == (int) v;
                    case BOOL -> v == 0 || v == 1;
                    default -> true;
                };
        if (!holds) {
            throw new IllegalArgumentException(
                    "full: requires a value that " + type.dtype() + " can hold, got " + v + "; cast the tensor first");
        }
        Storage one = Storage.allocate(type.dtype(), 1);
        one.set(0, v);
        return constant(type, one);
    }

    /** A scalar. */
    public static Tensor scalar(DType dtype, double v) {
        return full(new TensorType(dtype, Shape.SCALAR), v);
    }

    /** Zeros of the type of another tensor. */
    public static Tensor zerosLike(Tensor t) {
        return full(t.type, 0);
    }

    /** Ones of the type of another tensor. */
    public static Tensor onesLike(Tensor t) {
        return full(t.type, 1);
    }

    /** Zeros. */
    public static Tensor zeros(DType dtype, int... extents) {
        return full(new TensorType(dtype, Shape.of(extents)), 0);
    }

    /** The n × n identity. */
    public static Tensor eye(DType dtype, int n) {
        TensorType type = new TensorType(dtype, Shape.of(n, n));
        Storage s = Storage.allocate(dtype, type.size());
        for (int i = 0; i < n; i++) {
            s.set(i * n + i, 1);
        }
        return constant(type, s);
    }

    /** 0, 1, …, n−1. */
    public static Tensor range(DType dtype, int n) {
        TensorType type = new TensorType(dtype, Shape.of(n));
        Storage s = Storage.allocate(dtype, type.size());
        for (int i = 0; i < n; i++) {
            s.set(i, i);
        }
        return constant(type, s);
    }

    /** A placeholder that a {@link Program} reads its input of that name from. */
    public static Tensor input(String name, DType dtype, Shape shape) {
        TensorType type = new TensorType(dtype, shape);
        return new Tensor(new Leaf.Input(name, type), List.of(), type, null);
    }

    // ---- what it is ----

    /** The operation that makes the value. */
    public Op op() {
        return op;
    }

    /** The operands. */
    public List<Tensor> inputs() {
        return inputs;
    }

    /** Dtype and shape. */
    public TensorType type() {
        return type;
    }

    /** Element type. */
    public DType dtype() {
        return type.dtype();
    }

    /** Extents. */
    public Shape shape() {
        return type.shape();
    }

    // ---- values ----

    /** The value if it has been asked for before, else null. */
    Storage realised() {
        return value;
    }

    /** The value, computed on first use by the reference kernels on this thread; not to be written. */
    public Storage storage() {
        Storage v = value;
        if (v == null) {
            v = Interpreter.evaluate(this);
            value = v;
        }
        return v;
    }

    /** The only element. */
    public double item() {
        if (shape().size() != 1) {
            throw new IllegalArgumentException(
                    "item: requires one element, got " + type + "; reduce it or use toFloatArray");
        }
        return storage().get(0);
    }

    /** All elements in row-major order, rounded to float. */
    public float[] toFloatArray() {
        float[] a = new float[shape().size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) storage().get(i);
        }
        return a;
    }

    /** All elements in row-major order. */
    public double[] toDoubleArray() {
        double[] a = new double[shape().size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = storage().get(i);
        }
        return a;
    }

    /** All elements in row-major order, truncated to int. */
    public int[] toIntArray() {
        int[] a = new int[shape().size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = (int) storage().get(i);
        }
        return a;
    }

    /** All elements in row-major order; anything but 0 is true. */
    public boolean[] toBooleanArray() {
        boolean[] a = new boolean[shape().size()];
        for (int i = 0; i < a.length; i++) {
            a[i] = storage().get(i) != 0;
        }
        return a;
    }

    /** The values in NumPy's layout, long axes abbreviated. */
    @Override
    public String toString() {
        return Printer.format(this);
    }

    // ---- derivatives and scheduling ----

    /** The same value, of which every derivative is 0. */
    public Tensor stopGradient() {
        return apply(new Control.StopGradient(), this);
    }

    /** The same value without its history: what it depended on can be forgotten, and it has no derivative. */
    public Tensor detach() {
        return value != null ? constant(type, value) : stopGradient();
    }

    /** A new node with the same value, so that a derivative can be taken with respect to this place alone. */
    public Tensor alias() {
        return apply(new Movement.Reshape(shape()), this);
    }

    /** The same function, whose intermediate values are computed again for the reverse pass instead of being kept. */
    public static Tensor checkpoint(Fused.Body body, Tensor... x) {
        Fused.Rule recompute = (y, in, v) -> {
            List<Tensor> again =
                    in.stream().map(t -> apply(new Control.Barrier(), t, v)).toList();
            return Grad.vjp(List.of(body.build(again)), List.of(v), again);
        };
        return apply(new Fused("checkpoint", body, body, recompute), x);
    }

    /**
     * A function with its own reverse rule, for what the graph cannot know: a stable form, an implicit derivative, a
     * straight-through estimate. Forward mode differentiates the body.
     */
    public static Tensor custom(String name, Fused.Body body, Fused.Rule rule, Tensor... x) {
        return apply(new Fused(name, body, body, rule), x);
    }

    // ---- arithmetic ----

    private static Tensor binary(Op op, Tensor a, Tensor b) {
        Shape s = Shape.broadcast(op.name(), a.shape(), b.shape());
        return apply(op, a.broadcastTo(s), b.broadcastTo(s));
    }

    private Tensor like(double v) {
        return full(type, v);
    }

    /** this + b. */
    public Tensor add(Tensor b) {
        return binary(Arithmetic.ADD, this, b);
    }

    /** this + b. */
    public Tensor add(double b) {
        return apply(Arithmetic.ADD, this, like(b));
    }

    /** this − b. */
    public Tensor sub(Tensor b) {
        return binary(Arithmetic.SUB, this, b);
    }

    /** this − b. */
    public Tensor sub(double b) {
        return apply(Arithmetic.SUB, this, like(b));
    }

    /** this · b. */
    public Tensor mul(Tensor b) {
        return binary(Arithmetic.MUL, this, b);
    }

    /** this · b. */
    public Tensor mul(double b) {
        return apply(Arithmetic.MUL, this, like(b));
    }

    /** this / b; int32 truncates, and by 0 throws {@link ArithmeticException} on the CPU. */
    public Tensor div(Tensor b) {
        return binary(Arithmetic.DIV, this, b);
    }

    /** this / b; int32 truncates. */
    public Tensor div(double b) {
        return apply(Arithmetic.DIV, this, like(b));
    }

    /** this to the power b. */
    public Tensor pow(Tensor b) {
        return binary(Arithmetic.POW, this, b);
    }

    /** this to the power b; whole powers up to 4 multiply. */
    public Tensor pow(double b) {
        if (b == 1) {
            return this;
        }
        if (b == 2) {
            return mul(this);
        }
        if (b == 3) {
            return mul(this).mul(this);
        }
        if (b == 4) {
            return mul(this).pow(2);
        }
        return apply(Arithmetic.POW, this, like(b));
    }

    /** The smaller of both. */
    public Tensor min(Tensor b) {
        return binary(Arithmetic.MIN, this, b);
    }

    /** The larger of both. */
    public Tensor max(Tensor b) {
        return binary(Arithmetic.MAX, this, b);
    }

    /** Limited to [low, high]; NaN stays. At either end the derivative is ½. */
    public Tensor clip(double low, double high) {
        return apply(Arithmetic.MIN, apply(Arithmetic.MAX, this, like(low)), like(high));
    }

    /** −this. */
    public Tensor neg() {
        return apply(Arithmetic.NEG, this);
    }

    /** Absolute value. */
    public Tensor abs() {
        return apply(Arithmetic.ABS, this);
    }

    /** −1, 0 or 1. */
    public Tensor sign() {
        return apply(Arithmetic.SIGN, this);
    }

    /** Square root. */
    public Tensor sqrt() {
        return apply(Arithmetic.SQRT, this);
    }

    /** Largest integer not above. */
    public Tensor floor() {
        return apply(Arithmetic.FLOOR, this);
    }

    // ---- functions ----

    /** Exponential. */
    public Tensor exp() {
        return apply(Functions.EXP, this);
    }

    /** Natural logarithm. */
    public Tensor log() {
        return apply(Functions.LOG, this);
    }

    /** ln(1 + this). */
    public Tensor log1p() {
        return apply(Functions.LOG1P, this);
    }

    /** e^this − 1. */
    public Tensor expm1() {
        return apply(Functions.EXPM1, this);
    }

    /** Hyperbolic tangent. */
    public Tensor tanh() {
        return apply(Functions.TANH, this);
    }

    /** 1/(1 + e^−this). */
    public Tensor sigmoid() {
        return apply(Functions.SIGMOID, this);
    }

    /** ln(1 + e^this). */
    public Tensor softplus() {
        return apply(Functions.SOFTPLUS, this);
    }

    /** max(this, 0). */
    public Tensor relu() {
        return apply(Arithmetic.RELU, this);
    }

    /** this where positive, slope · this elsewhere; derivative {@code slope} at 0. */
    public Tensor leakyRelu(double slope) {
        return where(gt(0), this, mul(slope));
    }

    /** x Φ(x) = x (1 + erf(x/√2))/2 (1606.08415, exact form); NaN at −∞. */
    public Tensor gelu() {
        return mul(0.5).mul(mul(Math.sqrt(0.5)).erf().add(1));
    }

    /** x σ(x); NaN at −∞. */
    public Tensor silu() {
        return mul(sigmoid());
    }

    /** Sine. */
    public Tensor sin() {
        return apply(Functions.SIN, this);
    }

    /** Cosine. */
    public Tensor cos() {
        return apply(Functions.COS, this);
    }

    /** Error function. */
    public Tensor erf() {
        return apply(Functions.ERF, this);
    }

    /** Inverse error function: ±∞ at ±1, NaN outside [−1, 1]. */
    public Tensor erfInv() {
        return apply(Functions.ERFINV, this);
    }

    /**
     * Angle of the points (x, this) in radians, from −π to π; at zeros of both signs and infinities as {@link
     * Math#atan2}. Derivatives are taken as 0 at the origin, and where x² + this² underflows to 0 or overflows.
     */
    public Tensor atan2(Tensor x) {
        return binary(Functions.ATAN2, this, x);
    }

    // ---- comparison, selection, conversion ----

    /** this &lt; b. */
    public Tensor lt(Tensor b) {
        return binary(Logic.LT, this, b);
    }

    /** this &lt; b. */
    public Tensor lt(double b) {
        return apply(Logic.LT, this, like(b));
    }

    /** this ≤ b. */
    public Tensor le(Tensor b) {
        return binary(Logic.LE, this, b);
    }

    /** this ≤ b. */
    public Tensor le(double b) {
        return apply(Logic.LE, this, like(b));
    }

    /** this &gt; b. */
    public Tensor gt(Tensor b) {
        return b.lt(this);
    }

    /** this &gt; b. */
    public Tensor gt(double b) {
        return apply(Logic.LT, like(b), this);
    }

    /** this ≥ b. */
    public Tensor ge(Tensor b) {
        return b.le(this);
    }

    /** this ≥ b. */
    public Tensor ge(double b) {
        return apply(Logic.LE, like(b), this);
    }

    /** this = b. */
    public Tensor eq(Tensor b) {
        return binary(Logic.EQ, this, b);
    }

    /** this ≠ b. */
    public Tensor ne(Tensor b) {
        return binary(Logic.NE, this, b);
    }

    /** this ∧ b. */
    public Tensor and(Tensor b) {
        return binary(Logic.AND, this, b);
    }

    /** this ∨ b. */
    public Tensor or(Tensor b) {
        return binary(Logic.OR, this, b);
    }

    /** ¬this. */
    public Tensor not() {
        return apply(Logic.NOT, this);
    }

    /** Neither infinite nor NaN. */
    public Tensor isFinite() {
        return apply(Logic.ISFINITE, this);
    }

    /** a where the condition holds, else b; all three broadcast. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        Shape s = Shape.broadcast("where", condition.shape(), Shape.broadcast("where", a.shape(), b.shape()));
        return apply(Logic.WHERE, condition.broadcastTo(s), a.broadcastTo(s), b.broadcastTo(s));
    }

    /** The same values in another dtype; to int32 truncates towards 0, stops at the ends of the range and takes NaN to 0. */
    public Tensor cast(DType to) {
        return to == dtype() ? this : apply(new Logic.Cast(to), this);
    }

    // ---- movement ----

    /** NumPy broadcasting to a shape. */
    public Tensor broadcastTo(Shape target) {
        return target.equals(shape()) ? this : apply(new Movement.Broadcast(target), this);
    }

    /** Sums out what broadcasting to this shape had repeated: the transpose of {@link #broadcastTo}. */
    public Tensor sumTo(Shape target) {
        if (target.equals(shape())) {
            return this;
        }
        if (!Shape.broadcast("sumto", target, shape()).equals(shape())) {
            throw new IllegalArgumentException("sumto: the shape must be one that target broadcasts to, got " + shape()
                    + " to " + target + "; check which axes were repeated");
        }
        int lead = shape().rank() - target.rank();
        int[] axes = IntStream.range(0, shape().rank())
                .filter(i -> i < lead || (target.extent(i - lead) == 1 && shape().extent(i) != 1))
                .toArray();
        return sum(axes).reshape(target);
    }

    /** The same elements in row-major order under another shape; one extent may be −1. */
    public Tensor reshape(int... extents) {
        int[] e = extents.clone();
        int unknown = -1;
        int known = 1;
        for (int i = 0; i < e.length; i++) {
            if (e[i] < -1 || (e[i] == -1 && unknown >= 0)) {
                throw new IllegalArgumentException("reshape: requires extents, one of them perhaps -1, got "
                        + Arrays.toString(extents) + " for " + shape() + "; name the others");
            }
            if (e[i] == -1) {
                unknown = i;
            } else {
                known *= e[i];
            }
        }
        if (unknown >= 0) {
            e[unknown] = known == 0 ? 0 : shape().size() / known;
        }
        return reshape(Shape.of(e));
    }

    /** The same elements in row-major order under another shape. */
    public Tensor reshape(Shape target) {
        return target.equals(shape()) ? this : apply(new Movement.Reshape(target), this);
    }

    /** A new axis of extent 1 before {@code position}; −1 appends. */
    public Tensor expand(int position) {
        return reshape(shape().insert(place("expand", position), 1));
    }

    /** Where a new axis goes, 0 to rank; negative positions count from the end. */
    private int place(String name, int position) {
        int rank = shape().rank();
        int p = position < 0 ? position + rank + 1 : position;
        if (p < 0 || p > rank) {
            throw new IllegalArgumentException(name + ": position must be in [" + (-rank - 1) + ", " + rank + "], got "
                    + position + " for shape " + shape() + "; check the rank");
        }
        return p;
    }

    /** Swaps the last two axes. */
    public Tensor transpose() {
        int r = shape().rank();
        if (r < 2) {
            throw new IllegalArgumentException("transpose: requires a matrix, got " + type + "; reshape it");
        }
        int[] order = IntStream.range(0, r).toArray();
        order[r - 1] = r - 2;
        order[r - 2] = r - 1;
        return transpose(order);
    }

    /** Result axis i is axis order[i]. */
    public Tensor transpose(int... order) {
        return apply(
                new Movement.Permute(Arrays.stream(order)
                        .mapToObj(a -> shape().axis("transpose", a))
                        .toList()),
                this);
    }

    /** Indices [begin, end) along an axis; negative ones count from the end. */
    public Tensor slice(int axis, int begin, int end) {
        return slice(axis, begin, end, 1);
    }

    /** Indices begin, begin + step, … below end along an axis; negative ones count from the end. */
    public Tensor slice(int axis, int begin, int end, int step) {
        int a = shape().axis("slice", axis);
        int n = shape().extent(a);
        int b = begin < 0 ? begin + n : begin;
        int e = end < 0 ? end + n : end;
        if (b < 0 || e < b || e > n || step < 1) {
            throw new IllegalArgumentException(
                    "slice: requires 0 <= begin <= end <= " + n + " and a positive step, got " + begin + " to " + end
                            + " by " + step + "; flip for a negative step");
        }
        if (b == 0 && e == n && step == 1) {
            return this;
        }
        List<Integer> starts = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < shape().rank(); i++) {
            starts.add(i == a ? b : 0);
            steps.add(i == a ? step : 1);
        }
        Shape target = shape().with(a, (e - b + step - 1) / step);
        return apply(new Movement.Slice(List.copyOf(starts), List.copyOf(steps), target), this);
    }

    /** One index along an axis, which disappears. */
    public Tensor select(int axis, int index) {
        int a = shape().axis("select", axis);
        int n = shape().extent(a);
        int i = index < 0 ? index + n : index;
        if (i < 0 || i >= n) {
            throw new IllegalArgumentException("select: index must be in [" + -n + ", " + n + "), got " + index
                    + " for axis " + a + " of " + shape() + "; check the bounds");
        }
        return slice(a, i, i + 1).reshape(shape().remove(List.of(a)));
    }

    /** {@code low} and {@code high} elements of value v before and after along an axis. */
    public Tensor pad(int axis, int low, int high, double v) {
        int a = shape().axis("pad", axis);
        Integer[] l = new Integer[shape().rank()];
        Integer[] h = new Integer[shape().rank()];
        Integer[] none = new Integer[shape().rank()];
        Arrays.setAll(l, i -> i == a ? low : 0);
        Arrays.setAll(h, i -> i == a ? high : 0);
        Arrays.fill(none, 0);
        Movement.Pad pad = new Movement.Pad(List.of(l), List.of(h), List.of(none));
        if (v == 0) {
            return apply(pad, this);
        }
        Tensor inside =
                apply(pad, full(new TensorType(DType.INT32, shape()), 1)).cast(DType.BOOL);
        Tensor padded = apply(pad, this);
        return where(inside, padded, full(padded.type, v));
    }

    /** Reversed along axes. */
    public Tensor flip(int... axes) {
        return apply(new Movement.Flip(axes("flip", axes)), this);
    }

    /** Side by side along an axis. */
    public static Tensor concatenate(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("concatenate: requires at least one tensor, got none; check the list");
        }
        int a = parts[0].shape().axis("concatenate", axis);
        return parts.length == 1 ? parts[0] : apply(new Movement.Concatenate(a), parts);
    }

    /** One on top of the other along a new axis. */
    public static Tensor stack(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("stack: requires at least one tensor, got none; check the list");
        }
        int a = parts[0].place("stack", axis);
        for (Tensor p : parts) {
            if (!p.type.equals(parts[0].type)) {
                throw new IllegalArgumentException("stack: requires tensors of one type, got " + parts[0].type + " and "
                        + p.type + "; broadcast or cast them");
            }
        }
        return concatenate(a, Arrays.stream(parts).map(p -> p.expand(a)).toArray(Tensor[]::new));
    }

    /** Elements at int32 indices along an axis, all other axes corresponding: NumPy's take_along_axis. */
    public Tensor gather(int axis, Tensor index) {
        return apply(new Indexing.Gather(shape().axis("gather", axis)), this, index);
    }

    /** Whole slices at the int32 indices [n] along an axis: NumPy's take. */
    public Tensor take(int axis, Tensor index) {
        if (index.shape().rank() != 1 || index.dtype() != DType.INT32) {
            throw new IllegalArgumentException(
                    "take: requires int32 indices [n], got " + index.type + "; reshape or cast them");
        }
        int a = shape().axis("take", axis);
        int[] ones = new int[shape().rank()];
        Arrays.fill(ones, 1);
        ones[a] = index.shape().size();
        return gather(a, index.reshape(ones).broadcastTo(shape().with(a, ones[a])));
    }

    /** Zeros of extent n along an axis, to which each element is added at its int32 index. */
    public Tensor scatterAdd(int axis, Tensor index, int n) {
        return apply(new Indexing.ScatterAdd(shape().axis("scatteradd", axis), n), this, index);
    }

    /** A new last axis of extent n with 1 at the int32 index and 0 elsewhere; an index outside gives zeros. */
    public Tensor oneHot(int n, DType to) {
        if (dtype() != DType.INT32 || n < 0) {
            throw new IllegalArgumentException(
                    "onehot: requires int32 indices and an extent, got " + type + " and " + n + "; cast the indices");
        }
        return expand(-1).eq(range(DType.INT32, n)).cast(to);
    }

    /** Bin of each value: how many of the ascending edges [K] lie below it ({@code right}: or equal it). */
    public static Tensor searchSorted(Tensor edges, Tensor values, boolean right) {
        if (edges.shape().rank() == 0 || values.shape().rank() == 0) {
            throw new IllegalArgumentException("searchsorted: requires edges [..., K] and values [..., M], got "
                    + edges.type + " and " + values.type + "; expand the scalar");
        }
        Shape lead = values.shape().range(0, values.shape().rank() - 1);
        Shape target = lead.concat(Shape.of(edges.shape().extent(-1)));
        boolean fits = Shape.broadcast("searchsorted", edges.shape(), target).equals(target);
        Tensor e = fits ? edges.broadcastTo(target) : edges;
        return apply(new Indexing.SearchSorted(right), e, values);
    }

    /**
     * int32 positions along an axis, in ascending order of the elements at them. Equal elements keep their order; NaN is
     * last.
     */
    public Tensor argSort(int axis) {
        return apply(new ArgSort(shape().axis("argsort", axis)), this);
    }

    /** Ascending along an axis. Equal elements keep their order; NaN is last. Derivatives go where elements came from. */
    public Tensor sort(int axis) {
        return apply(new Indexing.Gather(shape().axis("sort", axis), false), this, argSort(axis));
    }

    // ---- reductions ----

    private void requireFloating(String name) {
        if (!dtype().isFloating()) {
            throw new IllegalArgumentException(name + ": requires float32 or float64, got " + type + "; cast it first");
        }
    }

    /** Throws unless there is a last axis of floating numbers. */
    private void requireRows(String name) {
        requireFloating(name);
        if (shape().rank() == 0) {
            throw new IllegalArgumentException(
                    name + ": requires at least one axis, got " + type + "; expand the scalar");
        }
    }

    private List<Integer> axes(String name, int... axes) {
        if (axes.length == 0) {
            return IntStream.range(0, shape().rank()).boxed().toList();
        }
        List<Integer> list = Arrays.stream(axes)
                .mapToObj(a -> shape().axis(name, a))
                .sorted()
                .distinct()
                .toList();
        if (list.size() != axes.length) {
            throw new IllegalArgumentException(
                    name + ": axes must differ, got " + Arrays.toString(axes) + "; name each once");
        }
        return list;
    }

    /** Sum over axes, over all if none is named. */
    public Tensor sum(int... axes) {
        List<Integer> a = axes("sum", axes);
        return a.isEmpty() && dtype() != DType.BOOL ? this : apply(new Reduction.Sum(a), this);
    }

    /** Mean over axes, over all if none is named; NaN over nothing. */
    public Tensor mean(int... axes) {
        requireFloating("mean");
        axes("mean", axes);
        Tensor s = sum(axes);
        return s.mul((double) s.shape().size() / shape().size());
    }

    /** Largest element over axes, over all if none is named. */
    public Tensor max(int... axes) {
        return apply(new Reduction.Extremum(true, axes("reducemax", axes)), this);
    }

    /** Smallest element over axes, over all if none is named. */
    public Tensor min(int... axes) {
        return apply(new Reduction.Extremum(false, axes("reducemin", axes)), this);
    }

    /** Index of the first largest element along an axis. */
    public Tensor argMax(int axis) {
        return apply(new Reduction.ArgMax(shape().axis("argmax", axis)), this);
    }

    /** Running sum along an axis. */
    public Tensor cumSum(int axis) {
        return apply(new Reduction.CumulativeSum(shape().axis("cumsum", axis), false), this);
    }

    /** Product over one axis; 1 over nothing. Its derivatives are right at zeros. */
    public Tensor prod(int axis) {
        if (dtype() == DType.BOOL) {
            throw new IllegalArgumentException("prod: requires numbers, got " + type + "; cast to int32 first");
        }
        return apply(Normalisation.prod(shape().axis("prod", axis)), this);
    }

    /** ln Σ exp over one axis, without overflow; −∞ over nothing but −∞. */
    public Tensor logSumExp(int axis) {
        requireFloating("logsumexp");
        int a = shape().axis("logsumexp", axis);
        if (shape().extent(a) == 0) {
            throw new IllegalArgumentException(
                    "logsumexp: requires at least one element along axis " + a + ", got " + type + "; check the data");
        }
        return apply(Normalisation.logSumExp(a), this);
    }

    /** exp(this) normalised to sum 1 over the last axis; 0 at −∞, NaN in a row of −∞ alone or with +∞. */
    public Tensor softmax() {
        requireRows("softmax");
        return apply(Normalisation.SOFTMAX, this);
    }

    /** Logarithm of {@link #softmax()}, without cancellation. */
    public Tensor logSoftmax() {
        requireRows("logsoftmax");
        return apply(Normalisation.LOG_SOFTMAX, this);
    }

    /** (x − mean)/√(variance + epsilon) over the last axis (1607.06450), without gain and bias. */
    public Tensor layerNorm(double epsilon) {
        requireRows("layernorm");
        return apply(Normalisation.layerNorm(epsilon), this);
    }

    // ---- matrices ----

    /** Matrix product over the last two axes; leading axes broadcast. */
    public Tensor matmul(Tensor b) {
        return matmul(b, false, false);
    }

    /** Matrix product with this and/or b transposed in their last two axes. */
    public Tensor matmul(Tensor b, boolean transposeThis, boolean transposeB) {
        return apply(new MatMul(transposeThis, transposeB), this, Objects.requireNonNull(b, "matmul: operand"));
    }
}
