package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Plan;

/**
 * float32 row-wise operations; GenerateTwins.java makes the float64 twin of this file. Blocks of rows are transposed into
 * components, go through a {@link RowwiseProgram}, and are transposed back.
 */
final class FloatRowwiseKernel implements Kernel {
    private final Fused op;
    private final KernelFamily family;
    private final int[] inputs;
    private final int[] widths;
    private final int output;
    private final int width;
    private final int rows;

    /** Compiled when the first run is opened, not for the many kernels that only serve to plan. */
    private volatile RowwiseProgram program;

    FloatRowwiseKernel(Plan.Step step, Fused op, KernelFamily family) {
        Rowwise body = (Rowwise) op.body();
        this.op = op;
        this.family = family;
        this.inputs = step.inputs().stream().mapToInt(Plan.Operand::memory).toArray();
        this.widths = body.widths().stream().mapToInt(w -> Math.max(w, 1)).toArray();
        this.output = step.output();
        this.width = Math.max(body.width(), 1);
        this.rows = body.rows(step.type());
    }

    @Override
    public String name() {
        return op.name();
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void prepare(Scratch scratch) {
        program = RowwiseProgram.of(op, DType.FLOAT32, family);
        scratch.block(program);
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        RowwiseProgram.Block block = scratch.block(program);
        int[] from = program.inputs();
        int[] to = program.outputs();
        for (int row = begin; row < end; row += RowwiseProgram.BLOCK) {
            int n = Math.min(RowwiseProgram.BLOCK, end - row);
            int first = 0;
            for (int k = 0; k < inputs.length; k++) {
                load((float[]) buffers[inputs[k]], row, widths[k], block, from, first, n);
                first += widths[k];
            }
            block.run(n);
            store(block, to, (float[]) buffers[output], row, width, n);
        }
    }

    private static void load(float[] from, int row, int width, RowwiseProgram.Block block, int[] to, int first, int n) {
        for (int j = 0; j < width; j++) {
            if (to[first + j] >= 0) {
                float[] c = (float[]) block.array(to[first + j]);
                int at = row * width + j;
                for (int i = 0; i < n; i++) {
                    c[i] = from[at + i * width];
                }
            }
        }
    }

    private static void store(RowwiseProgram.Block block, int[] from, float[] to, int row, int width, int n) {
        for (int j = 0; j < width; j++) {
            float[] c = (float[]) block.array(from[j]);
            int at = row * width + j;
            for (int i = 0; i < n; i++) {
                to[at + i * width] = c[i];
            }
        }
    }
}
