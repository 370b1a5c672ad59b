package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.spi.Plan;

/** The operation's own reference implementation, for what has no kernel of its own; it reads and writes in place. */
final class ReferenceKernel implements Kernel {
    private final Plan.Step step;

    ReferenceKernel(Plan.Step step) {
        for (Plan.Operand o : step.inputs()) {
            if (o.memory() == step.output() || !o.isDense()) {
                throw new IllegalStateException(step.op().name()
                        + ": the reference kernel requires dense operands apart from the result, got " + o);
            }
        }
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
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        List<Storage> in = new ArrayList<>(step.inputs().size());
        for (Plan.Operand o : step.inputs()) {
            in.add(Storage.view(buffers[o.memory()], o.type().size()));
        }
        Storage out = Storage.view(buffers[step.output()], step.type().size());
        out.clear();
        step.op().evaluate(in, step.inputTypes(), out, step.type());
    }
}
