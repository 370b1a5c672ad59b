package org.auriflow.engine.cpu;

import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.View;
import org.auriflow.engine.op.Walk;
import org.auriflow.engine.spi.Plan;

/** Movements: strided copies of one or several inputs into the result. */
final class CopyKernel implements Kernel {
    private final String name;
    private final Block[] blocks;
    private final int output;
    private final boolean clear;
    private final int size;

    /** One strided copy. */
    private record Block(int memory, int from, int[] fromStrides, int to, int[] toStrides, int[] extents) {}

    private CopyKernel(Plan.Step step, boolean clear, Block... blocks) {
        this.name = step.op().name();
        this.blocks = blocks;
        this.output = step.output();
        this.clear = clear;
        this.size = step.type().size();
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
                    new Block(x.memory(), v.offset(from), v.strides(from, to), 0, to.strides(), to.toArray()));
        }
        if (step.op() instanceof Movement.Reshape) {
            return new CopyKernel(step, false, new Block(x.memory(), 0, to.strides(), 0, to.strides(), to.toArray()));
        }
        if (step.op() instanceof Movement.Pad p) {
            Shape from = x.type().shape();
            return new CopyKernel(
                    step, true, new Block(x.memory(), 0, from.strides(), p.offset(to), p.strides(to), from.toArray()));
        }
        if (step.op() instanceof Movement.Concatenate c) {
            Block[] blocks = new Block[step.inputs().size()];
            int offset = 0;
            for (int k = 0; k < blocks.length; k++) {
                Plan.Operand o = step.inputs().get(k);
                Shape from = o.type().shape();
                blocks[k] = new Block(o.memory(), 0, from.strides(), offset, to.strides(), from.toArray());
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
        return 1;
    }

    @Override
    public int grain() {
        return 1;
    }

    @Override
    public void run(Object[] buffers, int begin, int end) {
        Storage out = Storage.view(buffers[output], size);
        if (clear) {
            out.clear();
        }
        for (Block b : blocks) {
            Walk.copy(Storage.wrap(buffers[b.memory]), b.from, b.fromStrides, out, b.to, b.toStrides, b.extents);
        }
    }
}
