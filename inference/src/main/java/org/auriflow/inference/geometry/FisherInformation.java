package org.auriflow.inference.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.util.Precision;

/**
 * The Fisher information I_ij = E[∂_i ln p ∂_j ln p] of P parameters with the statistical error of its estimate: by the
 * Cramér–Rao bound no unbiased estimate of them has a smaller covariance than its inverse. Immutable.
 */
public final class FisherInformation {
    private final RealMatrix matrix;

    /** Covariance of the entries in row-major order, shape (P², P²). */
    private final RealMatrix error;

    FisherInformation(RealMatrix matrix, RealMatrix error) {
        this.matrix = matrix;
        this.error = error;
    }

    /**
     * Information that is known exactly.
     *
     * @param matrix symmetric, shape (P, P)
     * @throws IllegalArgumentException if it is not square, finite and symmetric
     */
    public static FisherInformation of(double[][] matrix) {
        int p = matrix.length;
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < p; j++) {
                boolean good = matrix[i].length == p
                        && Double.isFinite(matrix[i][j])
                        && Precision.equals(matrix[i][j], matrix[j][i], 1e-9 * Math.abs(matrix[i][i] + matrix[j][j]));
                if (!good) {
                    throw new IllegalArgumentException("information: requires a finite symmetric matrix, got "
                            + Arrays.deepToString(matrix) + "; check row " + i);
                }
            }
        }
        return new FisherInformation(MatrixUtils.createRealMatrix(matrix), zero(p));
    }

    /**
     * What the number of events says: (L/σ) ∂_i σ ∂_j σ for a Poisson mean Lσ(θ).
     *
     * @param luminosity L
     * @param rate σ(θ), positive
     * @param gradient ∂σ, P components
     */
    public static FisherInformation rate(double luminosity, double rate, double[] gradient) {
        return counts(
                new double[] {luminosity * rate},
                new double[][] {Arrays.stream(gradient).map(g -> luminosity * g).toArray()});
    }

    /**
     * What Poisson counts in bins say: Σ_b ∂_i n_b ∂_j n_b / n_b.
     *
     * @param expected n_b; a bin with none must not depend on θ and adds nothing
     * @param gradient ∂n_b, shape (bins, P)
     * @throws IllegalArgumentException if lengths differ, or a bin expects fewer than 0 events or none with a gradient
     */
    public static FisherInformation counts(double[] expected, double[][] gradient) {
        if (expected.length == 0 || expected.length != gradient.length) {
            throw new IllegalArgumentException("information: requires one gradient for each bin, got " + gradient.length
                    + " for " + expected.length + "; check the bins");
        }
        int p = gradient[0].length;
        double[][] sum = new double[p][p];
        for (int b = 0; b < expected.length; b++) {
            boolean empty = expected[b] == 0 && Arrays.stream(gradient[b]).allMatch(g -> g == 0);
            if (!empty && !(expected[b] > 0 && expected[b] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("information: requires expected counts above 0, got " + expected[b]
                        + " in bin " + b + " with gradient " + Arrays.toString(gradient[b]) + "; merge bins");
            }
            for (int i = 0; !empty && i < p; i++) {
                for (int j = 0; j < p; j++) {
                    sum[i][j] += gradient[b][i] * gradient[b][j] / expected[b];
                }
            }
        }
        return of(sum);
    }

    /**
     * The mean over an ensemble of estimators, with their spread as error (of one member, as a systematic uncertainty).
     *
     * @throws IllegalArgumentException if there are fewer than 2 members
     */
    public static FisherInformation ensemble(List<FisherInformation> members) {
        if (members.size() < 2) {
            throw new IllegalArgumentException(
                    "ensemble: requires at least 2 members, got " + members.size() + "; train more");
        }
        int p = members.get(0).dimension();
        RealMatrix mean = MatrixUtils.createRealMatrix(p, p);
        for (FisherInformation m : members) {
            mean = mean.add(m.matrix.scalarMultiply(1.0 / members.size()));
        }
        RealMatrix spread = zero(p);
        for (FisherInformation m : members) {
            RealMatrix d = vector(m.matrix.subtract(mean));
            spread = spread.add(d.multiply(d.transpose()).scalarMultiply(1.0 / (members.size() - 1)));
        }
        return new FisherInformation(mean, spread);
    }

    static RealMatrix zero(int p) {
        return MatrixUtils.createRealMatrix(p * p, p * p);
    }

    /** Entries in row-major order as a column. */
    private static RealMatrix vector(RealMatrix m) {
        double[] entries =
                Arrays.stream(m.getData()).flatMapToDouble(Arrays::stream).toArray();
        return MatrixUtils.createColumnRealMatrix(entries);
    }

    /** The number of parameters P. */
    public int dimension() {
        return matrix.getRowDimension();
    }

    /** I, shape (P, P); a copy. */
    public double[][] matrix() {
        return matrix.getData();
    }

    /** The standard error of every entry, shape (P, P). */
    public double[][] standardError() {
        int p = dimension();
        double[][] deviation = new double[p][p];
        for (int i = 0; i < p * p; i++) {
            deviation[i / p][i % p] = Math.sqrt(Math.max(error.getEntry(i, i), 0));
        }
        return deviation;
    }

    /** The information of two independent measurements together. */
    public FisherInformation plus(FisherInformation other) {
        return new FisherInformation(matrix.add(other.matrix), error.add(other.error));
    }

    /** The information of n times as much data. */
    public FisherInformation times(double n) {
        return new FisherInformation(matrix.scalarMultiply(n), error.scalarMultiply(n * n));
    }

    /**
     * The information on φ where θ depends on it: Jᵀ I J.
     *
     * @param jacobian ∂θ_i/∂φ_a, shape (P, Q)
     */
    public FisherInformation transformed(double[][] jacobian) {
        return congruent(MatrixUtils.createRealMatrix(jacobian).transpose(), matrix);
    }

    /** W M Wᵀ with the error that I's entries carry through W. */
    private FisherInformation congruent(RealMatrix w, RealMatrix m) {
        int q = w.getRowDimension();
        int p = w.getColumnDimension();
        RealMatrix both = MatrixUtils.createRealMatrix(q * q, p * p);
        for (int r = 0; r < q * q; r++) {
            for (int c = 0; c < p * p; c++) {
                both.setEntry(r, c, w.getEntry(r / q, c / p) * w.getEntry(r % q, c % p));
            }
        }
        return new FisherInformation(
                w.multiply(m).multiply(w.transpose()), both.multiply(error).multiply(both.transpose()));
    }

    /** The information on some parameters where all others are known: I_AA. */
    public FisherInformation projected(int... kept) {
        return congruent(selection(kept), matrix);
    }

    /**
     * The information on some parameters where all others are unknown: I_AA − I_AB I_BB⁻¹ I_BA.
     *
     * @throws IllegalArgumentException if I_BB is not positive definite, or a parameter is not one of P
     */
    public FisherInformation profiled(int... kept) {
        int[] others = IntStream.range(0, dimension())
                .filter(i -> Arrays.stream(kept).noneMatch(k -> k == i))
                .toArray();
        RealMatrix a = selection(kept);
        if (others.length == 0) {
            return congruent(a, matrix);
        }
        RealMatrix b = selection(others);
        RealMatrix bb = b.multiply(matrix).multiply(b.transpose());
        RealMatrix inverse = MatrixUtils.createRealMatrix(
                PositiveMatrix.of("profiled", bb.getData()).inverse());
        // W = A − I_AB I_BB⁻¹ B gives both the Schur complement and, to first order, its change with I.
        RealMatrix w = a.subtract(
                a.multiply(matrix).multiply(b.transpose()).multiply(inverse).multiply(b));
        return congruent(w, matrix);
    }

    private RealMatrix selection(int[] kept) {
        RealMatrix s = MatrixUtils.createRealMatrix(Math.max(kept.length, 1), dimension());
        for (int a = 0; a < kept.length; a++) {
            if (kept[a] < 0 || kept[a] >= dimension()) {
                throw new IllegalArgumentException("information: requires parameters in [0, " + dimension() + "), got "
                        + Arrays.toString(kept) + "; count from 0");
            }
            s.setEntry(a, kept[a], 1);
        }
        return s;
    }

    /**
     * The smallest covariance of an unbiased estimate, I⁻¹.
     *
     * @throws IllegalArgumentException if I is not positive definite
     */
    public double[][] covariance() {
        return positive("covariance").inverse();
    }

    /** The standard error of every entry of I⁻¹, to first order. */
    public double[][] covarianceError() {
        RealMatrix inverse = MatrixUtils.createRealMatrix(covariance());
        return congruent(inverse, matrix).standardError();
    }

    /** √(I_ij Δθ_i Δθ_j): how many standard deviations a near point is away. */
    public double distance(double[] difference) {
        double[] moved = matrix.operate(difference);
        double square = 0;
        for (int i = 0; i < moved.length; i++) {
            square += moved[i] * difference[i];
        }
        return Math.sqrt(Math.max(square, 0));
    }

    /** Eigenvalues in descending order. */
    public double[] eigenvalues() {
        return new EigenDecomposition(matrix).getRealEigenvalues();
    }

    PositiveMatrix positive(String op) {
        return PositiveMatrix.of(op, matrix.getData());
    }
}
