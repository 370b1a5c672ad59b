package org.auriflow.engine.op;

import static org.auriflow.engine.op.Operand.ascending;
import static org.auriflow.engine.op.Operand.diagonallyDominant;
import static org.auriflow.engine.op.Operand.distinct;
import static org.auriflow.engine.op.Operand.integers;
import static org.auriflow.engine.op.Operand.invertible;
import static org.auriflow.engine.op.Operand.positiveDefinite;
import static org.auriflow.engine.op.Operand.real;
import static org.auriflow.engine.op.Operand.realExcept;
import static org.auriflow.engine.op.Operand.separated;
import static org.auriflow.engine.op.Operand.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Pooling;
import org.auriflow.engine.Random;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Transport;

/**
 * The catalogue of operations: what laws, backend parity tests and benchmarks run over.
 *
 * <p>One line per operation: a label whose first word is the name of the method that users call, the function, and the
 * operands on which tests sample it. A new operation is tested by adding its line here.
 */
public final class Ops {
    private Ops() {}

    private static final double[] ZERO = {0};

    /** Every operation. */
    public static final List<Entry> ALL = Stream.of(
                    arithmetic(),
                    functions(),
                    logic(),
                    integer(),
                    movement(),
                    indexing(),
                    reductions(),
                    matrices(),
                    convolutions(),
                    pools(),
                    triangles(),
                    decompositions(),
                    orthogonal(),
                    systems(),
                    splines(),
                    transport(),
                    rowwise(),
                    control(),
                    random())
            .flatMap(List::stream)
            .toList();

