package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.spi.Backend;
import org.auriflow.engine.spi.Buffer;
import org.auriflow.engine.spi.Plan;

/**
 * A program with its memory on a device. The first run records all launches as a graph, which later runs replay: the host
 * then makes one call, whatever the number of kernels.
 *
 * <p>Where a call may find that it cannot go on, such as an index outside, the graph ends there and the host looks at the
 * fault record before it launches the rest, so that no variable is updated after a fault.
 */
final class CudaExecution implements Backend.Execution {
    /** Ints of a fault record: code and details. */
    private static final int FAULT = 4;

    private final Device device;
    private final CudaProgram program;
    private final Plan plan;
    private final List<CudaBuffer> own = new ArrayList<>();
    private final CudaBuffer[] buffers;
    private final long[] addresses;
    private final CUdeviceptr scratch;
    private final CudaBuffer fault;
    private final List<RecordedGraph> graphs = new ArrayList<>();

    CudaExecution(Device device, CudaProgram program) {
        this.device = device;
        this.program = program;
        this.plan = program.plan();
        int n = plan.memory().size();
        this.buffers = new CudaBuffer[n];
        this.addresses = new long[n];
        try {
            for (int i = 0; i < n; i++) {
                buffers[i] = buffer(plan.memory().get(i), i);
                addresses[i] = buffers[i] == null ? 0 : buffers[i].address();
            }
            this.fault = program.throwing() < 0 ? null : owned(DType.INT32, FAULT, "the fault record of a program");
            long bytes = program.scratch();
            this.scratch = bytes == 0 ? null : device.allocate(bytes, "scratch memory of a program");
        } catch (RuntimeException e) {
            own.forEach(CudaBuffer::close);
            throw e;
        }
    }

    private CudaBuffer buffer(Plan.Memory m, int index) {
        return switch (m.role()) {
            case VARIABLE -> (CudaBuffer) m.variable();
            case CONSTANT -> {
                CudaBuffer b = owned(m.dtype(), m.size(), "constants of a program");
                b.upload(m.constant());
                yield b;
            }
            case INPUT, WORK, LOCAL ->
                program.needs(index) ? owned(m.dtype(), m.size(), "working memory of a program") : null;
        };
    }

    private CudaBuffer owned(DType dtype, int size, String owner) {
        CudaBuffer b = new CudaBuffer(device, dtype, size, owner);
        own.add(b);
        return b;
    }

    @Override
    public Buffer buffer(int index) {
        return buffers[index];
    }

    @Override
    public void run() {
        device.exclusively(() -> {
            if (graphs.isEmpty()) {
                record();
            }
            for (int i = 0; i < graphs.size(); i++) {
                graphs.get(i).launch(device.stream());
                if (i == 0 && fault != null) {
                    requireNoFault();
                }
            }
        });
    }

    /** All graphs or none: half of a program must not run. */
    private void record() {
        int split = program.throwing() + 1;
        int end = program.calls().size();
        List<RecordedGraph> all = new ArrayList<>();
        try {
            if (split > 0) {
                all.add(record(0, split, stream -> {}));
            }
            all.add(record(split, end, this::updates));
        } catch (RuntimeException e) {
            all.forEach(RecordedGraph::close);
            throw e;
        }
        graphs.addAll(all);
    }

    private RecordedGraph record(int begin, int end, Consumer<CUstream> after) {
        return RecordedGraph.of(
                device,
                stream -> clearFault(begin, stream),
                program.branches(begin, end),
                (i, branch, stream) -> program.calls().get(begin + i).launch(enqueue(stream, branch)),
                after);
    }

    private Enqueue enqueue(CUstream stream, int branch) {
        long own = scratch == null ? 0 : Addresses.of(scratch) + program.scratchBegin(branch);
        return new Enqueue(device, stream, addresses, own, fault == null ? 0 : fault.address());
    }

    private void clearFault(int begin, CUstream stream) {
        if (begin == 0 && fault != null) {
            enqueue(stream, 0).clear(fault.address(), FAULT * (long) Integer.BYTES);
        }
    }

    /** Copies into the variables that could not be written in place. */
    private void updates(CUstream stream) {
        Enqueue to = enqueue(stream, 0);
        for (Plan.Update u : plan.updates()) {
            long bytes = (long) u.size() * plan.memory().get(u.source()).dtype().bytes();
            to.copy(addresses[u.variable()], addresses[u.source()], bytes);
        }
    }

    private void requireNoFault() {
        Storage record = Storage.allocate(DType.INT32, FAULT);
        fault.download(record);
        if (record.get(0) != 0) {
            throw Faults.exception((int[]) record.array());
        }
    }

    @Override
    public void await() {
        device.synchronize();
    }

    @Override
    public long[] profile() {
        return device.exclusively(() -> {
            List<Call> calls = program.calls();
            List<CUevent> marks = new ArrayList<>();
            try {
                marks.add(mark());
                clearFault(0, device.stream());
                for (int i = 0; i < calls.size(); i++) {
                    calls.get(i).launch(enqueue(device.stream(), 0));
                    marks.add(mark());
                    if (i == program.throwing()) {
                        requireNoFault();
                    }
                }
                updates(device.stream());
                device.synchronize();
                return nanos(marks);
            } finally {
                marks.forEach(e -> Status.check(JCudaDriver.cuEventDestroy(e), "cuEventDestroy"));
            }
        });
    }

    private CUevent mark() {
        CUevent e = new CUevent();
        Status.check(JCudaDriver.cuEventCreate(e, CUevent_flags.CU_EVENT_DEFAULT), "cuEventCreate");
        Status.check(JCudaDriver.cuEventRecord(e, device.stream()), "cuEventRecord");
        return e;
    }

    /** The time of a chain stands at its first step. */
    private long[] nanos(List<CUevent> marks) {
        long[] nanos = new long[plan.steps().size()];
        int step = 0;
        for (int i = 0; i < plan.phases().size(); i++) {
            float[] millis = new float[1];
            Status.check(JCudaDriver.cuEventElapsedTime(millis, marks.get(i), marks.get(i + 1)), "cuEventElapsedTime");
            nanos[step] = Math.round(millis[0] * 1e6);
            for (Plan.Group g : plan.phases().get(i)) {
                step += g.steps().size();
            }
        }
        return nanos;
    }

    @Override
    public void close() {
        if (device.isClosed()) {
            return;
        }
        device.exclusively(() -> {
            graphs.forEach(RecordedGraph::close);
            graphs.clear();
            own.forEach(CudaBuffer::close);
            own.clear();
            if (scratch != null) {
                device.free(scratch);
            }
        });
    }
}
