package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.View;
import org.auriflow.engine.spi.Plan;

/** Movements: strided copies of one or several inputs into the result. Rows are along its first axis that has any. */
final class CopyKernel implements Kernel {
    /** Elements along the last axis below which columns are copied one after the other instead of rows. */
    private static final int SHORT = 12;

    private final String name;
    private final Block[] blocks;
    private final Walk[] walks;
    private final int output;
    private final boolean clear;
    private final int size;
    private final int axis;
    private final int rows;

    /** One strided copy; strides and extents are those of the axes of the result. */
    private record Block(int memory, int size, int from, int[] fromStrides, int to, int[] toStrides, int[] extents) {}

    private CopyKernel(Plan.Step step, boolean clear, Block... blocks) {
        this.name = step.op().name();
        this.blocks = blocks;
        this.output = step.output();
        this.clear = clear;
        this.size = step.type().size();
        Shape s = step.type().shape();
        int first = 0;
        while (first < s.rank() - 1 && s.extent(first) == 1) {
            first++;
        }
        this.axis = first;
        boolean whole = size > 0 && s.rank() > 0;
        for (Block b : blocks) {
            whole = whole && b.extents[axis] == s.extent(axis) && b.to < s.strides()[axis];
        }
        this.rows = whole ? s.extent(axis) : 1;
        this.walks = Arrays.stream(blocks).map(b -> Walk.of(b, axis)).toArray(Walk[]::new);
    }

    /**
     * The axes of a block, joined where a copy walks on evenly.
     *
     * @param first how many steps of the first axis a row takes; the extent of that axis for a block that is not divided
     */
    private record Walk(int first, int[] from, int[] to, int[] extents) {
        static Walk of(Block b, int axis) {
            int rank = b.extents.length;
            if (rank == 0) {
                return new Walk(1, new int[] {1}, new int[] {1}, new int[] {1});
            }
            int[] from = new int[rank];
            int[] to = new int[rank];
            int[] extents = new int[rank];
            int first = 1;
            int n = 0;
            for (int i = axis; i < rank; i++) {
                int e = b.extents[i];
                boolean joins = n > 0 && from[n - 1] == b.fromStrides[i] * e && to[n - 1] == b.toStrides[i] * e;
                if (n > 0 && e == 1) {
                    continue;
                }
                n = joins ? n : n + 1;
                extents[n - 1] = joins ? extents[n - 1] * e : e;
                from[n - 1] = b.fromStrides[i];
                to[n - 1] = b.toStrides[i];
                first = joins && n == 1 ? first * e : first;
            }
            return new Walk(first, Arrays.copyOf(from, n), Arrays.copyOf(to, n), Arrays.copyOf(extents, n));
        }
    }

