package org.auriflow.engine.op;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * A matrix A [..., m, n] with m ≥ n as a product of factors that are found by orthogonal transformations.
 *
 * <p>The result is packed: column j of [..., rows, n] holds what belongs to j of every factor, one under the other, so that
 * a matrix is decomposed once. A matrix with a NaN or ±∞ gives NaN throughout.
 *
 * <p>Computed in double on numbers below 2: the matrix is divided by a power of two and the factor that is proportional to it
 * multiplied again, which rounds nothing, so that squares neither overflow nor vanish. Every sum is taken in one order and
 * transformations that may run at the same time touch different elements: whoever follows the same steps, with however many
 * threads, gets the same bits.
 */
public sealed interface Decomposition extends Op permits Qr, Eigh, Svd {
    /** What is smaller counts as 0 beside numbers of order 1; a product of squares of it does not vanish. */
    double NEGLIGIBLE = 0x1p-250;

    /** Rows of the packed result. */
    int rows(int m, int n);

    /** The first row that is proportional to the matrix. */
    int firstScaled(int m, int n);

    /** How many rows are proportional to the matrix. */
    int scaled(int n);

    /** Numbers that {@link #decompose} needs behind the result and its n sources. */
    int extra(int m, int n);

    /**
     * Decomposes one matrix.
     *
     * @param w columns of the result, each {@link #rows} long, of which the first m elements are those of the matrix and the
     *     others 0; then n numbers, the column of w that becomes column j of the result; then {@link #extra} numbers
     */
    void decompose(int m, int n, double[] w);

    /** Length of the array that {@link #run} works on. */
    default int workspace(int m, int n) {
        return (rows(m, n) + 1) * n + extra(m, n);
    }

    /**
     * Decomposes one matrix of any size; the array is that of {@link #decompose}, with anything where it says 0.
     *
     * @param w {@link #workspace} numbers
     */
    default void run(int m, int n, double[] w) {
        int rows = rows(m, n);
        double largest = 0;
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                // A NaN stays.
                largest = Math.max(largest, Math.abs(w[j * rows + i]));
            }
            w[rows * n + j] = j;
        }
        if (!(largest < Double.POSITIVE_INFINITY)) {
            Arrays.fill(w, 0, rows * n, Double.NaN);
            return;
        }
        long exponent = Double.doubleToRawLongBits(Math.max(largest, Double.MIN_NORMAL)) & 0x7ff0000000000000L;
        double unit = Double.longBitsToDouble(exponent);
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                w[j * rows + i] /= unit;
            }
            Arrays.fill(w, j * rows + m, (j + 1) * rows, 0);
        }
        decompose(m, n, w);
        int first = firstScaled(m, n);
        for (int j = 0; j < n; j++) {
            for (int i = first; i < first + scaled(n); i++) {
                w[j * rows + i] *= unit;
            }
        }
    }

    @Override
    default void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        int m = types.get(0).shape().extent(-2);
        int n = types.get(0).shape().extent(-1);
        int rows = rows(m, n);
        double[] w = new double[workspace(m, n)];
        for (int q = 0; q < Matrices.batch(type.shape()).size(); q++) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    w[j * rows + i] = in.get(0).get((q * m + i) * n + j);
                }
            }
            run(m, n, w);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < n; j++) {
                    out.set((q * rows + i) * n + j, w[((int) w[rows * n + j]) * rows + i]);
                }
            }
        }
    }

    @Override
    default TensorType infer(List<TensorType> in) {
        Matrices.requireTall(name(), in.get(0));
        Shape s = in.get(0).shape();
        return in.get(0).withShape(s.with(s.rank() - 2, rows(s.extent(-2), s.extent(-1))));
    }

    @Override
    default Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        return Tensor.apply(this, x.get(0));
    }
}
