package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.auriflow.engine.op.Operand;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** QR, eigenvalues and singular values: products of the factors, orthogonality, signs, EJML; matrices of every awkward kind. */
class OrthogonalTest {
    private static final Engine SERIAL = Engine.cpu(1);
    private static final Engine PARALLEL = Engine.cpu(3);
    private static final List<DType> DTYPES = List.of(DType.FLOAT32, DType.FLOAT64);

    @AfterAll
    static void close() {
        SERIAL.close();
        PARALLEL.close();
    }

    /** Batches of matrices of one shape, and by what they are awkward. */
    enum Kind {
        FULL_RANK,
        ILL_CONDITIONED,
        RANK_DEFICIENT,
        REPEATED_COLUMNS,
        ZERO,
        IDENTITY,
        HUGE,
        TINY,
        GRADED
    }

    private static final int[][] SHAPES = {
        {1, 1}, {2, 2}, {3, 3}, {5, 5}, {8, 8}, {13, 13}, {24, 24}, {2, 1}, {7, 1}, {5, 4}, {9, 3}, {33, 20}
    };

    private static double[] normal(int size, RandomStream random) {
        double[] v = new double[size];
        Arrays.setAll(v, i -> random.normal());
        return v;
    }

    private static Tensor product(Tensor a, Tensor b) {
        return a.matmul(b);
    }

