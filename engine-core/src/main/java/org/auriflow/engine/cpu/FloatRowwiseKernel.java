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

    /** Four components at once where all are needed, since each row is then looked up once for them. */
    private static void load(float[] from, int row, int width, RowwiseProgram.Block block, int[] to, int first, int n) {
        int j = 0;
        while (j < width) {
            int at = row * width + j;
            int k = first + j;
            if (j + 4 <= width && to[k] >= 0 && to[k + 1] >= 0 && to[k + 2] >= 0 && to[k + 3] >= 0) {
                load(
                        from,
                        at,
                        width,
                        n,
                        array(block, to[k]),
                        array(block, to[k + 1]),
                        array(block, to[k + 2]),
                        array(block, to[k + 3]));
                j += 4;
            } else {
                if (to[k] >= 0) {
                    load(from, at, width, n, array(block, to[k]));
                }
                j++;
            }
        }
    }

    private static float[] array(RowwiseProgram.Block block, int buffer) {
        return (float[]) block.array(buffer);
    }

    private static void load(float[] from, int at, int width, int n, float[] a, float[] b, float[] c, float[] d) {
        int x = at;
        for (int i = 0; i < n; i++) {
            d[i] = from[x + 3];
            a[i] = from[x];
            b[i] = from[x + 1];
            c[i] = from[x + 2];
            x += width;
        }
    }

    private static void load(float[] from, int at, int width, int n, float[] a) {
        for (int i = 0; i < n; i++) {
            a[i] = from[at + i * width];
        }
    }

    private static void store(RowwiseProgram.Block block, int[] from, float[] to, int row, int width, int n) {
        int j = 0;
        for (; j + 4 <= width; j += 4) {
            store(
                    to,
                    row * width + j,
                    width,
                    n,
                    array(block, from[j]),
                    array(block, from[j + 1]),
                    array(block, from[j + 2]),
                    array(block, from[j + 3]));
        }
        for (; j < width; j++) {
            float[] a = array(block, from[j]);
            int at = row * width + j;
            for (int i = 0; i < n; i++) {
                to[at + i * width] = a[i];
            }
        }
    }

    private static void store(float[] to, int at, int width, int n, float[] a, float[] b, float[] c, float[] d) {
        int y = at;
        for (int i = 0; i < n; i++) {
            to[y + 3] = d[i];
            to[y] = a[i];
            to[y + 1] = b[i];
            to[y + 2] = c[i];
            y += width;
        }
    }
}
