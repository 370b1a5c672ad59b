package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.Batch;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Pooling;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.ArgMaxPool;
import org.auriflow.engine.op.Convolution;
import org.auriflow.engine.op.Determinant;
import org.auriflow.engine.op.Logic;
import org.auriflow.engine.op.Ops;
import org.auriflow.engine.op.PoolWindow;
import org.auriflow.engine.op.Solve;
import org.auriflow.engine.op.Window;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong ranks, shapes and dtypes are found when an operation is called: {@code name: requirement, got values; fix}. */
class ErrorLawTest {
    private static final Tensor X = Tensor.zeros(DType.FLOAT32, 2, 3);
    private static final Tensor DOUBLE = Tensor.zeros(DType.FLOAT64, 2, 3);
    private static final Tensor INT = Tensor.zeros(DType.INT32, 2, 3);
    private static final Tensor BOOL = Tensor.zeros(DType.BOOL, 2, 3);
    private static final Tensor OTHER = Tensor.zeros(DType.FLOAT32, 2, 4);
    private static final Tensor VECTOR = Tensor.zeros(DType.FLOAT32, 3);
    private static final Tensor SCALAR = Tensor.scalar(DType.FLOAT32, 1);

    /** A call and the name its error begins with. */
    private record Case(String name, Executable call, String line) {
        @Override
        public String toString() {
            return line;
        }
    }

    private static final class Cases {
        private final List<Case> all = new ArrayList<>();

        void add(String name, Executable call) {
            all.add(new Case(name, call, all.size() + " " + name));
        }
    }

