package org.auriflow.engine.cpu;

import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.spi.Plan;

/** Packed LU factors of a batch. Rows are matrices. */
final class LuKernel implements Kernel {
    private final int input;
    private final int output;
    private final int n;
    private final int batch;
    private final int lanes;

    LuKernel(Plan.Step step) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        Shape s = step.type().shape();
        this.n = s.extent(-1);
        this.batch = Matrices.batch(s).size();
        this.lanes = MatrixLanes.lanes(n, (n + 1) * n, batch);
    }

    @Override
    public String name() {
        return lanes == 1 ? "lu" : "lu x" + lanes;
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
        int packed = (n + 1) * n;
        double[] a = scratch.doubles(0, packed * lanes);
        double[] divisor = scratch.doubles(1, lanes);
        for (int q = begin; q < end; q += lanes) {
            int w = Math.min(lanes, end - q);
            for (int l = 0; l < w; l++) {
                MatrixLanes.load(buffers[input], (q + l) * n * n, n * n, a, l, w);
            }
            if (w == 1) {
                MatrixRows.lu(a, n);
            } else {
                MatrixLanes.lu(a, n, w, divisor);
            }
            for (int l = 0; l < w; l++) {
                MatrixLanes.store(a, l, w, buffers[output], (q + l) * packed, packed);
            }
        }
    }
}
