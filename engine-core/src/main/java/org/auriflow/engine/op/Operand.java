package org.auriflow.engine.op;

import java.util.Arrays;
import org.auriflow.engine.DType;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * How a law samples one input of an operation: dtype, shape and a distribution on the domain where the operation is
 * smooth enough to be differentiated twice.
 *
 * <p>Floating operands take the dtype under test, so that one catalogue serves float32 and float64; the values drawn for
 * both agree to rounding.
 */
public final class Operand {
    /** Distance that values keep from a point where a derivative jumps; finite differences stay below it. */
    private static final double CLEARANCE = 0.05;

    private final DType dtype;
    private final Shape shape;
    private final Domain domain;

    /** Draws all values of an operand, row-major. */
    @FunctionalInterface
    public interface Domain {
        /** One value per element of the shape. */
        double[] sample(Shape shape, RandomStream random);
    }

    private Operand(DType dtype, Shape shape, Domain domain) {
        this.dtype = dtype;
        this.shape = shape;
        this.domain = domain;
    }

    /** A floating operand on a domain of its own. */
    public static Operand of(Domain domain, int... extents) {
        return new Operand(null, Shape.of(extents), domain);
    }

    /** Uniform in [low, high]. */
    public static Operand real(double low, double high, int... extents) {
        return of((s, r) -> fill(s, () -> low + (high - low) * r.uniform()), extents);
    }

    /** Uniform in [low, high] but at least 0.05 away from the given points, where a derivative jumps. */
    public static Operand realExcept(double low, double high, double[] kinks, int... extents) {
        return of(
                (s, r) -> fill(s, () -> {
                    double v;
                    do {
                        v = low + (high - low) * r.uniform();
                    } while (near(v, kinks));
                    return v;
                }),
                extents);
    }

    private static boolean near(double v, double[] kinks) {
        for (double k : kinks) {
            if (Math.abs(v - k) < CLEARANCE) {
                return true;
            }
        }
        return false;
    }

    /**
     * Values in [low, high] no two of which are close, in random order; two operands with different {@code part} of
     * {@code parts} do not come close to each other either. For extrema, whose derivatives jump at ties.
     */
    public static Operand distinct(double low, double high, int part, int parts, int... extents) {
        return of(
                (s, r) -> {
                    int[] order = r.permutation(s.size());
                    double cell = (high - low) / ((double) s.size() * parts);
                    double[] v = new double[s.size()];
                    for (int i = 0; i < v.length; i++) {
                        v[i] = low + cell * ((double) order[i] * parts + part + 0.4 + 0.2 * r.uniform());
                    }
                    return v;
                },
                extents);
    }

    /** Strictly ascending along the last axis, from {@code low} in steps of about {@code step}. */
    public static Operand ascending(double low, double step, int... extents) {
        return of(
                (s, r) -> {
                    int n = s.extent(-1);
                    double[] v = new double[s.size()];
                    for (int i = 0; i < v.length; i++) {
                        v[i] = low + step * (i % n + 0.5 * r.uniform());
                    }
                    return v;
                },
                extents);
    }

    /** int32, uniform in [low, high). */
    public static Operand integers(int low, int high, int... extents) {
        return new Operand(DType.INT32, Shape.of(extents), (s, r) -> fill(s, () -> low + r.below(high - low)));
    }

    /** Truth values, either with probability ½. */
    public static Operand truth(int... extents) {
        return new Operand(DType.BOOL, Shape.of(extents), (s, r) -> fill(s, () -> r.below(2)));
    }

    /** Symmetric positive definite matrices B Bᵀ/n + ½, eigenvalues of order 1; the last two extents are equal. */
    public static Operand positiveDefinite(int... extents) {
        return of(
                (s, r) -> {
                    int n = s.extent(-1);
                    double[] b = fill(s, r::normal);
                    double[] a = new double[b.length];
                    for (int p = 0; p < a.length; p++) {
                        int base = p / (n * n) * n * n;
                        int i = p / n % n;
                        int j = p % n;
                        for (int k = 0; k < n; k++) {
                            a[p] += b[base + i * n + k] * b[base + j * n + k] / n;
                        }
                        a[p] += i == j ? 0.5 : 0;
                    }
                    return a;
                },
                extents);
    }

    /** Square matrices with diagonal about ±2 and the rest at most 0.8/n, so that every triangle is well conditioned. */
    public static Operand diagonallyDominant(int... extents) {
        return of((s, r) -> dominant(s, r, false), extents);
    }

    /** Invertible matrices: diagonally dominant ones with their rows in random order, so that pivoting has work to do. */
    public static Operand invertible(int... extents) {
        return of((s, r) -> dominant(s, r, true), extents);
    }

    private static double[] dominant(Shape s, RandomStream r, boolean shuffle) {
        int n = s.extent(-1);
        double[] v = new double[s.size()];
        for (int base = 0; base < v.length; base += n * n) {
            int[] rows = shuffle ? r.permutation(n) : null;
            for (int i = 0; i < n; i++) {
                int row = shuffle ? rows[i] : i;
                for (int j = 0; j < n; j++) {
                    double off = (2 * r.uniform() - 1) * 0.8 / n;
                    double on = (r.below(2) == 0 ? -1 : 1) * (1.7 + 0.6 * r.uniform());
                    v[base + row * n + j] = i == j ? on : off;
                }
            }
        }
        return v;
    }

    /**
     * Matrices of full rank whose singular values, and eigenvalues if they are square, are well apart: in random places and
     * with random signs, 1.5, 3, 4.5 … stand above numbers of at most 0.3. There are no fewer rows than columns.
     */
    public static Operand separated(int... extents) {
        return of(
                (s, r) -> {
                    int n = s.extent(-1);
                    int size = s.extent(-2) * n;
                    double[] v = fill(s, () -> (2 * r.uniform() - 1) * 0.3);
                    for (int base = 0; base < v.length; base += size) {
                        int[] order = r.permutation(n);
                        for (int j = 0; j < n; j++) {
                            v[base + j * n + j] += (r.below(2) == 0 ? -1.5 : 1.5) * (order[j] + 1);
                        }
                    }
                    return v;
                },
                extents);
    }

    /** The same distribution in another shape. */
    public Operand withShape(Shape other) {
        return new Operand(dtype, other, domain);
    }

    /** Extents. */
    public Shape shape() {
        return shape;
    }

    /** Whether it takes the dtype under test and has derivatives. */
    public boolean isFloating() {
        return dtype == null;
    }

    /** Type of a sample when {@code floating} is under test. */
    public TensorType type(DType floating) {
        return new TensorType(dtype == null ? floating : dtype, shape);
    }

    /**
     * Draws a constant tensor.
     *
     * @param floating float32 or float64, for operands that are not int32 or bool
     */
    public Tensor sample(DType floating, RandomStream random) {
        TensorType type = type(floating);
        double[] v = domain.sample(shape, random);
        Storage s = Storage.allocate(type.dtype(), v.length);
        for (int i = 0; i < v.length; i++) {
            s.set(i, v[i]);
        }
        return Tensor.constant(type, s);
    }

    private static double[] fill(Shape shape, java.util.function.DoubleSupplier draw) {
        double[] v = new double[shape.size()];
        Arrays.setAll(v, i -> draw.getAsDouble());
        return v;
    }

    @Override
    public String toString() {
        return (dtype == null ? "floating" : dtype.toString()) + shape;
    }
}