    /**
     * One operation on sampled operands.
     *
     * @param label unique; the first word is the method's name
     * @param body the function
     * @param operands how each input is sampled
     * @param pointwise every result element depends on the elements at its place only, so that operands of one shape may
     *     take any other
     * @param differentiable derivatives equal the limits of difference quotients
     */
    public record Entry(
            String label, Fused.Body body, List<Operand> operands, boolean pointwise, boolean differentiable) {
        /** Draws all operands; the same seed gives the same values up to rounding in every dtype. */
        public List<Tensor> sample(DType floating, long seed) {
            List<Tensor> x = new ArrayList<>();
            for (int k = 0; k < operands.size(); k++) {
                x.add(operands.get(k).sample(floating, new RandomStream(seed, k)));
            }
            return x;
        }

        /** The graph on the given inputs. */
        public Tensor build(List<Tensor> x) {
            return body.build(x);
        }

        /** The same pointwise operation on operands of another common shape. */
        public Entry withShape(Shape shape) {
            if (!pointwise) {
                throw new IllegalStateException(
                        "withShape: requires a pointwise operation, got " + label + "; its operands fix its shape");
            }
            List<Operand> reshaped =
                    operands.stream().map(o -> o.withShape(shape)).toList();
            return new Entry(label, body, reshaped, true, differentiable);
        }

        /** The same operation, whose derivative is not that of its value, by design. */
        Entry notDifferentiable() {
            return new Entry(label, body, operands, pointwise, false);
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** One input. */
    @FunctionalInterface
    private interface Unary {
        Tensor of(Tensor x);
    }

    /** Two inputs. */
    @FunctionalInterface
    private interface Binary {
        Tensor of(Tensor a, Tensor b);
    }

    private static Entry entry(String label, Fused.Body body, Operand... operands) {
        return new Entry(label, body, List.of(operands), false, true);
    }

    private static Entry one(String label, Unary f, Operand x) {
        return entry(label, in -> f.of(in.get(0)), x);
    }

    private static Entry two(String label, Binary f, Operand a, Operand b) {
        return entry(label, in -> f.of(in.get(0), in.get(1)), a, b);
    }

    private static Entry each(String label, Unary f, Operand x) {
        Operand o = x.shape().rank() == 0 ? x.withShape(Shape.of(2, 3)) : x;
        return new Entry(label, in -> f.of(in.get(0)), List.of(o), true, true);
    }

    private static Entry each(String label, Binary f, Operand a, Operand b) {
        Shape s = a.shape().rank() == 0 ? Shape.of(2, 3) : a.shape();
        return new Entry(label, in -> f.of(in.get(0), in.get(1)), List.of(a.withShape(s), b.withShape(s)), true, true);
    }

    private static List<Entry> arithmetic() {
        Operand any = real(-2, 2);
        Operand away = realExcept(-2, 2, ZERO);
        return List.of(
                each("add", Tensor::add, any, any),
                two("add broadcast", Tensor::add, real(-2, 2, 3, 1), real(-2, 2, 2, 1, 4)),
                each("add scalar", x -> x.add(1.5), any),
                each("sub", Tensor::sub, any, any),
                two("sub broadcast", Tensor::sub, real(-2, 2, 4), real(-2, 2, 3, 4)),
                each("sub scalar", x -> x.sub(1.5), any),
                each("mul", Tensor::mul, any, any),
                two("mul broadcast", Tensor::mul, real(-2, 2), real(-2, 2, 3, 4)),
                each("mul scalar", x -> x.mul(-1.5), any),
                each("mulz", (a, b) -> Tensor.apply(Arithmetic.MULZ, a, b), away, away),
                each("div", Tensor::div, any, realExcept(-2, 2, new double[] {-0.2, -0.1, 0, 0.1, 0.2})),
                two("div broadcast", Tensor::div, real(-2, 2, 2, 3), real(0.5, 2, 2, 1)),
                each("div scalar", x -> x.div(-1.5), any),
                each("pow", Tensor::pow, real(0.3, 3), real(-2, 3)),
                each("pow scalar", x -> x.pow(2.5), real(0.3, 3)),
                each("pow whole", x -> x.pow(4).add(x.pow(3)), any),
                each("min", (a, b) -> a.min(b), distinct(-2, 2, 0, 2), distinct(-2, 2, 1, 2)),
                each("max", (a, b) -> a.max(b), distinct(-2, 2, 0, 2), distinct(-2, 2, 1, 2)),
                each("clip", x -> x.clip(-1, 0.5), realExcept(-2, 2, new double[] {-1, 0.5})),
                each("neg", Tensor::neg, any),
                each("abs", Tensor::abs, away),
                each("sign", Tensor::sign, away),
                each("sqrt", Tensor::sqrt, real(0.3, 4)),
                each("floor", Tensor::floor, realExcept(-2, 2, new double[] {-2, -1, 0, 1, 2})),
                each("relu", Tensor::relu, away),
                each("leakyRelu", x -> x.leakyRelu(0.1), away));
    }

    private static List<Entry> functions() {
        Operand any = real(-2, 2);
        return List.of(
                each("exp", Tensor::exp, any),
                each("log", Tensor::log, real(0.3, 4)),
                each("log1p", Tensor::log1p, real(-0.7, 4)),
                each("expm1", Tensor::expm1, any),
                each("tanh", Tensor::tanh, any),
                each("sigmoid", Tensor::sigmoid, real(-4, 4)),
                each("softplus", Tensor::softplus, real(-4, 4)),
                each("gelu", Tensor::gelu, real(-4, 4)),
                each("silu", Tensor::silu, real(-4, 4)),
                each("sin", Tensor::sin, real(-7, 7)),
                each("cos", Tensor::cos, real(-7, 7)),
                each("erf", Tensor::erf, real(-4, 4)),
                each("erfInv", Tensor::erfInv, real(-0.95, 0.95)),
                each("atan2", Tensor::atan2, realExcept(-2, 2, new double[] {-0.2, -0.1, 0, 0.1, 0.2}), any),
                two("atan2 broadcast", Tensor::atan2, real(0.5, 2, 2, 3), real(-2, 2, 2, 1)));
    }

    private static List<Entry> logic() {
        Operand a = distinct(-2, 2, 0, 2);
        Operand b = distinct(-2, 2, 1, 2);
        Operand bit = truth();
        Operand few = integers(0, 3);
        return List.of(
                each("lt", (x, y) -> x.lt(y), a, b),
                each("lt scalar", x -> x.lt(0.5), a),
                each("le", (x, y) -> x.le(y), a, b),
                each("le int32", (x, y) -> x.le(y), few, few),
                each("le scalar", x -> x.le(0.5), a),
                each("gt", (x, y) -> x.gt(y), a, b),
                each("gt scalar", x -> x.gt(0.5), a),
                each("ge", (x, y) -> x.ge(y), a, b),
                each("ge scalar", x -> x.ge(1), few),
                each("eq", Tensor::eq, few, few),
                each("eq floating", Tensor::eq, a, b),
                each("eq bool", Tensor::eq, bit, bit),
                each("ne", Tensor::ne, few, few),
                each("and", Tensor::and, bit, bit),
                each("or", Tensor::or, bit, bit),
                each("not", Tensor::not, bit),
                each("isFinite", x -> x.div(x.relu()).isFinite(), a),
                entry(
                        "where",
                        x -> Tensor.where(x.get(0), x.get(1), x.get(2)),
                        truth(2, 3),
                        real(-2, 2, 3),
                        real(-2, 2, 2, 1)),
                each("cast", x -> Tensor.apply(new Logic.Cast(x.dtype()), x), real(-2, 2)),
                each("cast floating to int32", x -> x.mul(10).cast(DType.INT32), a),
                each("cast floating to bool", x -> x.relu().cast(DType.BOOL), a),
                each("cast int32 to float64", x -> x.cast(DType.FLOAT64), integers(-9, 9)),
                each("cast bool to float32", x -> x.cast(DType.FLOAT32), bit),
                each("cast bool to int32", x -> x.cast(DType.INT32), bit));
    }

    private static List<Entry> integer() {
        Operand n = integers(-9, 10);
        Operand positive = integers(1, 10);
        return List.of(
                each("add int32", Tensor::add, n, n),
                each("sub int32", Tensor::sub, n, n),
                each("mul int32", Tensor::mul, n, n),
                each("div int32", Tensor::div, n, positive),
                each("min int32", (a, b) -> a.min(b), n, n),
                each("max int32", (a, b) -> a.max(b), n, n),
                each("neg int32", Tensor::neg, n),
                each("abs int32", Tensor::abs, n),
                each("sign int32", Tensor::sign, n),
                one("sum int32", x -> x.sum(0), integers(-9, 10, 3, 4)),
                one("max int32 reduced", x -> x.max(1), integers(-9, 10, 3, 4)),
                one("cumSum int32", x -> x.cumSum(1), integers(-9, 10, 3, 4)),
                entry(
                        "where int32",
                        x -> Tensor.where(x.get(0), x.get(1), x.get(2)),
                        truth(2, 3),
                        integers(0, 5, 2, 3),
                        integers(0, 5, 2, 3)));
    }

    private static List<Entry> movement() {
        return List.of(
                one("broadcastTo", x -> x.broadcastTo(Shape.of(2, 3, 4)), real(-2, 2, 3, 1)),
                one("sumTo", x -> x.sumTo(Shape.of(3, 1)), real(-2, 2, 2, 3, 4)),
                one("reshape", x -> x.reshape(3, -1), real(-2, 2, 2, 3, 2)),
                one("expand", x -> x.expand(1), real(-2, 2, 2, 3)),
                one("transpose", Tensor::transpose, real(-2, 2, 2, 3, 4)),
                one("transpose order", x -> x.transpose(1, 2, 0), real(-2, 2, 2, 3, 4)),
                one("slice", x -> x.slice(1, 1, 3), real(-2, 2, 2, 4)),
                one("slice stepped", x -> x.slice(0, 1, 7, 3), real(-2, 2, 8, 2)),
                one("slice empty", x -> x.slice(0, 1, 1), real(-2, 2, 3, 2)),
                one("select", x -> x.select(1, -1), real(-2, 2, 3, 4)),
                one("pad", x -> x.pad(1, 2, 1, 0), real(-2, 2, 2, 3)),
                one("pad with value", x -> x.pad(0, 1, 2, 7), real(-2, 2, 2, 3)),
                one(
                        "pad interior",
                        x -> Tensor.apply(new Movement.Pad(List.of(1, 0), List.of(0, 2), List.of(2, 1)), x),
                        real(-2, 2, 3, 2)),
                one("pad bool", x -> x.pad(0, 1, 1, 1), truth(3)),
                one("flip", x -> x.flip(0, 2), real(-2, 2, 2, 3, 2)),
                two("concatenate", (a, b) -> Tensor.concatenate(1, a, b), real(-2, 2, 2, 3), real(-2, 2, 2, 1)),
                two("stack", (a, b) -> Tensor.stack(-1, a, b), real(-2, 2, 2, 3), real(-2, 2, 2, 3)));
    }

    private static List<Entry> indexing() {
        return List.of(
                two("gather", (x, i) -> x.gather(1, i), real(-2, 2, 3, 4), integers(0, 4, 3, 6)),
                two("take", (x, i) -> x.take(0, i), real(-2, 2, 4, 2), integers(0, 4, 5)),
                two("scatterAdd", (x, i) -> x.scatterAdd(0, i, 4), real(-2, 2, 6, 2), integers(0, 4, 6, 2)),
                one("oneHot", x -> x.oneHot(4, DType.FLOAT32), integers(0, 4, 2, 3)),
                two(
                        "searchSorted",
                        (e, v) -> Tensor.searchSorted(e, v, false),
                        ascending(-2, 0.5, 7),
                        real(-3, 3, 2, 5)),
                two(
                        "searchSorted right",
                        (e, v) -> Tensor.searchSorted(e, v, true),
                        ascending(-2, 0.5, 2, 7),
                        real(-3, 3, 2, 5)),
                one("argSort", x -> x.argSort(1), distinct(-2, 2, 0, 1, 2, 5, 2)),
                one("argSort int32", x -> x.argSort(0), integers(0, 4, 7, 2)),
                one("sort", x -> x.sort(-1), distinct(-2, 2, 0, 1, 3, 5)),
                one("sort outer", x -> x.sort(0), distinct(-2, 2, 0, 1, 4, 3)));
    }

    private static List<Entry> reductions() {
        return List.of(
                one("sum", Tensor::sum, real(-2, 2, 3, 4)),
                one("sum outer", x -> x.sum(0, 2), real(-2, 2, 2, 3, 4)),
                one("sum inner", x -> x.sum(-1), real(-2, 2, 3, 5)),
                one("mean", x -> x.mean(1), real(-2, 2, 2, 3, 2)),
                one("max reduced", x -> x.max(0), distinct(-2, 2, 0, 1, 3, 4)),
                one("max all", x -> x.max(), distinct(-2, 2, 0, 1, 3, 4)),
                one("min reduced", x -> x.min(1), distinct(-2, 2, 0, 1, 3, 4)),
                one("argMax", x -> x.argMax(1), distinct(-2, 2, 0, 1, 2, 5, 2)),
                one("cumSum", x -> x.cumSum(1), real(-2, 2, 2, 4, 2)),
                one("cumSum reverse", x -> Tensor.apply(new Reduction.CumulativeSum(0, true), x), real(-2, 2, 4, 2)),
                one("prod", x -> x.prod(1), real(-2, 2, 2, 5)),
                one("logSumExp", x -> x.logSumExp(0), real(-4, 4, 4, 3)),
                one("softmax", Tensor::softmax, real(-4, 4, 2, 4)),
                one("logSoftmax", Tensor::logSoftmax, real(-4, 4, 2, 4)),
                one("layerNorm", x -> x.layerNorm(1e-5), real(-2, 2, 2, 4)));
    }

    private static List<Entry> matrices() {
        return List.of(
                two("matmul", Tensor::matmul, real(-2, 2, 3, 4), real(-2, 2, 4, 2)),
                two(
                        "matmul first transposed",
                        (a, b) -> a.matmul(b, true, false),
                        real(-2, 2, 4, 3),
                        real(-2, 2, 4, 2)),
                two(
                        "matmul second transposed",
                        (a, b) -> a.matmul(b, false, true),
                        real(-2, 2, 3, 4),
                        real(-2, 2, 2, 4)),
                two("matmul both transposed", (a, b) -> a.matmul(b, true, true), real(-2, 2, 4, 3), real(-2, 2, 2, 4)),
                two("matmul batched", Tensor::matmul, real(-2, 2, 2, 3, 4), real(-2, 2, 2, 4, 2)),
                two(
                        "matmul batch broadcast",
                        (a, b) -> a.matmul(b, true, false),
                        real(-2, 2, 2, 1, 4, 3),
                        real(-2, 2, 3, 4, 2)));
    }

    /** Two operands x [batch, in, …] and w [out, in / groups, …]. */
    private static List<Entry> convolutions() {
        int[] one = {1, 1};
        Window padded = Window.uniform(1, 2, 1, 1, 1);
        return List.of(
                two("convolve", Convolutions::convolve, real(-1, 1, 2, 2, 5), real(-1, 1, 3, 2, 3)),
                two(
                        "convolve strided and padded",
                        (x, w) -> Convolutions.convolve(x, w, new int[] {2, 1}, one, new int[] {0, 2}, one, 1),
                        real(-1, 1, 2, 2, 4, 3),
                        real(-1, 1, 3, 2, 3, 2)),
                two(
                        "convolve dilated",
                        (x, w) -> Convolutions.convolve(x, w, 2, 2, 2, 1),
                        real(-1, 1, 2, 1, 5),
                        real(-1, 1, 2, 1, 3)),
                two(
                        "convolve grouped",
                        (x, w) -> Convolutions.convolve(x, w, 1, 0, 1, 2),
                        real(-1, 1, 2, 4, 3),
                        real(-1, 1, 4, 2, 2)),
                two(
                        "convolve depthwise",
                        (x, w) -> Convolutions.convolve(x, w, 1, 1, 1, 3),
                        real(-1, 1, 1, 3, 3, 2),
                        real(-1, 1, 3, 1, 2, 3)),
                two("convolve pointwise", Convolutions::convolve, real(-1, 1, 2, 3, 2, 2), real(-1, 1, 2, 3, 1, 1)),
                two("convolve volumes", Convolutions::convolve, real(-1, 1, 1, 1, 2, 3, 3), real(-1, 1, 2, 1, 2, 1, 2)),
                two(
                        "convolve weights",
                        (x, y) -> Tensor.apply(new Convolution(padded, Convolution.Factor.WEIGHTS, List.of(3)), x, y),
                        real(-1, 1, 2, 2, 4),
                        real(-1, 1, 2, 3, 2)),
                two("transposed convolution", Convolutions::transposed, real(-1, 1, 2, 3, 3), real(-1, 1, 3, 2, 2)),
                two(
                        "transposed strided and padded",
                        (x, w) -> Convolutions.transposed(x, w, new int[] {2, 1}, one, one, new int[] {1, 0}, one, 1),
                        real(-1, 1, 2, 2, 2, 3),
                        real(-1, 1, 2, 2, 3, 2)),
                two(
                        "transposed dilated and grouped",
                        (x, w) -> Convolutions.transposed(x, w, 1, 1, 0, 2, 2),
                        real(-1, 1, 2, 2, 3),
                        real(-1, 1, 2, 2, 2)));
    }

    private static List<Entry> pools() {
        int[] kernel = {2, 3};
        int[] strides = {1, 2};
        int[] low = {0, 1};
        int[] high = {1, 2};
        return List.of(
                one("maxPool", x -> Pooling.maxPool(x, 2, 2, 0), distinct(-2, 2, 0, 1, 2, 2, 4, 5)),
                one("maxPool line", x -> Pooling.maxPool(x, 3, 1, 1), distinct(-2, 2, 0, 1, 1, 2, 5)),
                one(
                        "maxPool padded",
                        x -> Pooling.maxPool(x, kernel, strides, low, high),
                        distinct(-2, 2, 0, 1, 2, 1, 3, 4)),
                one("maxPool volumes", x -> Pooling.maxPool(x, 2, 1, 1), distinct(-2, 2, 0, 1, 1, 2, 2, 3, 2)),
                one("averagePool", x -> Pooling.averagePool(x, 2, 2, 0), real(-2, 2, 2, 2, 4, 5)),
                one("averagePool line", x -> Pooling.averagePool(x, 3, 1, 1), real(-2, 2, 1, 2, 5)),
                one(
                        "averagePool padded",
                        x -> Pooling.averagePool(x, kernel, strides, low, high),
                        real(-2, 2, 2, 1, 3, 4)),
                one("averagePool volumes", x -> Pooling.averagePool(x, 2, 1, 1), real(-2, 2, 1, 2, 2, 3, 2)));
    }

    private static List<Entry> triangles() {
        return List.of(
                one("tril", x -> Linalg.tril(x, 0), real(-2, 2, 2, 3, 3)),
                one("tril wide", x -> Linalg.tril(x, 1), real(-2, 2, 3, 4)),
                one("tril bool", x -> Linalg.tril(x, -1), truth(3, 3)),
                one("triu", x -> Linalg.triu(x, 0), real(-2, 2, 2, 3, 3)),
                one("triu tall", x -> Linalg.triu(x, -1), real(-2, 2, 4, 3)),
                one("triu int32", x -> Linalg.triu(x, 1), integers(-9, 10, 3, 3)),
                one("diagonal", Linalg::diagonal, real(-2, 2, 2, 3, 3)),
                one("diagonal tall", Linalg::diagonal, real(-2, 2, 4, 2)),
                one("diagonal wide", Linalg::diagonal, integers(-9, 10, 2, 4)),
                one("diagonalMatrix", Linalg::diagonalMatrix, real(-2, 2, 2, 3)));
    }

    private static List<Entry> decompositions() {
        return List.of(
                one("cholesky", Linalg::cholesky, positiveDefinite(3, 3)),
                one("cholesky batched", Linalg::cholesky, positiveDefinite(2, 2, 2)),
                one("lu packed", x -> Tensor.apply(new Lu(), x), invertible(2, 3, 3)),
                one("lu lower", x -> Linalg.lu(x).lower(), invertible(3, 3)),
                one("lu upper", x -> Linalg.lu(x).upper(), invertible(3, 3)),
                one("lu permutation", x -> Linalg.lu(x).permutation(), invertible(2, 4, 4)),
                one("det", Linalg::det, invertible(2, 3, 3)),
                one("slogdet sign", x -> Linalg.slogdet(x).sign(), invertible(2, 3, 3)),
                one("slogdet logAbsDet", x -> Linalg.slogdet(x).logAbsDet(), invertible(2, 3, 3)),
                one("inverse", Linalg::inverse, invertible(2, 3, 3)));
    }

    private static List<Entry> orthogonal() {
        return List.of(
                one("qr packed", x -> Tensor.apply(new Qr(), x), separated(2, 4, 3)),
                one("qr q", x -> Linalg.qr(x).q(), separated(4, 2)),
                one("qr r", x -> Linalg.qr(x).r(), separated(3, 3)),
                one("eigh packed", x -> Tensor.apply(new Eigh(), x), separated(2, 3, 3)),
                one("eigh values", x -> Linalg.eigh(x).values(), separated(4, 4)),
                one("eigh vectors", x -> Linalg.eigh(x).vectors(), separated(2, 2, 2)),
                one("svd packed", x -> Tensor.apply(new Svd(), x), separated(2, 4, 3)),
                one("svd u", x -> Linalg.svd(x).u(), separated(3, 3)),
                one("svd v", x -> Linalg.svd(x).v(), separated(3, 2)),
                one("svd wide", x -> Linalg.svd(x.transpose()).u(), separated(3, 2)),
                one("singularValues", Linalg::singularValues, separated(2, 3, 2)),
                one("singularValues wide", x -> Linalg.singularValues(x.transpose()), separated(3, 2)));
    }

    private static List<Entry> systems() {
        List<Entry> all = new ArrayList<>();
        for (boolean lower : new boolean[] {true, false}) {
            for (boolean transposed : new boolean[] {false, true}) {
                String label = "triangularSolve " + (lower ? "lower" : "upper") + (transposed ? " transposed" : "");
                Operand t = diagonallyDominant(3, 3);
                all.add(two(label, (a, b) -> Linalg.triangularSolve(a, b, lower, transposed), t, real(-2, 2, 3, 2)));
                Op unit = new TriangularSolve(lower, transposed, true);
                all.add(two(label + " unit", (a, b) -> Tensor.apply(unit, a, b), t, real(-2, 2, 3, 2)));
            }
        }
        all.add(two(
                "triangularSolve broadcast",
                (a, b) -> Linalg.triangularSolve(a, b, true, false),
                diagonallyDominant(2, 1, 2, 2),
                real(-2, 2, 3, 2, 1)));
        all.add(two("solve", Linalg::solve, invertible(3, 3), real(-2, 2, 3, 2)));
        all.add(two("solve vector", Linalg::solve, invertible(2, 3, 3), real(-2, 2, 3)));
        all.add(two("solve broadcast", Linalg::solve, invertible(2, 1, 2, 2), real(-2, 2, 3, 2, 1)));
        all.add(two(
                "solve transposed",
                (a, b) -> Tensor.apply(new Solve(true), a, Tensor.apply(new Lu(), a.stopGradient()), b),
                invertible(3, 3),
                real(-2, 2, 2, 3, 2)));
        return all;
    }

    private static List<Entry> splines() {
        RationalQuadratic s = new RationalQuadratic(3, 2, 0.02, 0.01, 0.03);
        Operand x = realExcept(-2.6, 2.6, new double[] {-2, 2}, 2, 3);
        Operand p = real(-1, 1, 2, 3, s.parameters());
        List<Entry> all = new ArrayList<>(List.of(
                two("rqs", s::forward, x, p),
                two("rqs value", s::forwardValue, x, p),
                two(
                        "rqs value gradient",
                        (a, b) -> Grad.grad(s.forwardValue(a, b).sum(), a),
                        x,
                        p),
                two("rqs inverse", s::inverse, x, p),
                two("rqs inverse value", s::inverseValue, x, p)));
        for (Boundary b : Boundary.values()) {
            if (b != Boundary.LINEAR) {
                all.addAll(spline(new RationalQuadratic(3, 2, 0.02, 0.01, 0.03, b), b));
            }
            if (b != Boundary.CIRCLE) {
                all.addAll(spline(new PiecewiseQuadratic(3, 2, 0.02, 0.03, b), b));
                all.addAll(spline(new PiecewiseCubic(3, 2, 0.02, 0.01, b), b));
            }
        }
        all.addAll(spline(new PiecewiseLinear(3, 2, 0.02), Boundary.BOX));
        return all;
    }

    private static List<Entry> spline(Spline s, Boundary b) {
        Operand x = realExcept(-2.6, 2.6, new double[] {-2, 2}, 2, 3);
        Operand p = real(-1, 1, 2, 3, s.parameters());
        String label = s.name() + " " + b.name().toLowerCase(Locale.ROOT);
        return List.of(
                two(label, s::forward, x, p),
                two(label + " value", s::forwardValue, x, p),
                two(label + " inverse", s::inverse, x, p),
                two(label + " inverse value", s::inverseValue, x, p));
    }

    private static List<Entry> transport() {
        Operand cost = real(0, 2, 2, 3, 4);
        Operand epsilon = real(0.4, 0.6);
        return List.of(
                two("squaredDistances", Transport::squaredDistances, real(-2, 2, 2, 3, 2), real(-2, 2, 2, 4, 2)),
                entry(
                        "sinkhorn rows",
                        x -> Transport.rows(x.get(0), x.get(1), x.get(2), x.get(3)),
                        cost,
                        real(-2, 0, 2, 3),
                        real(-1, 1, 2, 4),
                        epsilon),
                entry(
                        "sinkhorn columns",
                        x -> Transport.columns(x.get(0), x.get(1), x.get(2), x.get(3)),
                        cost,
                        real(-2, 0, 2, 4),
                        real(-1, 1, 2, 3),
                        epsilon));
    }

    /** A mixture with a gate and a sum: rows with and without an axis among inputs and results. */
    private static List<Entry> rowwise() {
        Rowwise mixture = new Rowwise(List.of(0, 2), 2, x -> {
            Tensor gate = x.get(0).get(0).sigmoid();
            Tensor a = x.get(1).get(0);
            Tensor b = x.get(1).get(1);
            return List.of(a.mul(gate).add(b.tanh()), a.mul(b).sub(b.exp().mul(gate)));
        });
        Rowwise cubes = new Rowwise(
                List.of(3),
                0,
                x -> List.of(x.get(0).stream()
                        .map(a -> a.mul(a).mul(a))
                        .reduce(Tensor::add)
                        .orElseThrow()));
        return List.of(
                two(
                        "rowwise",
                        (a, b) -> Tensor.apply(Rowwise.operation("mixture", "ops", mixture), a, b),
                        real(-2, 2, 4, 3),
                        real(-2, 2, 4, 3, 2)),
                one(
                        "rowwise sum",
                        a -> Tensor.apply(Rowwise.operation("cubes", "ops", cubes), a),
                        real(-2, 2, 300, 3)));
    }

    private static List<Entry> control() {
        Fused.Body product = x -> x.get(0).sin().mul(x.get(1).exp());
        Fused.Rule rule = (y, x, v) -> List.of(
                v.mul(x.get(0).cos()).mul(x.get(1).exp()),
                v.mul(x.get(0).sin()).mul(x.get(1).exp()));
        Operand any = real(-2, 2);
        return List.of(
                each("alias", Tensor::alias, any),
                each("stopGradient", Tensor::stopGradient, any).notDifferentiable(),
                each("detach", Tensor::detach, any).notDifferentiable(),
                each("barrier", (a, b) -> Tensor.apply(new Control.Barrier(), a, b), any, any),
                each("checkpoint", (a, b) -> Tensor.checkpoint(product, a, b), any, any),
                each("custom", (a, b) -> Tensor.custom("product", product, rule, a, b), any, any));
    }

    /** Inputs are counters: the types of the draws do not follow the dtype under test. */
    private static List<Entry> random() {
        Random r = new Random(7, 3);
        TensorType single = new TensorType(DType.FLOAT32, Shape.of(3, 5));
        TensorType twice = new TensorType(DType.FLOAT64, Shape.of(3, 5));
        Operand counter = integers(0, 1000);
        return List.of(
                one("uniform", c -> r.uniform(twice, c), counter),
                one("uniform float32", c -> r.uniform(single, c), counter),
                one("normal", c -> r.normal(twice, c), counter),
                one("normal float32", c -> r.normal(single, c), counter),
                one("exponential", c -> r.exponential(twice, c), counter),
                one("exponential float32", c -> r.exponential(single, c), counter),
                two("bernoulli", (p, c) -> r.bernoulli(p.cast(DType.FLOAT32), c), real(0, 1, 3, 5), counter),
                two("categorical", (p, c) -> r.categorical(p.cast(DType.FLOAT32), c), real(-2, 2, 3, 5), counter));
    }
}
