package org.auriflow.engine.cpu;

import java.util.Arrays;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.View;
import org.auriflow.engine.spi.Plan;

/** Movements: strided copies of one or several inputs into the result. Rows are along its first axis that has any. */
final class CopyKernel implements Kernel {
    private final String name;
    private final Block[] blocks;
    private final int output;
    private final boolean clear;
    private final int size;
    private final int axis;
    private final int rows;

    /** One strided copy. */
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
        for (Block b : blocks) {
            copy(b, buffers[b.memory], out, begin, end);
        }
    }

    /** Runs along the last axis; the others are counted through without an index of their own. */
    private void copy(Block b, Object from, Object to, int begin, int end) {
        for (int e : b.extents) {
            if (e == 0) {
                return;
            }
        }
        int last = b.extents.length - 1;
        int n = last < 0 ? 1 : b.extents[last];
        int fromStep = last < 0 ? 1 : b.fromStrides[last];
        int toStep = last < 0 ? 1 : b.toStrides[last];
        if (axis >= last) {
            int part = rows == 1 ? n : end - begin;
            run(from, b.from + begin * fromStep, fromStep, to, b.to + begin * toStep, toStep, part);
            return;
        }
        int inside = 1;
        for (int i = axis + 1; i < last; i++) {
            inside *= b.extents[i];
        }
        int runs = rows == 1 ? b.extents[axis] * inside : end * inside;
        for (int i = begin * inside; i < runs; i++) {
            int left = i;
            int x = b.from;
            int y = b.to;
            for (int k = last - 1; k > axis; k--) {
                int next = left / b.extents[k];
                int index = left - next * b.extents[k];
                x += index * b.fromStrides[k];
                y += index * b.toStrides[k];
                left = next;
            }
            run(from, x + left * b.fromStrides[axis], fromStep, to, y + left * b.toStrides[axis], toStep, n);
        }
    }

    private static void run(Object from, int a, int aStep, Object to, int b, int bStep, int n) {
        if (aStep == 1 && bStep == 1) {
            System.arraycopy(from, a, to, b, n);
        } else if (from instanceof float[] x) {
            float[] y = (float[]) to;
            for (int i = 0; i < n; i++) {
                y[b + i * bStep] = x[a + i * aStep];
            }
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
