package org.auriflow.engine.cpu;

import java.util.List;
import org.auriflow.engine.Storage;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Buffer;
import org.auriflow.engine.spi.Plan;

/** The arrays of one run; each buffer is an array of its own, since inside one big array the JIT cannot rule out overlap. */
final class CpuExecution implements Backend.Execution {
    private final Plan plan;
    private final Kernel[] kernels;
    private final Workers workers;
    private final CpuBuffer[] buffers;
    private final Object[] arrays;

    CpuExecution(Plan plan, List<Kernel> kernels, Workers workers) {
        this.plan = plan;
        this.kernels = kernels.toArray(new Kernel[0]);
        this.workers = workers;
        int n = plan.memory().size();
        this.buffers = new CpuBuffer[n];
        this.arrays = new Object[n];
        for (int i = 0; i < n; i++) {
            Plan.Memory m = plan.memory().get(i);
            buffers[i] = switch (m.role()) {
                case CONSTANT -> new CpuBuffer(m.constant());
                case VARIABLE -> (CpuBuffer) m.variable();
                case INPUT, WORK -> new CpuBuffer(Storage.allocate(m.dtype(), m.size()));
            };
            arrays[i] = buffers[i].array();
        }
    }

    @Override
    public Buffer buffer(int index) {
        return buffers[index];
    }

    @Override
    public void run() {
        for (Kernel k : kernels) {
            workers.run(k, arrays);
        }
        for (Plan.Update u : plan.updates()) {
            System.arraycopy(arrays[u.source()], 0, arrays[u.variable()], 0, u.size());
        }
    }

    @Override
    public void close() {}
}
