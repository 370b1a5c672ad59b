package org.auriflow.engine.cpu;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.Storage;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Buffer;
import org.auriflow.engine.spi.Plan;

/** The arrays of one run; each buffer is an array of its own, since inside one big array the JIT cannot rule out overlap. */
final class CpuExecution extends Workers.Job implements Backend.Execution {
    private final Plan plan;
    private final Section[][] phases;
    private final int[] chunks;
    private final Workers workers;
    private final CpuBuffer[] buffers;
    private final Object[] arrays;
    private final Scratch[] scratch;

    /** A group of calls, divided into chunks. */
    private record Section(Kernel[] kernels, int units, int chunks) {
        static Section of(Plan.Group group, Iterator<Kernel> kernels, Division division) {
            Kernel[] own = new Kernel[group.steps().size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = kernels.next();
            }
            return new Section(own, group.units(), division.chunks(group));
        }

        void run(Object[] arrays, int chunk, Scratch scratch) {
            int begin = Division.boundary(units, chunk, chunks);
            int end = Division.boundary(units, chunk + 1, chunks);
            for (Kernel k : kernels) {
                int rows = k.rows() / units;
                k.run(arrays, begin * rows, end * rows, scratch);
            }
        }
    }

    CpuExecution(Plan plan, List<Kernel> kernels, Workers workers, Division division) {
        this.plan = plan;
        this.workers = workers;
        this.phases = new Section[plan.phases().size()][];
        this.scratch = Stream.generate(Scratch::new).limit(workers.threads()).toArray(Scratch[]::new);
        this.chunks = new int[phases.length];
        Iterator<Kernel> next = kernels.iterator();
        for (int p = 0; p < phases.length; p++) {
            phases[p] = plan.phases().get(p).stream()
                    .map(g -> Section.of(g, next, division))
                    .toArray(Section[]::new);
            for (Section s : phases[p]) {
                chunks[p] += s.chunks;
            }
        }
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
    int phases() {
        return phases.length;
    }

    @Override
    int chunks(int phase) {
        return chunks[phase];
    }

    @Override
    void run(int phase, int chunk, int worker) {
        int left = chunk;
        for (Section s : phases[phase]) {
            if (left < s.chunks) {
                s.run(arrays, left, scratch[worker]);
                return;
            }
            left -= s.chunks;
        }
    }

    @Override
    public void run() {
        workers.run(this);
        for (Plan.Update u : plan.updates()) {
            System.arraycopy(arrays[u.source()], 0, arrays[u.variable()], 0, u.size());
        }
    }

    @Override
    public void close() {}
}
