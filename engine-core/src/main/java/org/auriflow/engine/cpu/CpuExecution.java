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

    /** The arrays that each worker sees: its own ones where every thread has one. */
    private final Object[][] arrays;

    /** The run in which each worker last made a call whose result is its own, by call. */
    private final long[][] made;

    private long runs;
    private final Scratch[] scratch;

    /** Nanoseconds of every call while they are measured, else null. */
    private AtomicLongArray times;

    /**
     * A group of calls, divided into chunks.
     *
     * @param local which calls every worker makes as a whole, once in a run
     * @param first number of the first call in the plan
     */
    private record Section(Kernel[] kernels, boolean[] local, int first, int units, int chunks) {
        static Section of(Plan plan, Plan.Group group, Iterator<Kernel> kernels, int first, int chunks) {
            Kernel[] own = new Kernel[group.steps().size()];
            boolean[] local = new boolean[own.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = kernels.next();
                Plan.Memory to = plan.memory().get(group.steps().get(i).output());
                local[i] = to.role() == Plan.Role.LOCAL;
            }
            return new Section(own, local, first, group.units(), chunks);
        }
    }

    private void run(Section s, int chunk, int worker) {
        int begin = Division.boundary(s.units, chunk, s.chunks);
        int end = Division.boundary(s.units, chunk + 1, s.chunks);
        for (int i = 0; i < s.kernels.length; i++) {
            Kernel kernel = s.kernels[i];
            int call = s.first + i;
            int rows = kernel.rows() / s.units;
            int from = begin * rows;
            int to = end * rows;
            if (s.local[i]) {
                if (made[worker][call] == runs) {
                    continue;
                }
                made[worker][call] = runs;
                from = 0;
                to = kernel.rows();
            }
            long start = times == null ? 0 : System.nanoTime();
            kernel.run(arrays[worker], from, to, scratch[worker]);
            if (times != null) {
                times.addAndGet(call, System.nanoTime() - start);
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
                phases[p][g] = Section.of(plan, groups.get(g), next, first, divided[g]);
                first += groups.get(g).steps().size();
                chunks[p] += phases[p][g].chunks;
            }
        }
        int n = plan.memory().size();
        this.buffers = new CpuBuffer[n];
        this.arrays = new Object[workers.threads()][n];
        this.made = new long[workers.threads()][kernels.size()];
        for (int i = 0; i < n; i++) {
            Plan.Memory m = plan.memory().get(i);
            buffers[i] = switch (m.role()) {
                case CONSTANT -> new CpuBuffer(m.constant());
                case VARIABLE -> (CpuBuffer) m.variable();
                case INPUT, WORK, LOCAL -> new CpuBuffer(Storage.allocate(m.dtype(), m.size()));
            };
            for (int w = 0; w < arrays.length; w++) {
                boolean own = m.role() == Plan.Role.LOCAL && w > 0;
                arrays[w][i] = own ? Storage.allocate(m.dtype(), m.size()).array() : buffers[i].array();
            }
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
                run(s, left, worker);
                return;
            }
            left -= s.chunks;
        }
    }

    @Override
    public void run() {
        runs++;
        workers.run(this);
        for (Plan.Update u : plan.updates()) {
            System.arraycopy(arrays[0][u.source()], 0, arrays[0][u.variable()], 0, u.size());
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
