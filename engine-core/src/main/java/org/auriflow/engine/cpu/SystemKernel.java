package org.auriflow.engine.cpu;

import org.auriflow.engine.Shape;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Matrices;
import org.auriflow.engine.op.Solve;
import org.auriflow.engine.op.TriangularSolve;
import org.auriflow.engine.spi.Plan;

/** Systems with triangles or with packed LU factors, whose batches broadcast. Rows are right-hand matrices. */
final class SystemKernel implements Kernel {
    private final String label;
    private final int operands;
    private final int factors;
    private final int right;
    private final int output;
    private final int n;
    private final int m;
    private final int factorSize;
    private final int[] factorStarts;
    private final int[] rightStarts;
    private final int lanes;
    /** The substitutions, in order. */
    private final TriangularSolve[] stages;
    /** The permutation after the factors orders the rows of B, or else those of X. */
    private final boolean permuteRight;

    private final boolean permuteResult;

    private SystemKernel(Plan.Step step, int factors, TriangularSolve[] stages, boolean permuted, boolean transposed) {
        this.label = step.op().name();
        this.operands = step.inputs().size();
        int last = operands - 1;
        this.factors = step.inputs().get(factors).memory();
        this.right = step.inputs().get(last).memory();
        this.output = step.output();
        this.stages = stages;
        this.permuteRight = permuted && !transposed;
        this.permuteResult = permuted && transposed;
        Shape x = step.type().shape();
        this.n = x.extent(-2);
        this.m = x.extent(-1);
        this.factorSize = (permuted ? n + 1 : n) * n;
        Shape batch = Matrices.batch(x);
        this.factorStarts = MatMul.matrices(step.inputs().get(factors).type().shape(), batch);
        this.rightStarts = MatMul.matrices(step.inputs().get(last).type().shape(), batch);
        this.lanes = MatrixLanes.lanes(n, factorSize + n * m, batch.size());
    }

    static SystemKernel of(Plan.Step step, TriangularSolve op) {
        return new SystemKernel(step, 0, new TriangularSolve[] {op}, false, false);
    }

    static SystemKernel of(Plan.Step step, Solve op) {
        boolean t = op.transposed();
        TriangularSolve first = new TriangularSolve(!t, t, !t);
        TriangularSolve second = new TriangularSolve(t, t, t);
        return new SystemKernel(step, 1, new TriangularSolve[] {first, second}, true, t);
    }

    @Override
    public String name() {
        return lanes == 1 ? label : label + " x" + lanes;
    }

    @Override
    public int rows() {
        return factorStarts.length;
    }

    @Override
    public boolean aligned(int operand, int units) {
        int[] starts = operand == operands - 1 ? rightStarts : factorStarts;
        return starts[starts.length - 1] == starts.length - 1;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        double[] t = scratch.doubles(0, factorSize * lanes);
        double[] x = scratch.doubles(1, n * m * lanes);
        for (int q = begin; q < end; q += lanes) {
            int w = Math.min(lanes, end - q);
            for (int l = 0; l < w; l++) {
                boolean loaded = w == 1 && q > begin && lanes == 1 && factorStarts[q] == factorStarts[q - 1];
                if (!loaded) {
                    MatrixLanes.load(buffers[factors], factorStarts[q + l] * factorSize, factorSize, t, l, w);
                }
                loadRight(buffers[right], rightStarts[q + l] * n * m, t, x, l, w);
            }
            for (TriangularSolve s : stages) {
                if (w == 1) {
                    MatrixRows.substitute(t, x, n, m, s.forward(), s.transposed(), s.unit());
                } else {
                    MatrixLanes.substitute(t, x, n, m, w, s.forward(), s.transposed(), s.unit());
                }
            }
            for (int l = 0; l < w; l++) {
                storeResult(buffers[output], (q + l) * n * m, t, x, l, w);
            }
        }
    }

    private int permuted(double[] t, int i, int l, int w) {
        return (int) t[(n * n + i) * w + l];
    }

    private void loadRight(Object b, int start, double[] t, double[] x, int l, int w) {
        if (!permuteRight) {
            MatrixLanes.load(b, start, n * m, x, l, w);
            return;
        }
        for (int i = 0; i < n; i++) {
            MatrixLanes.load(b, start + permuted(t, i, l, w) * m, m, x, i * m * w + l, w);
        }
    }

    private void storeResult(Object out, int start, double[] t, double[] x, int l, int w) {
        if (!permuteResult) {
            MatrixLanes.store(x, l, w, out, start, n * m);
            return;
        }
        for (int i = 0; i < n; i++) {
            MatrixLanes.store(x, i * m * w + l, w, out, start + permuted(t, i, l, w) * m, m);
        }
    }
}
