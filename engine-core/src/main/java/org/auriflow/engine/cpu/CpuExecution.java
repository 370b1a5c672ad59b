package org.auriflow.engine.cpu;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
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

    /** Nanoseconds of every call while they are measured, else null. */
    private AtomicLongArray times;

    /**
     * A group of calls, divided into chunks.
     *
     * @param first number of the first call in the plan
     */
    private record Section(Kernel[] kernels, int first, int units, int chunks) {
        static Section of(Plan.Group group, Iterator<Kernel> kernels, int first, int chunks) {
            Kernel[] own = new Kernel[group.steps().size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = kernels.next();
            }
            return new Section(own, first, group.units(), chunks);
        }

        void run(Object[] arrays, int chunk, Scratch scratch, AtomicLongArray times) {
            int begin = Division.boundary(units, chunk, chunks);
            int end = Division.boundary(units, chunk + 1, chunks);
            for (int i = 0; i < kernels.length; i++) {
                int rows = kernels[i].rows() / units;
                if (times == null) {
                    kernels[i].run(arrays, begin * rows, end * rows, scratch);
                } else {
                    long start = System.nanoTime();
                    kernels[i].run(arrays, begin * rows, end * rows, scratch);
                    times.addAndGet(first + i, System.nanoTime() - start);
                }
            }
        }
    }

    CpuExecution(Plan plan, List<Kernel> kernels, Workers workers, Division division) {
        this.plan = plan;
        this.workers = workers;
        this.phases = new Section[plan.phases().size()][];
        this.scratch = Stream.generate(Scratch::new).limit(workers.threads()).toArray(Scratch[]::new);
        for (Scratch s : scratch) {
            kernels.forEach(k -> k.prepare(s));
        }
        this.chunks = new int[phases.length];
        Iterator<Kernel> next = kernels.iterator();
        int first = 0;
        for (int p = 0; p < phases.length; p++) {
            List<Plan.Group> groups = plan.phases().get(p);
            int[] divided = division.chunks(groups);
            phases[p] = new Section[groups.size()];
            for (int g = 0; g < groups.size(); g++) {
                phases[p][g] = Section.of(groups.get(g), next, first, divided[g]);
                first += groups.get(g).steps().size();
                chunks[p] += phases[p][g].chunks;
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
                s.run(arrays, left, scratch[worker], times);
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
    public long[] profile() {
        times = new AtomicLongArray(plan.steps().size());
        try {
            run();
            return LongStream.range(0, times.length())
                    .map(i -> times.get((int) i))
                    .toArray();
        } finally {
            times = null;
        }
    }

    @Override
    public void close() {}
}
