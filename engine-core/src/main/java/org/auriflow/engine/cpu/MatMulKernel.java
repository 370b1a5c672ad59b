package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.spi.Plan;

/**
 * Matrix products; a batch that shares its right factor is one tall product. Rows are those of the products, or whole
 * products of EJML, which copies its operands.
 */
final class MatMulKernel implements Kernel {
    /** Multiplications of one product up to which setting up tiles costs more than it saves. */
    private static final long SMALL = 1 << 10;

    private final int a;
    private final int b;
    private final int c;
    private final Product product;
    private final int m;
    private final int[] aStarts;
    private final int[] bStarts;
    private final DType dtype;
    private final boolean small;
    private final KernelFamily family;

    MatMulKernel(Plan.Step step, MatMul op, TensorType right, Packing.PackedProduct packed, KernelFamily family) {
        this.a = step.inputs().get(0).memory();
        this.b = step.inputs().get(1).memory();
        this.c = step.output();
        this.dtype = step.type().dtype();
        MatMul.Sizes s = op.sizes(step.inputs().get(0).type(), right);
        boolean shared = right.shape().rank() == 2
                && step.inputs().get(0).type().shape().rank() - 2 == s.batch().rank()
                && !op.transposeA();
        if (shared) {
            this.m = s.m() * s.batch().size();
            this.aStarts = new int[1];
            this.bStarts = new int[1];
        } else {
            this.m = s.m();
            this.aStarts = MatMul.matrices(step.inputs().get(0).type().shape(), s.batch());
            this.bStarts = MatMul.matrices(right.shape(), s.batch());
        }
        Product dense = Product.dense(op.transposeA(), op.transposeB(), m, s.n(), s.k());
        this.product = packed == null ? dense : dense.withPackedB(packed.bias());
        this.small = packed == null && family != KernelFamily.EJML && (long) m * s.n() * s.k() <= SMALL;
        this.family = family;
    }

    @Override
    public String name() {
        return "matmul " + (product.transposeA() ? "T" : "N") + (product.transposeB() ? "T" : "N")
                + (product.packed()
                        ? (product.bias() ? " packed + bias" : " packed")
                        : family == KernelFamily.EJML ? " (EJML)" : "");
    }

    @Override
    public int rows() {
        return family == KernelFamily.EJML ? aStarts.length : m * aStarts.length;
    }

    @Override
    public boolean aligned(int operand, int units) {
        if (aStarts.length == 1) {
            return operand == 0 && !product.transposeA();
        }
        int[] starts = operand == 0 ? aStarts : bStarts;
        return aStarts.length % units == 0 && starts[starts.length - 1] == starts.length - 1;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        int rows = family == KernelFamily.EJML ? 1 : m;
        int height = m / Math.max(rows, 1);
        for (int row = begin, next; row < end; row = next) {
            int q = row / rows;
            next = Math.min(end, (q + 1) * rows);
            int from = (row - q * rows) * height;
            int to = (next - q * rows) * height;
            int a0 = aStarts[q] * m * product.k();
            int b0 = bStarts[q] * product.k() * product.n();
            int c0 = q * m * product.n();
            if (dtype == DType.FLOAT32) {
                float[] x = (float[]) buffers[a];
                float[] y = (float[]) buffers[b];
                float[] z = (float[]) buffers[c];
                if (small) {
                    FloatGemm.small(product, x, a0, y, b0, z, c0, from, to);
                } else {
                    FloatGemm.run(family, product, x, a0, y, b0, z, c0, from, to, scratch);
                }
            } else {
                double[] x = (double[]) buffers[a];
                double[] y = (double[]) buffers[b];
                double[] z = (double[]) buffers[c];
                if (small) {
                    DoubleGemm.small(product, x, a0, y, b0, z, c0, from, to);
                } else {
                    DoubleGemm.run(family, product, x, a0, y, b0, z, c0, from, to, scratch);
                }
            }
        }
    }
}