    static Stream<Case> cases() {
        Cases c = new Cases();
        c.add("add", () -> X.add(OTHER));
        c.add("add", () -> X.add(DOUBLE));
        c.add("add", () -> BOOL.add(BOOL));
        c.add("sub", () -> X.sub(INT));
        c.add("mul", () -> X.mul(OTHER));
        c.add("div", () -> X.div(OTHER));
        c.add("pow", () -> INT.pow(INT));
        c.add("min", () -> X.min(OTHER));
        c.add("max", () -> BOOL.max(BOOL));
        c.add("exp", INT::exp);
        c.add("log", BOOL::log);
        c.add("sqrt", INT::sqrt);
        c.add("floor", INT::floor);
        c.add("relu", INT::relu);
        c.add("erfinv", INT::erfInv);
        c.add("atan2", () -> X.atan2(OTHER));
        c.add("atan2", () -> INT.atan2(INT));
        c.add("argsort", () -> BOOL.argSort(0));
        c.add("argsort", () -> X.argSort(2));
        c.add("sort", () -> X.sort(2));
        Tensor pixels = Tensor.zeros(DType.FLOAT32, 2, 3, 4, 5);
        c.add("maxpool", () -> Pooling.maxPool(X, 2, 2, 0));
        c.add("maxpool", () -> Pooling.maxPool(pixels.cast(DType.INT32), 2, 2, 0));
        c.add("maxpool", () -> Pooling.maxPool(pixels, 2, 2, 2));
        c.add("maxpool", () -> Pooling.maxPool(pixels, 5, 1, 0));
        c.add("averagepool", () -> Pooling.averagePool(pixels, 0, 1, 0));
        c.add("averagepool", () -> Pooling.averagePool(pixels, 2, 0, 0));
        c.add("averagepool", () -> Pooling.averagePool(pixels, 2, 1, -1));
        int[] single = {1};
        c.add("averagepool", () -> Pooling.averagePool(pixels, single, single, single, single));
        c.add("argmaxpool", () -> Tensor.apply(new ArgMaxPool(PoolWindow.uniform(1, 2, 1, 0)), pixels));
        c.add("lt", () -> X.lt(OTHER));
        c.add("lt", () -> X.gt(OTHER));
        c.add("le", () -> BOOL.le(BOOL));
        c.add("eq", () -> X.eq(DOUBLE));
        c.add("and", () -> X.and(X));
        c.add("or", () -> BOOL.or(INT));
        c.add("not", X::not);
        c.add("isfinite", INT::isFinite);
        c.add("where", () -> Tensor.where(X, X, X));
        c.add("where", () -> Tensor.where(BOOL, X, DOUBLE));
        c.add("where", () -> Tensor.where(BOOL, X, OTHER));
        c.add("where", () -> Tensor.apply(Logic.WHERE, BOOL, VECTOR, X));
        c.add("broadcast", () -> X.broadcastTo(Shape.of(2, 4)));
        c.add("broadcast", () -> X.broadcastTo(Shape.of(3)));
        c.add("sumto", () -> X.sumTo(Shape.of(2, 4)));
        c.add("sumto", () -> VECTOR.sumTo(Shape.of(2, 3)));
        c.add("reshape", () -> X.reshape(4, 2));
        c.add("reshape", () -> X.reshape(4, -1));
        c.add("reshape", () -> X.reshape(-1, -1));
        c.add("reshape", () -> X.reshape(-2, 3));
        c.add("reshape", () -> Tensor.zeros(DType.FLOAT32, 2, 3).reshape(0, -1));
        c.add("expand", () -> X.expand(3));
        c.add("expand", () -> X.expand(-4));
        c.add("transpose", VECTOR::transpose);
        c.add("transpose", () -> X.transpose(0));
        c.add("transpose", () -> X.transpose(0, 0));
        c.add("transpose", () -> X.transpose(0, 2));
        c.add("slice", () -> X.slice(2, 0, 1));
        c.add("slice", () -> X.slice(1, 0, 4));
        c.add("slice", () -> X.slice(1, 2, 1));
        c.add("slice", () -> X.slice(1, 0, 2, 0));
        c.add("slice", () -> X.slice(1, 0, 2, -1));
        c.add("slice", () -> X.slice(1, -5, 2));
        c.add("select", () -> X.select(1, 3));
        c.add("select", () -> X.select(1, -4));
        c.add("select", () -> X.select(1, -5));
        c.add("select", () -> X.select(2, 0));
        c.add("pad", () -> X.pad(0, -1, 0, 0));
        c.add("pad", () -> X.pad(2, 1, 0, 0));
        c.add("flip", () -> X.flip(2));
        c.add("flip", () -> X.flip(1, -1));
        c.add("concatenate", () -> Tensor.concatenate(0));
        c.add("concatenate", () -> Tensor.concatenate(0, X, OTHER));
        c.add("concatenate", () -> Tensor.concatenate(0, X, DOUBLE));
        c.add("concatenate", () -> Tensor.concatenate(0, X, VECTOR));
        c.add("concatenate", () -> Tensor.concatenate(0, SCALAR, SCALAR));
        c.add("stack", () -> Tensor.stack(0));
        c.add("stack", () -> Tensor.stack(0, X, OTHER));
        c.add("stack", () -> Tensor.stack(3, X, X));
        c.add("gather", () -> X.gather(1, X));
        c.add("gather", () -> X.gather(1, Tensor.of(0, 1)));
        c.add("gather", () -> X.gather(2, INT));
        c.add("gather", () -> X.gather(1, Tensor.zeros(DType.INT32, 3, 2)));
        c.add("take", () -> X.take(0, INT));
        c.add("take", () -> X.take(0, Tensor.of(0.5f)));
        c.add("take", () -> X.take(5, Tensor.of(0)));
        c.add("scatteradd", () -> X.scatterAdd(1, Tensor.zeros(DType.INT32, 2, 2), 4));
        c.add("scatteradd", () -> X.scatterAdd(1, X, 4));
        c.add("scatteradd", () -> BOOL.scatterAdd(1, INT, 4));
        c.add("scatteradd", () -> X.scatterAdd(1, INT, -1));
        c.add("onehot", () -> X.oneHot(3, DType.FLOAT32));
        c.add("onehot", () -> INT.oneHot(-1, DType.FLOAT32));
        c.add("searchsorted", () -> Tensor.searchSorted(VECTOR, SCALAR, false));
        c.add("searchsorted", () -> Tensor.searchSorted(SCALAR, VECTOR, false));
        c.add("searchsorted", () -> Tensor.searchSorted(VECTOR, DOUBLE, false));
        c.add("searchsorted", () -> Tensor.searchSorted(Tensor.zeros(DType.FLOAT32, 5, 3), X, false));
        c.add("sum", () -> X.sum(2));
        c.add("sum", () -> X.sum(0, 0));
        c.add("sum", () -> X.sum(0, -2));
        c.add("sum", BOOL::sum);
        c.add("mean", () -> INT.mean());
        c.add("mean", () -> X.mean(2));
        c.add("reducemax", () -> X.max(-3));
        c.add("reducemax", () -> Tensor.zeros(DType.FLOAT32, 2, 0).max(1));
        c.add("reducemin", BOOL::min);
        c.add("argmax", () -> X.argMax(2));
        c.add("argmax", () -> SCALAR.argMax(0));
        c.add("argmax", () -> Tensor.zeros(DType.FLOAT32, 0).argMax(0));
        c.add("cumsum", () -> X.cumSum(2));
        c.add("cumsum", () -> BOOL.cumSum(0));
        c.add("prod", () -> X.prod(2));
        c.add("prod", () -> BOOL.prod(0));
        c.add("logsumexp", () -> X.logSumExp(2));
        c.add("logsumexp", () -> INT.logSumExp(0));
        c.add("logsumexp", () -> Tensor.zeros(DType.FLOAT32, 2, 0).logSumExp(1));
        c.add("softmax", SCALAR::softmax);
        c.add("softmax", INT::softmax);
        c.add("logsoftmax", SCALAR::logSoftmax);
        c.add("logsoftmax", BOOL::logSoftmax);
        c.add("layernorm", () -> SCALAR.layerNorm(1e-5));
        c.add("layernorm", () -> INT.layerNorm(1e-5));
        c.add("matmul", () -> X.matmul(X));
        c.add("matmul", () -> X.matmul(VECTOR));
        c.add("matmul", () -> X.matmul(DOUBLE, false, true));
        c.add("matmul", () -> INT.matmul(INT, false, true));
        c.add("matmul", () -> Tensor.zeros(DType.FLOAT32, 2, 2, 3).matmul(Tensor.zeros(DType.FLOAT32, 3, 3, 2)));
        Tensor square = Tensor.zeros(DType.FLOAT32, 5, 3, 3);
        for (Tensor bad : new Tensor[] {SCALAR, VECTOR, X, Tensor.zeros(DType.INT32, 3, 3), BOOL}) {
            c.add("cholesky", () -> Linalg.cholesky(bad));
            c.add("lu", () -> Linalg.lu(bad));
            c.add("eigh", () -> Linalg.eigh(bad));
            c.add("det", () -> Linalg.det(bad));
            c.add("slogdet", () -> Linalg.slogdet(bad));
            c.add("inverse", () -> Linalg.inverse(bad));
            c.add("solve", () -> Linalg.solve(bad, X));
            c.add("triangularsolve", () -> Linalg.triangularSolve(bad, X, true, false));
        }
        for (Tensor bad : new Tensor[] {SCALAR, X, DOUBLE, INT, square.cast(DType.FLOAT64), square.slice(0, 0, 4)}) {
            c.add("solve", () -> Linalg.solve(square, bad));
            c.add("triangularsolve", () -> Linalg.triangularSolve(square, bad, true, false));
        }
        for (Tensor bad : new Tensor[] {SCALAR, VECTOR, INT.transpose(), BOOL.transpose()}) {
            c.add("qr", () -> Linalg.qr(bad));
            c.add("svd", () -> Linalg.svd(bad));
            c.add("singularValues", () -> Linalg.singularValues(bad));
        }
        c.add("qr", () -> Linalg.qr(X));
        c.add("solve", () -> Linalg.solve(square, OTHER.select(0, 0)));
        c.add("triangularsolve", () -> Linalg.triangularSolve(square, VECTOR, true, false));
        c.add("solve", () -> Tensor.apply(new Solve(false), square, square, square));
        c.add("det", () -> Tensor.apply(new Determinant(Determinant.Part.VALUE), square, square));
        Tensor image = Tensor.zeros(DType.FLOAT32, 2, 4, 5);
        Tensor kernel = Tensor.zeros(DType.FLOAT32, 6, 4, 3);
        c.add("convolution", () -> Convolutions.convolve(SCALAR, SCALAR));
        c.add("convolution", () -> Convolutions.convolve(X, X));
        c.add("convolution", () -> Convolutions.convolve(image, X));
        c.add("convolution", () -> Convolutions.convolve(image, image.expand(-1)));
        c.add("convolution", () -> Convolutions.convolve(Tensor.zeros(DType.FLOAT32, 1, 1, 1, 1, 1, 1), image));
        c.add("convolution", () -> Convolutions.convolve(image, kernel.cast(DType.FLOAT64)));
        c.add("convolution", () -> Convolutions.convolve(INT.expand(-1), INT.expand(-1)));
        c.add("convolution", () -> Convolutions.convolve(image, Tensor.zeros(DType.FLOAT32, 6, 3, 3)));
        c.add("convolution", () -> Convolutions.convolve(image, Tensor.zeros(DType.FLOAT32, 6, 4, 6)));
        c.add("convolution", () -> Convolutions.convolve(image, Tensor.zeros(DType.FLOAT32, 6, 4, 0)));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, 0, 0, 1, 1));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, 1, -1, 1, 1));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, 1, 0, 0, 1));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, 1, 0, 3, 1));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, 1, 0, 1, 0));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, 1, 0, 1, 2));
        c.add("convolution", () -> Convolutions.convolve(image, Tensor.zeros(DType.FLOAT32, 5, 2, 3), 1, 0, 1, 2));
        int[] none = {};
        int[] one = {1};
        c.add("convolution", () -> Convolutions.convolve(image, kernel, none, one, one, one, 1));
        c.add("convolution", () -> Convolutions.convolve(image, kernel, one, one, one, new int[] {1, 1}, 1));
        c.add("transposedconvolution", () -> Convolutions.transposed(SCALAR, VECTOR));
        c.add("transposedconvolution", () -> Convolutions.transposed(image, X));
        c.add("transposedconvolution", () -> Convolutions.transposed(image, kernel));
        c.add("transposedconvolution", () -> Convolutions.transposed(image, image.transpose(1, 0, 2), 2, 0, 2, 1, 1));
        c.add("transposedconvolution", () -> Convolutions.transposed(image, image.transpose(1, 0, 2), 1, 9, 0, 1, 1));
        c.add("transposedconvolution", () -> Convolutions.transposed(image, image.transpose(1, 0, 2), 1, 0, -1, 1, 1));
        c.add(
                "transposedconvolution",
                () -> Convolutions.transposed(image, image.transpose(1, 0, 2), one, one, one, none, one, 1));
        Window plain = Window.uniform(1, 1, 0, 1, 1);
        c.add("convolutionweights", () -> apply(plain, List.of(3), image, kernel));
        c.add("convolutionweights", () -> apply(plain, List.of(3), image, image));
        c.add("convolutionweights", () -> apply(plain, List.of(0), image, image));
        c.add("convolutionweights", () -> apply(plain, List.of(1, 1), image, image));
        c.add("convolutionweights", () -> apply(Window.uniform(1, 1, 0, 1, 3), List.of(1), image, image));
        c.add("tril", () -> Linalg.tril(VECTOR, 0));
        c.add("triu", () -> Linalg.triu(SCALAR, 0));
        c.add("diagonal", () -> Linalg.diagonal(VECTOR));
        c.add("diagonalMatrix", () -> Linalg.diagonalMatrix(SCALAR));
        c.add("item", X::item);
        c.add("of", () -> Tensor.of(new float[][] {{1, 2}, {3}}));
        c.add("constant", () -> Tensor.constant(X.type(), Storage.allocate(DType.FLOAT32, 5)));
        c.add("constant", () -> Tensor.constant(X.type(), Storage.allocate(DType.FLOAT64, 6)));
        c.add("full", () -> Tensor.full(INT.type(), 0.5));
        c.add("full", () -> INT.mul(0.5));
        c.add("full", () -> INT.add(1e10));
        c.add("full", () -> INT.lt(Double.NaN));
        c.add("full", () -> Tensor.full(BOOL.type(), 2));
        c.add("shape", () -> Shape.of(-1));
        c.add("shape", () -> Shape.of(1, 1, 1, 1, 1, 1, 1, 1, 1));
        c.add("shape", () -> Shape.of(1 << 16, 1 << 16));
        c.add("shape", () -> X.shape().extent(2));
        c.add("shape", () -> Tensor.eye(DType.FLOAT32, -1));
        c.add("shape", () -> Tensor.range(DType.INT32, -1));
        c.add("grad", () -> Grad.grad(X, X));
        c.add("grad", () -> Grad.grad(INT.sum(), X));
        c.add("vjp", () -> Grad.vjp(X, DOUBLE, X));
        c.add("vjp", () -> Grad.vjp(X, VECTOR, X));
        c.add("vjp", () -> Grad.vjp(X.sum(), Tensor.scalar(DType.FLOAT32, 1), INT));
        c.add("vjp", () -> Grad.vjp(List.of(X), List.of(), List.of(X)));
        c.add("jvp", () -> Grad.jvp(X, X, VECTOR));
        c.add("jvp", () -> Grad.jvp(X, INT, INT));
        c.add("jvp", () -> Grad.jvp(List.of(X), List.of(X), List.of()));
        c.add("batchJacobian", () -> Grad.batchJacobian(X, VECTOR));
        c.add("grad", () -> Grad.hessian(X, X));
        c.add("vmap", () -> Batch.vmap(x -> x, SCALAR));
        c.add(
                "custom",
                () -> Grad.grad(
                        Tensor.custom("f", x -> x.get(0), (y, x, v) -> List.of(), X)
                                .sum(),
                        X));
        return c.all.stream();
    }

    private static Tensor apply(Window window, List<Integer> kernel, Tensor x, Tensor y) {
        return Tensor.apply(new Convolution(window, Convolution.Factor.WEIGHTS, kernel), x, y);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void callersAreToldAtOnce(Case c) {
        String message = assertThrows(IllegalArgumentException.class, c.call()).getMessage();
        String name = c.name().equals("custom") ? "f" : c.name();
        assertTrue(message.startsWith(name + ": "), c.name() + " should say: " + message);
        assertTrue(message.matches("(?s)[a-zA-Z0-9]+: .+[,;] .+"), message);
    }

    static Stream<Ops.Entry> floating() {
        return Ops.ALL.stream()
                .filter(e -> e.operands().get(0).isFloating() && e.operands().size() > 1);
    }

    /** Two floating operands of different dtypes never mix, whatever the operation. */
    @ParameterizedTest
    @MethodSource("floating")
    void dtypesDoNotMix(Ops.Entry e) {
        List<Tensor> x = new ArrayList<>(e.sample(DType.FLOAT32, 1));
        long count = e.operands().stream().filter(o -> o.isFloating()).count();
        if (count < 2 || e.label().equals("barrier")) {
            return;
        }
        x.set(0, x.get(0).cast(DType.FLOAT64));
        String message =
                assertThrows(IllegalArgumentException.class, () -> e.build(x)).getMessage();
        assertTrue(message.contains("float64") && message.contains("float32"), message);
    }

    /** Operands whose shapes cannot be reconciled are refused by every operation of two operands of one shape. */
    @ParameterizedTest
    @MethodSource("floating")
    void shapesMustFit(Ops.Entry e) {
        if (!e.pointwise() || e.label().equals("barrier")) {
            return;
        }
        List<Tensor> x = new ArrayList<>(e.sample(DType.FLOAT32, 1));
        TensorType other = new TensorType(DType.FLOAT32, Shape.of(5, 7));
        x.set(0, Tensor.full(other, 0.5));
        assertThrows(IllegalArgumentException.class, () -> e.build(x));
    }
}
