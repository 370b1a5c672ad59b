package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.op.Draw;
import org.auriflow.engine.spi.Plan;

/** Random numbers, which any thread may draw for any range: uniform ones, which a loop makes normal or exponential. Rows are elements. */
final class DrawKernel implements Kernel {
    private static final int[] STEPS = {1};

    private final Draw draw;
    private final Loop quantile;
    private final Loop log;
    private final Loop neg;
    private final int counter;
    private final int output;
    private final int size;

    DrawKernel(Plan.Step step, Draw draw, KernelFamily family) {
        DType dtype = step.type().dtype();
        this.draw = draw;
        this.quantile = family.loop("normalquantile", dtype, dtype);
        this.log = family.loop("log", dtype, dtype);
        this.neg = family.loop("neg", dtype, dtype);
        this.counter = step.inputs().get(0).memory();
        this.output = step.output();
        this.size = step.type().size();
    }

    @Override
    public String name() {
        return draw.name();
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        Object to = buffers[output];
        draw.uniform(to, begin, end, ((int[]) buffers[counter])[0]);
        switch (draw.distribution()) {
            case UNIFORM -> {}
            case NORMAL -> apply(quantile, to, begin, end, scratch);
            case EXPONENTIAL -> {
                apply(log, to, begin, end, scratch);
                apply(neg, to, begin, end, scratch);
            }
        }
    }

    private static void apply(Loop loop, Object array, int begin, int end, Scratch scratch) {
        scratch.operands[0] = array;
        scratch.offsets[0] = begin;
        loop.run(scratch.operands, scratch.offsets, STEPS, array, begin, end - begin);
    }
}