    /** Orthonormal columns from EJML, so that the matrices do not come from what is tested. */
    private static Tensor orthonormal(int m, int n, RandomStream random) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(m, n);
        qr.decompose(new DMatrixRMaj(m, n, true, normal(m * n, random)));
        return tensor(qr.getQ(null, true));
    }

    private static Tensor tensor(DMatrixRMaj a) {
        return Tensor.of(Arrays.copyOf(a.data, a.numRows * a.numCols)).reshape(a.numRows, a.numCols);
    }

    /** Numbers from 1 down to 1/ratio, evenly in their logarithm. */
    private static Tensor spectrum(int n, double ratio) {
        double[] s = new double[n];
        Arrays.setAll(s, i -> Math.pow(ratio, -i / Math.max(1.0, n - 1)));
        return Tensor.of(s);
    }

    /** A matrix U diag(s) Vᵀ, or with U for both a symmetric one. */
    private static Tensor withSpectrum(int m, Tensor s, boolean symmetric, RandomStream random) {
        int n = s.shape().extent(0);
        Tensor u = orthonormal(m, n, random);
        Tensor v = symmetric ? u : orthonormal(n, n, random);
        return product(u.mul(s), v.transpose());
    }

    private static Tensor one(Kind kind, int m, int n, boolean symmetric, RandomStream random) {
        Tensor dense = Tensor.of(normal(m * n, random)).reshape(m, n);
        Tensor any = symmetric ? dense.add(dense.transpose()) : dense;
        return switch (kind) {
            case FULL_RANK -> any;
            case ILL_CONDITIONED -> withSpectrum(m, spectrum(n, 1e8), symmetric, random);
            case RANK_DEFICIENT ->
                withSpectrum(
                        m,
                        Tensor.of(normal(n, random)).slice(0, 0, (n + 1) / 2).pad(0, 0, n / 2, 0),
                        symmetric,
                        random);
            case REPEATED_COLUMNS -> Tensor.zeros(DType.FLOAT64, m, n).add(1);
            case ZERO -> Tensor.zeros(DType.FLOAT64, m, n);
            case IDENTITY -> Tensor.eye(DType.FLOAT64, m).slice(1, 0, n);
            case HUGE -> any.mul(1e30);
            case TINY -> any.mul(1e-30);
            case GRADED ->
                any.mul(spectrum(n, 1e12)).mul(symmetric ? spectrum(n, 1e12).expand(-1) : Tensor.of(1.0));
        };
    }

    private static Tensor sample(DType dtype, Kind kind, int m, int n, boolean symmetric) {
        RandomStream random =
                new RandomStream(m * 64 + n, List.of(Kind.values()).indexOf(kind));
        List<Tensor> all = new ArrayList<>();
        for (int q = 0; q < 3; q++) {
            all.add(one(kind, m, n, symmetric, random));
        }
        Tensor batch = Tensor.stack(0, all.toArray(new Tensor[0])).cast(dtype);
        return Tensor.constant(batch.type(), batch.storage());
    }

    /** The value of f at a, compiled; it is the same interpreted and with several threads, to the bit. */
    private static Tensor value(String what, Function<Tensor, Tensor> f, Tensor a) {
        Function<List<Tensor>, Tensor> g = x -> f.apply(x.get(0));
        Tensor interpreted = f.apply(a);
        Storage serial = Compiled.run(SERIAL, g, List.of(a));
        Samples.assertSameBits(interpreted.storage(), serial, what);
        Samples.assertSameBits(serial, Compiled.run(PARALLEL, g, List.of(a)), what + " in parallel");
        return Tensor.constant(interpreted.type(), serial);
    }

    private static double largest(Tensor a) {
        double largest = 0;
        for (double v : a.toDoubleArray()) {
            // A NaN stays.
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    private static void assertSmall(String what, double bound, Tensor difference) {
        assertTrue(
                largest(difference) <= bound,
                what + " must be off by at most " + bound + ", got " + largest(difference));
    }

    /** What rounding of n numbers may do, in units of the largest. */
    private static double rounding(Tensor a) {
        int size = a.shape().extent(-2) + a.shape().extent(-1);
        return size * (a.dtype() == DType.FLOAT32 ? 2.4e-7 : 4.5e-16);
    }

    private static Tensor asDouble(Tensor a) {
        return a.cast(DType.FLOAT64);
    }

    private static void assertOrthonormal(String what, double bound, Tensor q) {
        Tensor x = asDouble(q);
        int n = q.shape().extent(-1);
        assertSmall(what, bound, x.matmul(x, true, false).sub(Tensor.eye(DType.FLOAT64, n)));
    }

    private static void assertSorted(String what, Tensor values, boolean descending) {
        double[] v = values.toDoubleArray();
        int n = values.shape().extent(-1);
        for (int i = 1; i < v.length; i++) {
            boolean sorted = i % n == 0 || (descending ? v[i] <= v[i - 1] : v[i] >= v[i - 1]);
            assertTrue(sorted, what + " must be in order, got " + Arrays.toString(v));
        }
    }

    /** In each column the first component that is nearly as large as the largest is positive. */
    private static void assertTurned(String what, Tensor vectors) {
        int n = vectors.shape().extent(-1);
        int m = vectors.shape().extent(-2);
        double[] all = vectors.toDoubleArray();
        for (int q = 0; q < all.length / (m * n); q++) {
            for (int j = 0; j < n; j++) {
                double largest = 0;
                for (int i = 0; i < m; i++) {
                    largest = Math.max(largest, Math.abs(all[(q * m + i) * n + j]));
                }
                int i = 0;
                // Between the two bounds rounding to float32 may decide.
                while (Math.abs(all[(q * m + i) * n + j]) < 0.8999 * largest) {
                    i++;
                }
                boolean clear = Math.abs(all[(q * m + i) * n + j]) > 0.9001 * largest;
                assertTrue(!clear || all[(q * m + i) * n + j] > 0, what + " must begin with a positive number");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void qr(Kind kind) {
        for (DType dtype : DTYPES) {
            for (int[] shape : SHAPES) {
                Tensor a = sample(dtype, kind, shape[0], shape[1], false);
                String what = kind + " " + a.type();
                Tensor q = value(what + " Q", x -> Linalg.qr(x).q(), a);
                Tensor r = value(what + " R", x -> Linalg.qr(x).r(), a);
                assertOrthonormal(what + " Q", rounding(a), q);
                assertSmall(
                        what,
                        rounding(a) * largest(a),
                        asDouble(q).matmul(asDouble(r)).sub(asDouble(a)));
                for (double d : Linalg.diagonal(r).toDoubleArray()) {
                    assertTrue(d >= 0, what + ": R's diagonal must not be negative, got " + d);
                }
                assertSmall(what + " below the diagonal", 0, Linalg.tril(r, -1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eigenvectors(Kind kind) {
        for (DType dtype : DTYPES) {
            for (int[] shape : SHAPES) {
                int n = shape[0];
                if (shape[1] != n) {
                    continue;
                }
                Tensor a = sample(dtype, kind, n, n, true);
                String what = kind + " " + a.type();
                Tensor values = value(what + " values", x -> Linalg.eigh(x).values(), a);
                Tensor vectors = value(what + " vectors", x -> Linalg.eigh(x).vectors(), a);
                assertOrthonormal(what, 2 * rounding(a), vectors);
                assertSorted(what, values, false);
                assertTurned(what, vectors);
                Tensor v = asDouble(vectors);
                Tensor back = v.mul(asDouble(values).expand(-2)).matmul(v, false, true);
                assertSmall(what, 2 * rounding(a) * largest(a), back.sub(asDouble(a)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void singularVectors(Kind kind) {
        for (DType dtype : DTYPES) {
            for (int[] shape : SHAPES) {
                for (boolean wide : new boolean[] {false, true}) {
                    Tensor tall = sample(dtype, kind, shape[0], shape[1], false);
                    Tensor t = wide ? tall.transpose() : tall;
                    Tensor a = Tensor.constant(t.type(), t.storage());
                    String what = kind + " " + a.type();
                    Tensor u = value(what + " U", x -> Linalg.svd(x).u(), a);
                    Tensor s = value(what + " s", Linalg::singularValues, a);
                    Tensor v = value(what + " V", x -> Linalg.svd(x).v(), a);
                    assertOrthonormal(what + " U", 2 * rounding(a), u);
                    assertOrthonormal(what + " V", 2 * rounding(a), v);
                    assertSorted(what, s, true);
                    assertTrue(Arrays.stream(s.toDoubleArray()).allMatch(x -> x >= 0), what);
                    assertTurned(what, a.shape().extent(-2) < a.shape().extent(-1) ? u : v);
                    Tensor back = asDouble(u).mul(asDouble(s).expand(-2)).matmul(asDouble(v), false, true);
                    assertSmall(what, 2 * rounding(a) * largest(a), back.sub(asDouble(a)));
                }
            }
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

    static Stream<int[]> shapes() {
        return Stream.of(SHAPES);
    }

    /** Rows of R with EJML's signs turned. */
    private static double[] upper(DMatrixRMaj a) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(a.numRows, a.numCols);
        qr.decompose(a.copy());
        DMatrixRMaj r = qr.getR(null, true);
        for (int i = 0; i < r.numRows; i++) {
            double sign = Math.signum(r.get(i, i));
            for (int j = 0; j < r.numCols; j++) {
                r.set(i, j, sign * r.get(i, j));
            }
        }
        return Arrays.copyOf(r.data, r.numRows * r.numCols);
    }

    private static double[] eigenvalues(DMatrixRMaj a) {
        EigenDecomposition_F64<DMatrixRMaj> eig = DecompositionFactory_DDRM.eig(a.numRows, false, true);
        assertTrue(eig.decompose(a.copy()));
        double[] values = new double[a.numRows];
        Arrays.setAll(values, i -> eig.getEigenvalue(i).real);
        Arrays.sort(values);
        return values;
    }

    private static double[] singularValues(DMatrixRMaj a) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(a.numRows, a.numCols, false, false, true);
        assertTrue(svd.decompose(a.copy()));
        double[] values = Arrays.copyOf(svd.getSingularValues(), a.numCols);
        SingularOps_DDRM.descendingOrder(null, false, values, values.length, null, false);
        return values;
    }

    private static void assertAgrees(
            String what, Tensor a, Function<DMatrixRMaj, double[]> expected, Function<Tensor, Tensor> f) {
        double[] all = matrices(a).stream()
                .map(expected)
                .flatMapToDouble(Arrays::stream)
                .toArray();
        double tolerance = 2 * rounding(a) * Math.max(1, largest(a));
        Samples.assertClose(Storage.wrap(all), value(what, f, a).storage(), tolerance, what + " of " + a.type());
    }

    /** Matrices of full rank and of condition 1e8. */
    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithEjml(int[] shape) {
        for (DType dtype : DTYPES) {
            for (Kind kind : List.of(Kind.FULL_RANK, Kind.ILL_CONDITIONED)) {
                Tensor a = sample(dtype, kind, shape[0], shape[1], false);
                if (kind == Kind.FULL_RANK) {
                    assertAgrees(
                            "R", a, OrthogonalTest::upper, x -> Linalg.qr(x).r());
                }
                assertAgrees("singular values", a, OrthogonalTest::singularValues, Linalg::singularValues);
                if (shape[0] == shape[1]) {
                    Tensor b = sample(dtype, kind, shape[0], shape[1], true);
                    assertAgrees("eigenvalues", b, OrthogonalTest::eigenvalues, x -> Linalg.eigh(x)
                            .values());
                }
            }
        }
    }

    /** Small singular values and eigenvalues are as good as large ones where scaling is all that makes them small. */
    @Test
    void smallValuesOfScaledMatricesAreRelativelyAccurate() {
        Tensor scale = Tensor.of(1.0, 1e-6, 1e-12, 1e-18);
        Tensor even = Tensor.eye(DType.FLOAT64, 4).add(0.5);
        double[] s = Linalg.singularValues(even.mul(scale)).toDoubleArray();
        double[] values =
                Linalg.eigh(even.mul(scale).mul(scale.expand(-1))).values().toDoubleArray();
        // Columns of decreasing size: each counts by its distance from those before, to first order of the ratio of
        // sizes.
        double[] r = Linalg.diagonal(Linalg.qr(even).r()).toDoubleArray();
        double[] l = Linalg.diagonal(Linalg.cholesky(even)).toDoubleArray();
        for (int i = 0; i < 4; i++) {
            assertEquals(1, s[i] / (r[i] * Math.pow(10, -6 * i)), 1e-11);
            assertEquals(1, values[3 - i] / (l[i] * l[i] * Math.pow(10, -12 * i)), 1e-11);
        }
    }

    /** The n-th path has eigenvalues 2 − 2 cos(πk/(n + 1)) with vectors sin(πik/(n + 1)), with ties of every kind. */
    @Test
    void eigenvectorsOfAPath() {
        for (int n : new int[] {2, 3, 5, 11}) {
            Tensor i = Tensor.range(DType.FLOAT64, n);
            Tensor distance = i.expand(-1).sub(i).abs();
            Tensor path = Linalg.diagonalMatrix(Tensor.full(i.type(), 2))
                    .sub(Tensor.where(distance.eq(Tensor.onesLike(distance)), distance, Tensor.zerosLike(distance)));
            Linalg.Eigen eigen = Linalg.eigh(path);
            for (int k = 1; k <= n; k++) {
                double angle = Math.PI * k / (n + 1);
                assertEquals(
                        2 - 2 * Math.cos(angle), eigen.values().select(0, k - 1).item(), 1e-14);
                double[] v = eigen.vectors().select(1, k - 1).toDoubleArray();
                double cosine = 0;
                for (int j = 0; j < n; j++) {
                    cosine += Math.sqrt(2.0 / (n + 1)) * Math.sin(angle * (j + 1)) * v[j];
                }
                assertEquals(1, Math.abs(cosine), 1e-14);
            }
            assertTurned("path", eigen.vectors());
        }
    }

    /** A NaN or ±∞ anywhere gives NaN everywhere in its own matrix; the others are what they are alone. */
    @Test
    void missingValuesStayInTheirMatrix() {
        List<Function<Tensor, Tensor>> all = List.of(
                x -> Linalg.qr(x).q(),
                x -> Linalg.diagonal(Linalg.qr(x).r()),
                x -> Linalg.eigh(x).values(),
                x -> Linalg.eigh(x).vectors(),
                x -> Linalg.svd(x).u(),
                x -> Linalg.svd(x).s(),
                x -> Linalg.svd(x).v());
        for (DType dtype : DTYPES) {
            for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                for (int at = 0; at < 9; at++) {
                    Tensor good = Operand.separated(2, 3, 3).sample(dtype, new RandomStream(1, 2));
                    Storage spoilt = good.storage().copy();
                    spoilt.set(9 + at, bad);
                    Tensor a = Tensor.constant(good.type(), spoilt);
                    for (Function<Tensor, Tensor> f : all) {
                        Tensor got = value("missing", f, a);
                        Samples.assertSameBits(
                                f.apply(good).select(0, 0).storage(),
                                got.select(0, 0).storage(),
                                "neighbour");
                        for (double v : got.select(0, 1).toDoubleArray()) {
                            assertTrue(Double.isNaN(v), "must be NaN, got " + v);
                        }
                    }
                }
            }
        }
        Tensor nan = Tensor.zeros(DType.FLOAT64, 2, 2).log().log();
        assertEquals(0, Linalg.qr(nan).r().toDoubleArray()[2], "below the diagonal of R");
    }

    @Test
    void sizesOfZero() {
        for (DType dtype : DTYPES) {
            for (Shape s : List.of(Shape.of(0, 3, 2), Shape.of(2, 0, 0), Shape.of(2, 4, 0))) {
                Tensor a = Tensor.zeros(dtype, s.toArray());
                int k = s.extent(-1);
                assertEquals(s, value("Q", x -> Linalg.qr(x).q(), a).shape());
                assertEquals(
                        Shape.of(s.extent(0), k, k),
                        value("R", x -> Linalg.qr(x).r(), a).shape());
                assertEquals(s, value("U", x -> Linalg.svd(x).u(), a).shape());
                assertEquals(
                        Shape.of(s.extent(0), k),
                        value("s", Linalg::singularValues, a).shape());
                assertEquals(s, Grad.grad(Linalg.singularValues(a).sum(), a).shape());
                assertEquals(s, Grad.grad(Linalg.qr(a).r().sum(), a).shape());
                assertEquals(
                        s.with(1, k).with(2, s.extent(1)),
                        Linalg.svd(a.transpose()).u().shape().with(2, s.extent(1)));
                Tensor square = Tensor.zeros(dtype, s.extent(0), k, k);
                assertEquals(
                        square.shape(),
                        value("V", x -> Linalg.eigh(x).vectors(), square).shape());
                Tensor sum = Linalg.eigh(square).values().sum();
                assertEquals(square.shape(), Grad.grad(sum, square).shape());
            }
        }
    }

    /** At equal eigenvalues, equal singular values and singular values of 0 the derivatives of sums of values are finite. */
    @Test
    void gradientsOfValuesAloneAreFinite() {
        Tensor eye = Tensor.eye(DType.FLOAT64, 3);
        double[] identity = eye.toDoubleArray();
        assertArrayEquals(
                identity, Grad.grad(Linalg.eigh(eye).values().sum(), eye).toDoubleArray());
        assertArrayEquals(
                identity, Grad.grad(Linalg.singularValues(eye).sum(), eye).toDoubleArray());
        Tensor zero = Tensor.zeros(DType.FLOAT64, 4, 3);
        for (double g : Grad.grad(Linalg.singularValues(zero).sum(), zero).toDoubleArray()) {
            assertTrue(Double.isFinite(g));
        }
        // Σ λ² = tr A² whatever the eigenvalues.
        Tensor twice = Tensor.of(2.0, 1, 1, 1, 2, 1, 1, 1, 2).reshape(3, 3);
        Tensor squares = Linalg.eigh(twice).values().pow(2).sum();
        assertSmall("tr A²", 1e-14, Grad.grad(squares, twice).sub(twice.mul(2)));
        Tensor tangent = Grad.jvp(squares, twice, eye);
        assertEquals(12, tangent.item(), 1e-14);
        // A function of the projection on an eigenspace, which does not ask for a rotation within it.
        Tensor apart = Linalg.diagonalMatrix(Tensor.of(1.0, 3, 3));
        Tensor two = Linalg.eigh(apart).vectors().slice(1, 1, 3);
        Tensor projection = two.matmul(two, false, true);
        Tensor weights = Tensor.of(0.0, 1, 2, 1, 0, 3, 2, 3, 0).reshape(3, 3);
        for (double g : Grad.grad(projection.mul(weights).sum(), apart).toDoubleArray()) {
            assertTrue(Double.isFinite(g));
        }
        assertFalse(Double.isFinite(
                Grad.grad(Linalg.eigh(eye).vectors().mul(weights.cumSum(0)).sum(), eye)
                        .sum()
                        .item()));
    }

    /** Second derivatives against closed forms: ln det A as a sum over eigenvalues, ½ ‖A‖² as one over singular values. */
    @Test
    void hessiansOfSumsOverValues() {
        Tensor a = Operand.positiveDefinite(3, 3).sample(DType.FLOAT64, new RandomStream(2, 1));
        Tensor byEigenvalues = Linalg.eigh(a).values().log().sum();
        Tensor byCholesky = Linalg.diagonal(Linalg.cholesky(a)).log().sum().mul(2);
        assertSmall("ln det", 1e-11, Grad.hessian(byEigenvalues, a).sub(Grad.hessian(byCholesky, a)));
        for (int n : new int[] {3, 2}) {
            Tensor b = Operand.separated(3, n).sample(DType.FLOAT64, new RandomStream(2, 1));
            Tensor half = Linalg.singularValues(b).pow(2).sum().mul(0.5);
            Tensor hessian = Grad.hessian(half, b).reshape(3 * n, 3 * n);
            assertSmall("½ ‖A‖²", 1e-12, hessian.sub(Tensor.eye(DType.FLOAT64, 3 * n)));
        }
    }

    /** Least squares by Q and R, and the shortest of all solutions by singular vectors, against normal equations. */
    @Test
    void leastSquares() {
        Tensor a = Operand.separated(7, 3).sample(DType.FLOAT64, new RandomStream(3, 1));
        Tensor b = Tensor.of(normal(7, new RandomStream(3, 2))).expand(-1);
        Tensor expected = Linalg.solve(a.matmul(a, true, false), a.matmul(b, true, false));
        Linalg.QrFactors f = Linalg.qr(a);
        Tensor byQr = Linalg.triangularSolve(f.r(), f.q().matmul(b, true, false), false, false);
        assertSmall("QR", 1e-13, byQr.sub(expected));
        Linalg.SvdFactors d = Linalg.svd(a);
        Tensor bySvd = d.v().matmul(d.u().matmul(b, true, false).div(d.s().expand(-1)));
        assertSmall("SVD", 1e-13, bySvd.sub(expected));
        DMatrixRMaj checked = new DMatrixRMaj(3, 1);
        assertTrue(CommonOps_DDRM.solve(matrices(a).get(0), matrices(b).get(0), checked));
        assertSmall("EJML", 1e-13, tensor(checked).sub(expected));
    }

    /** Of the largest finite numbers and the smallest. */
    @Test
    void theEndsOfTheRange() {
        for (double scale : new double[] {0x1p1022, 0x1p-1060}) {
            Tensor a = Tensor.of(1.0, 0, 0, 0.5).reshape(2, 2).mul(scale);
            assertArrayEquals(
                    new double[] {scale, scale / 2}, Linalg.singularValues(a).toDoubleArray());
            assertArrayEquals(
                    new double[] {scale / 2, scale}, Linalg.eigh(a).values().toDoubleArray());
            assertSmall("R", 0, Linalg.qr(a).r().sub(a));
        }
    }
}
