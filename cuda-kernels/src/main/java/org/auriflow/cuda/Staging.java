package org.auriflow.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.auriflow.engine.Storage;

/**
 * A ring of pinned host memory through which values travel to and from a device.
 *
 * <p>Values are copied into the ring, and from there by the device while the caller goes on: the host prepares the next step
 * while the present one computes. Only when the ring is full does the caller wait, for the oldest copy. Not
 * thread-safe: the device guards it.
 */
final class Staging {
    private static final int CAPACITY = 16 << 20;

    /** Bytes that one copy takes at most, so that a long one overlaps with filling the next part. */
    private static final int PART = CAPACITY / 4;

    private static final int ALIGNMENT = 256;

    private final CUstream stream;
    private final Pointer memory = new Pointer();
    private final ByteBuffer bytes;
    private final Deque<Copy> pending = new ArrayDeque<>();
    private final Deque<CUevent> events = new ArrayDeque<>();
    private int head;

    /** A copy that the device may still read: where it begins, and what is reached when it is done. */
    private record Copy(int begin, int end, CUevent done) {}

    Staging(CUstream stream) {
        this.stream = stream;
        Status.check(JCudaDriver.cuMemHostAlloc(memory, CAPACITY, 0), "cuMemHostAlloc of " + CAPACITY + " bytes");
        this.bytes = memory.getByteBuffer(0, CAPACITY).order(ByteOrder.nativeOrder());
    }

    /** Copies the first values of a storage to a device; returns when the storage may change. */
    void upload(CUdeviceptr to, Storage from) {
        int width = from.dtype().bytes();
        int step = PART / width;
        for (int begin = 0; begin < from.size(); begin += step) {
            int n = Math.min(step, from.size() - begin);
            int at = reserve(n * width);
            Elements.put(from, begin, n, view(at, n * width));
            Status.check(
                    JCudaDriver.cuMemcpyHtoDAsync(
                            to.withByteOffset((long) begin * width),
                            memory.withByteOffset(at),
                            (long) n * width,
                            stream),
                    "cuMemcpyHtoDAsync of " + (long) n * width + " bytes");
            pending.add(new Copy(at, at + n * width, recorded()));
        }
    }

    /** Copies values from a device; returns when they are there. */
    void download(Storage to, CUdeviceptr from) {
        int width = to.dtype().bytes();
        int step = PART / width;
        for (int begin = 0; begin < to.size(); begin += step) {
            int n = Math.min(step, to.size() - begin);
            int at = reserve(n * width);
            Status.check(
                    JCudaDriver.cuMemcpyDtoHAsync(
                            memory.withByteOffset(at),
                            from.withByteOffset((long) begin * width),
                            (long) n * width,
                            stream),
                    "cuMemcpyDtoHAsync of " + (long) n * width + " bytes");
            Status.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize");
            Elements.get(to, begin, n, view(at, n * width));
        }
    }

    private ByteBuffer view(int at, int size) {
        return bytes.slice(at, size).order(ByteOrder.nativeOrder());
    }

    /** The begin of free bytes; waits for the copies that still read them. */
    private int reserve(int size) {
        int begin = (head + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (begin + size > CAPACITY) {
            begin = 0;
        }
        int end = begin + size;
        while (!pending.isEmpty() && overlaps(begin, end)) {
            Copy oldest = pending.poll();
            Status.check(JCudaDriver.cuEventSynchronize(oldest.done), "cuEventSynchronize");
            events.push(oldest.done);
        }
        head = end;
        return begin;
    }

    private boolean overlaps(int begin, int end) {
        return pending.stream().anyMatch(c -> c.begin < end && begin < c.end);
    }

    private CUevent recorded() {
        CUevent e = events.poll();
        if (e == null) {
            e = new CUevent();
            Status.check(JCudaDriver.cuEventCreate(e, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
        }
        Status.check(JCudaDriver.cuEventRecord(e, stream), "cuEventRecord");
        return e;
    }

    void close() {
        pending.forEach(c -> events.push(c.done));
        pending.clear();
        while (!events.isEmpty()) {
            Status.check(JCudaDriver.cuEventDestroy(events.poll()), "cuEventDestroy");
        }
        Status.check(JCudaDriver.cuMemFreeHost(memory), "cuMemFreeHost");
    }
}
