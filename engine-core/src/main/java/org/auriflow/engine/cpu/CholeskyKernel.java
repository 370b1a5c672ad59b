package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.spi.Plan;

/** Cholesky factors of a batch. Rows are matrices. */
final class CholeskyKernel implements Kernel {
    private final int input;
    private final int output;
    private final int n;
    private final int batch;
    private final int lanes;

    CholeskyKernel(Plan.Step step) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        Shape s = step.type().shape();
        this.n = s.extent(-1);
        this.batch = Matrices.batch(s).size();
        this.lanes = MatrixLanes.lanes(n, n * n, batch);
    }

    @Override
    public String name() {
        return lanes == 1 ? "cholesky" : "cholesky x" + lanes;
    }

    @Override
    public int rows() {
        return batch;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        int size = n * n;
        double[] a = scratch.doubles(0, (size + 1) * lanes);
        double[] check = scratch.doubles(1, lanes);
        for (int q = begin; q < end; q += lanes) {
            int w = Math.min(lanes, end - q);
            for (int l = 0; l < w; l++) {
                MatrixLanes.load(buffers[input], (q + l) * size, size, a, l, w);
            }
            if (w == 1) {
                MatrixRows.cholesky(a, n, check);
            } else {
                MatrixLanes.cholesky(a, n, w, check);
            }
            for (int l = 0; l < w && n > 0; l++) {
                // A zero pivot leaves NaN behind it, unless it is the last.
                boolean definite = check[l] == 0 && a[(size - 1) * w + l] > 0;
                store(a, l, w, definite, buffers[output], (q + l) * size);
            }
        }
    }

    private void store(double[] a, int l, int w, boolean definite, Object out, int start) {
        for (int i = 0; i < n; i++) {
            int row = start + i * n;
            if (definite) {
                MatrixLanes.store(a, i * n * w + l, w, out, row, i + 1);
            } else {
                fill(out, row, row + i + 1, Double.NaN);
            }
            fill(out, row + i + 1, row + n, 0);
        }
    }

    private static void fill(Object out, int from, int to, double v) {
        if (out instanceof float[] f) {
            Arrays.fill(f, from, to, (float) v);
        } else {
            Arrays.fill((double[]) out, from, to, v);
        }
    }
}
