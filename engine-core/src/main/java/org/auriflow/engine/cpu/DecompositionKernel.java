package org.auriflow.engine.cpu;

import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Decomposition;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.spi.Plan;

/** QR factors, eigenvectors and singular vectors of a batch. Rows are matrices; each is decomposed by its columns. */
final class DecompositionKernel implements Kernel {
    private final Decomposition op;
    private final int input;
    private final int output;
    private final int m;
    private final int n;
    private final int batch;

    DecompositionKernel(Plan.Step step, Decomposition op) {
        this.op = op;
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        Shape s = step.inputs().get(0).type().shape();
        this.m = s.extent(-2);
        this.n = s.extent(-1);
        this.batch = Matrices.batch(s).size();
    }

    @Override
    public String name() {
        return op.name();
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
        double[] w = scratch.doubles(0, op.workspace(m, n));
        int rows = op.rows(m, n);
        for (int q = begin; q < end; q++) {
            load(buffers[input], q * m * n, w, rows);
            op.run(m, n, w);
            store(w, rows, buffers[output], q * rows * n);
        }
    }

    private void load(Object from, int start, double[] w, int rows) {
        for (int i = 0; i < m; i++) {
            int row = start + i * n;
            if (from instanceof float[] f) {
                for (int j = 0; j < n; j++) {
                    w[j * rows + i] = f[row + j];
                }
            } else {
                double[] d = (double[]) from;
                for (int j = 0; j < n; j++) {
                    w[j * rows + i] = d[row + j];
                }
            }
        }
    }

    private void store(double[] w, int rows, Object to, int start) {
        for (int i = 0; i < rows; i++) {
            int row = start + i * n;
            for (int j = 0; j < n; j++) {
                double v = w[((int) w[rows * n + j]) * rows + i];
                if (to instanceof float[] f) {
                    f[row + j] = (float) v;
                } else {
                    ((double[]) to)[row + j] = v;
                }
            }
        }
    }
}
