package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.op.Walk;
import org.auriflow.engine.spi.Plan;

/** The operation's own reference implementation: for everything that has no kernel of its own. */
final class ReferenceKernel implements Kernel {
    private final Plan.Step step;

    ReferenceKernel(Plan.Step step) {
        this.step = step;
    }

    @Override
    public String name() {
        return step.op().name() + " (reference)";
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
        List<Storage> in = new ArrayList<>();
        for (Plan.Operand o : step.inputs()) {
            Storage dense = Storage.allocate(o.type().dtype(), o.type().size());
            int[] extents = o.type().shape().toArray();
            int[] strides = o.strides().stream().mapToInt(Integer::intValue).toArray();
            Walk.copy(
                    Storage.wrap(buffers[o.memory()]),
                    0,
                    strides,
                    dense,
                    0,
                    o.type().shape().strides(),
                    extents);
            in.add(dense);
        }
        Storage out = Storage.allocate(step.type().dtype(), step.type().size());
        step.op().evaluate(in, step.inputTypes(), out, step.type());
        Storage.wrap(buffers[step.output()]).copyFrom(out, 0, 0, out.size());
    }
}
