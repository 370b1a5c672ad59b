package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Operand;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.LUDecomposition_F64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Linear algebra on batches of matrices against EJML and closed forms, interpreted and compiled; singular matrices. */
class LinearAlgebraTest {
    private static final Engine SERIAL = Engine.cpu(1);
    private static final Engine PARALLEL = Engine.cpu(3);
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    @AfterAll
    static void close() {
        SERIAL.close();
        PARALLEL.close();
    }

    static Stream<Arguments> sizes() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64).flatMap(d -> Stream.of(1, 2, 3, 5, 13, 50)
                .flatMap(n -> Stream.of(Shape.of(n, n), Shape.of(7, n, n), Shape.of(3, 2, n, n))
                        .map(s -> Arguments.of(d, s))));
    }

    private static Tensor sample(DType dtype, Operand o) {
        return o.sample(dtype, new RandomStream(5, 1));
    }

    /** Every evaluation of f at x: interpreted, compiled, and compiled with several threads, which changes no bit. */
    private static List<Storage> paths(String what, Function<List<Tensor>, Tensor> f, Tensor... x) {
        Storage compiled = Compiled.run(SERIAL, f, List.of(x));
        Samples.assertSameBits(compiled, Compiled.run(PARALLEL, f, List.of(x)), what + " in parallel");
        return List.of(f.apply(List.of(x)).storage(), compiled);
    }

    /** All paths give what EJML gives for each matrix; the tolerance grows with n. */
    private static void check(
            String what, Function<Tensor, Tensor> f, Function<DMatrixRMaj, DMatrixRMaj> expected, Tensor a) {
        int n = a.shape().extent(-1);
        List<double[]> all = matrices(a).stream()
                .map(m -> expected.apply(m.copy()).getData())
                .toList();
        double tolerance = n * (a.dtype() == DType.FLOAT32 ? 4e-7 : 4e-15);
        double[] flat = all.stream().flatMapToDouble(Arrays::stream).toArray();
        for (Storage s : paths(what, x -> f.apply(x.get(0)), a)) {
            Samples.assertClose(Storage.wrap(flat), s, tolerance, what + " of " + a.type());
        }
    }

    private static List<DMatrixRMaj> matrices(Tensor a) {
        int m = a.shape().extent(-2);
        int n = a.shape().extent(-1);
        double[] all = a.toDoubleArray();
        List<DMatrixRMaj> list = new ArrayList<>();
        for (int at = 0; at < all.length; at += m * n) {
            list.add(new DMatrixRMaj(m, n, true, Arrays.copyOfRange(all, at, at + m * n)));
        }
        return list;
    }

    private static DMatrixRMaj scalar(double v) {
        return new DMatrixRMaj(new double[][] {{v}});
    }

    private static LUDecomposition_F64<DMatrixRMaj> lu(DMatrixRMaj a) {
        LUDecomposition_F64<DMatrixRMaj> lu = DecompositionFactory_DDRM.lu(a.numRows, a.numCols);
        lu.decompose(a);
        return lu;
    }

    private static DMatrixRMaj inverse(DMatrixRMaj a) {
        DMatrixRMaj inverse = new DMatrixRMaj(a.numRows, a.numCols);
        CommonOps_DDRM.invert(a, inverse);
        return inverse;
    }

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj c = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, c);
        return c;
    }

    private static DMatrixRMaj transposed(DMatrixRMaj a) {
        return CommonOps_DDRM.transpose(a, null);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void cholesky(DType dtype, Shape shape) {
        Tensor a = sample(dtype, Operand.positiveDefinite(shape.toArray()));
        check(
                "cholesky",
                Linalg::cholesky,
                m -> {
                    CholeskyDecomposition_F64<DMatrixRMaj> c = DecompositionFactory_DDRM.chol(m.numRows, true);
                    assertTrue(c.decompose(m));
                    return c.getT(null);
                },
                a);
    }

    /** Rows in random order, so that every step exchanges some. */
    @ParameterizedTest
    @MethodSource("sizes")
    void factors(DType dtype, Shape shape) {
        Tensor a = sample(dtype, Operand.invertible(shape.toArray()));
        check("lower", x -> Linalg.lu(x).lower(), m -> lu(m).getLower(null), a);
        check("upper", x -> Linalg.lu(x).upper(), m -> lu(m).getUpper(null), a);
        check(
                "permutation",
                x -> Linalg.lu(x).permutation().cast(dtype),
                m -> {
                    int n = m.numRows;
                    DMatrixRMaj numbers = new DMatrixRMaj(n, 1);
                    for (int i = 0; i < n; i++) {
                        numbers.set(i, 0, i);
                    }
                    return product(lu(m).getRowPivot(null), numbers);
                },
                a);
        check("det", Linalg::det, m -> scalar(CommonOps_DDRM.det(m)), a.mul(0.5));
        check("sign", x -> Linalg.slogdet(x).sign(), m -> scalar(Math.signum(CommonOps_DDRM.det(m))), a);
        check(
                "logAbsDet",
                x -> Linalg.slogdet(x).logAbsDet(),
                m -> scalar(Math.log(Math.abs(CommonOps_DDRM.det(m)))),
                a);
        check("inverse", Linalg::inverse, LinearAlgebraTest::inverse, a);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void systems(DType dtype, Shape shape) {
        int n = shape.extent(-1);
        Tensor a = sample(dtype, Operand.invertible(shape.toArray()));
        Tensor t = sample(dtype, Operand.diagonallyDominant(shape.toArray()));
        for (int m : new int[] {1, 4, 17}) {
            Tensor b = sample(dtype, Operand.real(-1, 1, n, m));
            DMatrixRMaj right = matrices(b).get(0);
            check("solve", x -> Linalg.solve(x, b), x -> product(inverse(x), right), a);
            for (boolean lower : new boolean[] {true, false}) {
                for (boolean back : new boolean[] {true, false}) {
                    check(
                            "triangularSolve " + lower + " " + back,
                            x -> Linalg.triangularSolve(x, b, lower, back),
                            x -> {
                                DMatrixRMaj tri = triangle(x, lower);
                                return product(inverse(back ? transposed(tri) : tri), right);
                            },
                            t);
                }
            }
        }
    }

    private static DMatrixRMaj triangle(DMatrixRMaj a, boolean lower) {
        DMatrixRMaj t = new DMatrixRMaj(a.numRows, a.numCols);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                t.set(i, j, (lower ? j <= i : j >= i) ? a.get(i, j) : 0);
            }
        }
        return t;
    }

    /** Every matrix of one batch against every right-hand side of the other. */
    @Test
    void batchesBroadcast() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor a = sample(dtype, Operand.invertible(2, 1, 4, 4));
            Tensor b = sample(dtype, Operand.real(-1, 1, 3, 4, 2));
            double[] expected = new double[2 * 3 * 8];
            for (int p = 0; p < 6; p++) {
                DMatrixRMaj x =
                        product(inverse(matrices(a).get(p / 3)), matrices(b).get(p % 3));
                System.arraycopy(x.data, 0, expected, p * 8, 8);
            }
            assertEquals(Shape.of(2, 3, 4, 2), Linalg.solve(a, b).shape());
            for (Storage s : paths("broadcast", x -> Linalg.solve(x.get(0), x.get(1)), a, b)) {
                Samples.assertClose(Storage.wrap(expected), s, dtype == DType.FLOAT32 ? 1e-6 : 1e-14, "solve");
            }
        }
        Tensor vector = Linalg.solve(Tensor.eye(DType.FLOAT64, 3).mul(2), Tensor.of(1.0, 2, 3));
        assertArrayEquals(new double[] {0.5, 1, 1.5}, vector.toDoubleArray());
        assertEquals(Shape.of(3), vector.shape());
    }

    /** Hilbert's matrix has condition 1.5e10 at n = 8: the residual is as small as ever, the solution good to 6 digits. */
    @Test
    void illConditionedSystemsHaveSmallResiduals() {
        int n = 8;
        Tensor i = Tensor.range(DType.FLOAT64, n);
        Tensor hilbert = Tensor.onesLike(Tensor.zeros(DType.FLOAT64, n, n))
                .div(i.expand(-1).add(i).add(1));
        Tensor b = hilbert.sum(-1);
        Tensor x = Linalg.solve(hilbert, b);
        Tensor residual = hilbert.matmul(x.expand(-1)).reshape(n).sub(b);
        assertEquals(0, residual.abs().max().item(), 1e-15);
        assertArrayEquals(Tensor.onesLike(x).toDoubleArray(), x.toDoubleArray(), 1e-5);
        Tensor l = Linalg.cholesky(hilbert);
        assertEquals(0, l.matmul(l, false, true).sub(hilbert).abs().max().item(), 1e-15);
        Tensor five = hilbert.slice(0, 0, 5).slice(1, 0, 5);
        assertEquals(1 / 266716800000.0, Linalg.det(five).item(), 1e-24);
        assertEquals(-Math.log(266716800000.0), Linalg.slogdet(five).logAbsDet().item(), 1e-10);
    }

    @Test
    void smallPivotsAreAvoided() {
        Tensor a = Tensor.of(1e-20, 1, 1, 1).reshape(2, 2);
        assertArrayEquals(
                new double[] {1, 1}, Linalg.solve(a, Tensor.of(1.0, 2)).toDoubleArray());
        assertArrayEquals(new int[] {1, 0}, Linalg.lu(a).permutation().toIntArray());
        Tensor ties = Tensor.of(-2.0, 1, 2, 3).reshape(2, 2);
        assertArrayEquals(new int[] {0, 1}, Linalg.lu(ties).permutation().toIntArray());
    }

    /** The determinant of a permutation matrix is the parity, for all of four elements. */
    @Test
    void signsArePermutationParities() {
        int[] all = new int[24 * 4];
        double[] parity = new double[24];
        int count = 0;
        for (int code = 0; code < 256; code++) {
            int[] p = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3};
            if (Arrays.stream(p).distinct().count() == 4) {
                System.arraycopy(p, 0, all, count * 4, 4);
                double sign = 1;
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < i; j++) {
                        sign *= Math.signum(p[i] - p[j]);
                    }
                }
                parity[count++] = sign;
            }
        }
        Tensor matrices = Tensor.of(all).reshape(24, 4).oneHot(4, DType.FLOAT64);
        for (Storage s : paths("det", x -> Linalg.det(x.get(0)), matrices)) {
            assertArrayEquals(parity, (double[]) s.array());
        }
        for (Storage s : paths("sign", x -> Linalg.slogdet(x.get(0)).sign(), matrices)) {
            assertArrayEquals(parity, (double[]) s.array());
        }
    }

    private static void exactly(Function<Tensor, Tensor> f, Tensor a, double... expected) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = Tensor.constant(
                    new TensorType(dtype, a.shape()), a.cast(dtype).storage());
            for (Storage s : paths("special", in -> f.apply(in.get(0)), x)) {
                Samples.assertClose(
                        Storage.wrap(expected), s, dtype == DType.FLOAT32 ? 1e-6 : 1e-15, "special " + dtype);
            }
        }
    }

    private static Tensor matrix(double... elements) {
        int n = (int) Math.round(Math.sqrt(elements.length));
        return Tensor.of(elements).reshape(n, n);
    }

    @Test
    void singularMatricesGiveZerosAndInfinitiesInTheirOwnPlace() {
        Tensor singular = matrix(1, 2, 2, 4);
        exactly(Linalg::det, singular, 0);
        exactly(x -> Linalg.slogdet(x).sign(), singular, 0);
        exactly(x -> Linalg.slogdet(x).logAbsDet(), singular, -INF);
        exactly(x -> Linalg.lu(x).lower(), singular, 1, 0, 0.5, 1);
        exactly(x -> Linalg.lu(x).upper(), singular, 2, 4, 0, 0);
        exactly(x -> Linalg.lu(x).permutation().cast(x.dtype()), singular, 1, 0);
        exactly(x -> Linalg.lu(x).upper(), matrix(0, 1, 0, 2), 0, 1, 0, 2);
        exactly(x -> Linalg.solve(x, Tensor.full(x.type().withShape(Shape.of(2)), 1)), singular, -INF, INF);
        exactly(x -> Linalg.solve(x, Tensor.full(x.type().withShape(Shape.of(2)), 0)), singular, NAN, NAN);
        exactly(
                x -> Linalg.triangularSolve(x, Tensor.eye(x.dtype(), 2), true, false),
                matrix(0, 9, 1, 2),
                INF,
                NAN,
                -INF,
                NAN);
        Tensor pair = Tensor.stack(0, singular, matrix(2, 0, 0, 4));
        exactly(x -> Linalg.diagonal(Linalg.inverse(x)).slice(0, 1, 2), pair, 0.5, 0.25);
        exactly(Linalg::det, pair, 0, 8);
    }

    @Test
    void indefiniteMatricesHaveNoCholeskyFactor() {
        exactly(Linalg::cholesky, matrix(1, 2, 2, 1), NAN, 0, NAN, NAN);
        exactly(Linalg::cholesky, matrix(0), NAN);
        exactly(Linalg::cholesky, matrix(-1), NAN);
        exactly(Linalg::cholesky, matrix(INF), NAN);
        exactly(Linalg::cholesky, matrix(1, INF, INF, 1), NAN, 0, NAN, NAN);
        exactly(Linalg::cholesky, matrix(1, 1, 1, 1), NAN, 0, NAN, NAN);
        exactly(Linalg::cholesky, matrix(4, NAN, 0, 1), NAN, 0, NAN, NAN);
        exactly(
                Linalg::cholesky,
                Tensor.stack(0, matrix(-1, 0, 0, 1), matrix(4, 2, 2, 2)),
                NAN,
                0,
                NAN,
                NAN,
                2,
                0,
                1,
                1);
        // Both triangles count: the average is what is decomposed.
        exactly(Linalg::cholesky, matrix(4, 1, 3, 2), 2, 0, 1, 1);
    }

    /** A NaN is never lost, wherever it is; its neighbours in the batch do not notice. */
    @Test
    void missingValuesSpreadWithinTheirMatrix() {
        for (int at = 0; at < 9; at++) {
            double[] v = {0, 1, 2, 0, 3, 1, 5, 0, 1};
            v[at] = NAN;
            Tensor bad = Tensor.stack(0, matrix(v), Tensor.eye(DType.FLOAT64, 3));
            exactly(Linalg::det, bad, NAN, 1);
            exactly(x -> Linalg.slogdet(x).sign(), bad, NAN, 1);
            exactly(x -> Linalg.slogdet(x).logAbsDet(), bad, NAN, 0);
        }
    }

    @Test
    void sizesOfZero() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Tensor empty = Tensor.zeros(dtype, 2, 0, 0);
            exactly(Linalg::det, empty, 1, 1);
            exactly(x -> Linalg.slogdet(x).sign(), empty, 1, 1);
            exactly(x -> Linalg.slogdet(x).logAbsDet(), empty, 0, 0);
            exactly(Linalg::cholesky, empty);
            exactly(Linalg::inverse, empty);
            exactly(x -> Linalg.lu(x).permutation().cast(x.dtype()), empty);
            exactly(Linalg::diagonal, empty);
            assertEquals(
                    Shape.of(2, 0, 3),
                    Linalg.solve(empty, Tensor.zeros(dtype, 0, 3)).shape());
            Tensor none = Tensor.zeros(dtype, 0, 3, 3);
            exactly(Linalg::cholesky, none);
            exactly(Linalg::det, none);
            exactly(Linalg::inverse, none);
            exactly(x -> Linalg.solve(x, Tensor.zeros(x.dtype(), 3, 0)), Tensor.eye(dtype, 3));
            assertEquals(
                    Shape.of(0, 3, 3), Grad.grad(Linalg.det(none).sum(), none).shape());
            assertEquals(
                    Shape.of(2, 0, 0),
                    Grad.grad(Linalg.slogdet(empty).logAbsDet().sum(), empty).shape());
        }
    }

    @Test
    void logarithmsOfDeterminantsDoNotOverflow() {
        Tensor large = Linalg.diagonalMatrix(Tensor.of(1e200, -1e200, 1e200));
        assertEquals(600 * Math.log(10), Linalg.slogdet(large).logAbsDet().item(), 1e-12);
        assertEquals(-1, Linalg.slogdet(large).sign().item());
        assertEquals(-INF, Linalg.det(large).item());
    }

    /** The other triangle is not read, and its derivative is zero. */
    @Test
    void theOtherTriangleIsIgnored() {
        Tensor t = matrix(2, NAN, 1, 4);
        exactly(x -> Linalg.triangularSolve(x, Tensor.eye(x.dtype(), 2), true, false), t, 0.5, 0, -0.125, 0.25);
        Tensor x = Linalg.triangularSolve(t, Tensor.eye(DType.FLOAT64, 2), true, true);
        assertEquals(0, Grad.grad(x.sum(), t).toDoubleArray()[1]);
        exactly(y -> Linalg.tril(y, 0), t, 2, 0, 1, 4);
        exactly(y -> Linalg.triu(y, 1), t, 0, NAN, 0, 0);
    }

    /**
     * Hessian of ln N(x; 0, Σ) with respect to Σ along symmetric directions E and G, with P = Σ⁻¹: ½ tr(P E P G) − ½ xᵀ (P E P
     * G P + P G P E P) x; once through the Cholesky factor, once through LU.
     */
    @Test
    void hessianOfTheGaussianByItsCovariance() {
        int n = 3;
        Tensor x = Tensor.of(0.7, -1.2, 0.4);
        Function<Tensor, Tensor> byCholesky = sigma -> {
            Tensor l = Linalg.cholesky(sigma);
            Tensor z = Linalg.triangularSolve(l, x.expand(-1), true, false);
            return z.mul(z).sum().mul(-0.5).sub(Linalg.diagonal(l).log().sum());
        };
        Function<Tensor, Tensor> byLu = sigma -> x.mul(Linalg.solve(sigma, x))
                .sum()
                .add(Linalg.slogdet(sigma).logAbsDet())
                .mul(-0.5);
        Tensor sigma = sample(DType.FLOAT64, Operand.positiveDefinite(n, n));
        DMatrixRMaj p = inverse(matrices(sigma).get(0));
        DMatrixRMaj column = matrices(x.expand(-1)).get(0);
        for (Function<Tensor, Tensor> logProb : List.of(byCholesky, byLu)) {
            for (Storage h : paths("hessian", s -> Grad.hessian(logProb.apply(s.get(0)), s.get(0)), sigma)) {
                for (int e = 0; e < n * n; e++) {
                    for (int g = 0; g < n * n; g++) {
                        DMatrixRMaj pe = product(p, symmetric(n, e));
                        DMatrixRMaj pg = product(p, symmetric(n, g));
                        DMatrixRMaj px = product(p, column);
                        double trace = CommonOps_DDRM.trace(product(pe, pg));
                        DMatrixRMaj row = product(transposed(column), product(pe, pg));
                        // The transpose of P E P G P is P G P E P.
                        double expected = 0.5 * trace - product(row, px).get(0);
                        double got = 0;
                        for (int a : places(n, e)) {
                            for (int b : places(n, g)) {
                                got += h.get(a * n * n + b) / (places(n, e).length * places(n, g).length);
                            }
                        }
                        assertEquals(expected, got, 1e-12 * Math.max(1, Math.abs(expected)));
                    }
                }
            }
        }
    }

    /** Position (i, j) and its mirror image. */
    private static int[] places(int n, int position) {
        return new int[] {position, position % n * n + position / n};
    }

    private static DMatrixRMaj symmetric(int n, int position) {
        DMatrixRMaj e = new DMatrixRMaj(n, n);
        for (int at : places(n, position)) {
            e.data[at] += 0.5;
        }
        return e;
    }
}
