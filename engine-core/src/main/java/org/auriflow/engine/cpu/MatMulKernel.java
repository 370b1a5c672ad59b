package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.spi.Plan;

/** Matrix products; a batch that shares its right factor is one tall product. Rows are rows of all results stacked. */
final class MatMulKernel implements Kernel {
    /** Multiplications that are worth handing to another thread. */
    private static final long GRAIN = 1 << 16;

    private final int a;
    private final int b;
    private final int c;
    private final boolean transposeA;
    private final boolean transposeB;
    private final int m;
    private final int n;
    private final int k;
    private final int[] aStarts;
    private final int[] bStarts;
    private final DType dtype;

    MatMulKernel(Plan.Step step, MatMul op) {
        this.a = step.inputs().get(0).memory();
        this.b = step.inputs().get(1).memory();
        this.c = step.output();
        this.transposeA = op.transposeA();
        this.transposeB = op.transposeB();
        this.dtype = step.type().dtype();
        MatMul.Sizes s =
                op.sizes(step.inputs().get(0).type(), step.inputs().get(1).type());
        this.n = s.n();
        this.k = s.k();
        boolean shared = step.inputs().get(1).type().shape().rank() == 2
                && step.inputs().get(0).type().shape().rank() - 2 == s.batch().rank()
                && !transposeA;
        if (shared) {
            this.m = s.m() * s.batch().size();
            this.aStarts = new int[1];
            this.bStarts = new int[1];
        } else {
            this.m = s.m();
            this.aStarts = MatMul.matrices(step.inputs().get(0).type().shape(), s.batch());
            this.bStarts = MatMul.matrices(step.inputs().get(1).type().shape(), s.batch());
        }
    }

    @Override
    public String name() {
        return "matmul " + (transposeA ? "T" : "N") + (transposeB ? "T" : "N");
    }

    @Override
    public int rows() {
        return m * aStarts.length;
    }

    @Override
    public int grain() {
        return (int) Math.max(1, GRAIN / Math.max(1L, (long) n * k));
    }

    @Override
    public void run(Object[] buffers, int begin, int end) {
        for (int row = begin; row < end; ) {
            int q = row / m;
            int from = row % m;
            int to = Math.min(m, from + end - row);
            int a0 = aStarts[q] * m * k;
            int b0 = bStarts[q] * k * n;
            int c0 = q * m * n;
            int lda = transposeA ? m : k;
            int ldb = transposeB ? k : n;
            if (dtype == DType.FLOAT32) {
                Gemm.run(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        (float[]) buffers[a],
                        a0,
                        lda,
                        (float[]) buffers[b],
                        b0,
                        ldb,
                        (float[]) buffers[c],
                        c0,
                        n,
                        from,
                        to);
            } else {
                Gemm.run(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        (double[]) buffers[a],
                        a0,
                        lda,
                        (double[]) buffers[b],
                        b0,
                        ldb,
                        (double[]) buffers[c],
                        c0,
                        n,
                        from,
                        to);
            }
            row += to - from;
        }
    }
}
