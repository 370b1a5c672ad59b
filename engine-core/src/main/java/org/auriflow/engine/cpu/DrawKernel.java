package org.auriflow.engine.cpu;

import org.auriflow.engine.op.Draw;
import org.auriflow.engine.spi.Plan;

/** Random numbers, which any thread may draw for any range. Rows are elements. */
final class DrawKernel implements Kernel {
    private final Draw draw;
    private final int counter;
    private final int output;
    private final int size;

    DrawKernel(Plan.Step step, Draw draw) {
        this.draw = draw;
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
        draw.fill(buffers[output], begin, end, ((int[]) buffers[counter])[0]);
    }
}
