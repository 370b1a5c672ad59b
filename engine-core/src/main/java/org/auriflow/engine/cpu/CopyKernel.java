package org.auriflow.engine.cpu;

import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.View;
import org.auriflow.engine.op.Walk;
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
        Storage out = Storage.view(buffers[output], size);
        int rowSize = size / rows;
        if (clear) {
            out.clear(begin * rowSize, end * rowSize);
        }
        for (Block b : blocks) {
            int[] extents = b.extents;
            int from = b.from;
            int to = b.to;
            if (end - begin < rows) {
                extents = extents.clone();
                extents[axis] = end - begin;
                from += begin * b.fromStrides[axis];
                to += begin * b.toStrides[axis];
            }
            Walk.copy(Storage.wrap(buffers[b.memory]), from, b.fromStrides, out, to, b.toStrides, extents);
        }
    }
}