    /** The kernel for a movement, or null if the operation is none. */
    static CopyKernel of(Plan.Step step) {
        Shape to = step.type().shape();
        Plan.Operand x = step.inputs().isEmpty() ? null : step.inputs().get(0);
        if (step.op() instanceof View v) {
            Shape from = x.type().shape();
            return new CopyKernel(
                    step,
                    false,
                    new Block(
                            x.memory(),
                            from.size(),
                            v.offset(from),
                            v.strides(from, to),
                            0,
                            to.strides(),
                            to.toArray()));
        }
        if (step.op() instanceof Movement.Reshape) {
            return new CopyKernel(
                    step, false, new Block(x.memory(), to.size(), 0, to.strides(), 0, to.strides(), to.toArray()));
        }
        if (step.op() instanceof Movement.Pad p) {
            Shape from = x.type().shape();
            return new CopyKernel(
                    step,
                    true,
                    new Block(x.memory(), from.size(), 0, from.strides(), p.offset(to), p.strides(to), from.toArray()));
        }
        if (step.op() instanceof Movement.Concatenate c) {
            Block[] blocks = new Block[step.inputs().size()];
            int offset = 0;
            for (int k = 0; k < blocks.length; k++) {
                Plan.Operand o = step.inputs().get(k);
                Shape from = o.type().shape();
                blocks[k] = new Block(o.memory(), from.size(), 0, from.strides(), offset, to.strides(), from.toArray());
                offset += from.extent(c.axis()) * to.strides()[c.axis()];
            }
            return new CopyKernel(step, false, blocks);
        }
        return null;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public boolean aligned(int operand, int units) {
        Block b = blocks[operand];
        int step = b.fromStrides[axis];
        int least = b.from;
        int most = b.from;
        for (int i = axis + 1; i < b.extents.length; i++) {
            int reach = (b.extents[i] - 1) * b.fromStrides[i];
            least += Math.min(0, reach);
            most += Math.max(0, reach);
        }
        return step * rows == b.size && least >= 0 && most < step;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        Object out = buffers[output];
        int rowSize = size / rows;
        if (clear) {
            clear(out, begin * rowSize, end * rowSize);
        }
        for (int k = 0; k < blocks.length; k++) {
            copy(blocks[k], walks[k], buffers[blocks[k].memory], out, begin, end);
        }
    }

    private void copy(Block b, Walk w, Object from, Object to, int begin, int end) {
        for (int e : b.extents) {
            if (e == 0) {
                return;
            }
        }
        int low = rows == 1 ? 0 : begin * w.first;
        int high = rows == 1 ? w.extents[0] : end * w.first;
        int last = w.extents.length - 1;
        if (last == 0) {
            run(from, b.from + low * w.from[0], w.from[0], to, b.to + low * w.to[0], w.to[0], high - low);
            return;
        }
        if (last == 1 && w.extents[1] < SHORT) {
            int x = b.from + low * w.from[0];
            int y = b.to + low * w.to[0];
            for (int j = 0; j < w.extents[1]; j++) {
                run(from, x + j * w.from[1], w.from[0], to, y + j * w.to[1], w.to[0], high - low);
            }
            return;
        }
        // Runs along the last axis; the others are counted through without an index of their own.
        int inside = 1;
        for (int i = 1; i < last; i++) {
            inside *= w.extents[i];
        }
        for (int i = low * inside; i < high * inside; i++) {
            int left = i;
            int x = b.from;
            int y = b.to;
            for (int k = last - 1; k > 0; k--) {
                int next = left / w.extents[k];
                int index = left - next * w.extents[k];
                x += index * w.from[k];
                y += index * w.to[k];
                left = next;
            }
            run(from, x + left * w.from[0], w.from[last], to, y + left * w.to[0], w.to[last], w.extents[last]);
        }
    }

    /** Copies n elements, aStep apart, to places that are bStep apart. */
    static void run(Object from, int a, int aStep, Object to, int b, int bStep, int n) {
        if (from instanceof float[] x) {
            float[] y = (float[]) to;
            // Of arrays of a known type a short copy is a few instructions.
            if (aStep == 1 && bStep == 1) {
                System.arraycopy(x, a, y, b, n);
                return;
            }
            if (aStep == 0 && bStep == 1) {
                Arrays.fill(y, b, b + n, x[a]);
                return;
            }
            for (int i = 0; i < n; i++) {
                y[b + i * bStep] = x[a + i * aStep];
            }
        } else if (aStep == 1 && bStep == 1) {
            System.arraycopy(from, a, to, b, n);
        } else if (from instanceof double[] x) {
            double[] y = (double[]) to;
            for (int i = 0; i < n; i++) {
                y[b + i * bStep] = x[a + i * aStep];
            }
        } else if (from instanceof int[] x) {
            int[] y = (int[]) to;
            for (int i = 0; i < n; i++) {
                y[b + i * bStep] = x[a + i * aStep];
            }
        } else {
            boolean[] x = (boolean[]) from;
            boolean[] y = (boolean[]) to;
            for (int i = 0; i < n; i++) {
                y[b + i * bStep] = x[a + i * aStep];
            }
        }
    }

    private static void clear(Object out, int begin, int end) {
        if (out instanceof float[] y) {
            Arrays.fill(y, begin, end, 0);
        } else if (out instanceof double[] y) {
            Arrays.fill(y, begin, end, 0);
        } else if (out instanceof int[] y) {
            Arrays.fill(y, begin, end, 0);
        } else {
            Arrays.fill((boolean[]) out, begin, end, false);
        }
    }
}
