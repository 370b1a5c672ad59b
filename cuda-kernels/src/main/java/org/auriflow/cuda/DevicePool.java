package org.auriflow.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import org.auriflow.engine.OutOfDeviceMemoryException;

/**
 * Device memory that is kept when it is freed, since the driver takes long to give and waits for the device to take back.
 *
 * <p>All work of a device goes through one stream in order, so that freed memory may be handed out again at once: what reads
 * it was enqueued before what will write it. Sizes are rounded up to an eighth of their power of two, at least 512 bytes.
 * Not thread-safe: the device guards it.
 */
final class DevicePool {
    private static final long LEAST = 512;

    private final Map<Long, Deque<CUdeviceptr>> idle = new TreeMap<>();
    private final Map<CUdeviceptr, Block> live = new HashMap<>();
    private long held;
    private long used;
    private long mostUsed;

    /** Memory that is in use: how much, and for whom. */
    private record Block(long bytes, String owner) {}

    /** How many bytes a request takes. */
    static long rounded(long bytes) {
        long least = Math.max(bytes, LEAST);
        long step = Math.max(LEAST, Long.highestOneBit(least) / 8);
        return (least + step - 1) / step * step;
    }

    /**
     * Memory, uninitialised.
     *
     * @param owner what it is for, for the message of the exception
     * @throws OutOfDeviceMemoryException if the device has none left, even after everything idle was given back
     */
    CUdeviceptr take(long bytes, String owner) {
        long size = rounded(bytes);
        Deque<CUdeviceptr> same = idle.get(size);
        CUdeviceptr memory = same == null || same.isEmpty() ? null : same.pop();
        if (memory == null) {
            memory = allocate(size, bytes, owner);
        }
        live.put(memory, new Block(size, owner));
        used += size;
        mostUsed = Math.max(mostUsed, used);
        return memory;
    }

    private CUdeviceptr allocate(long size, long bytes, String owner) {
        CUdeviceptr memory = new CUdeviceptr();
        int code = JCudaDriver.cuMemAlloc(memory, size);
        if (code == Status.OUT_OF_MEMORY) {
            trim();
            code = JCudaDriver.cuMemAlloc(memory, size);
        }
        if (code == Status.OUT_OF_MEMORY) {
            throw new OutOfDeviceMemoryException(
                    "device memory: requires " + bytes + " bytes for " + owner + ", got none; this engine holds " + held
                            + " bytes (" + holders() + ") and " + onDevice()
                            + "; close what is not needed or make batches smaller",
                    bytes,
                    held);
        }
        Status.check(code, "cuMemAlloc of " + size + " bytes");
        held += size;
        return memory;
    }

    /** The largest holders, most first. */
    private String holders() {
        Map<String, Long> byOwner = new HashMap<>();
        live.values().forEach(b -> byOwner.merge(b.owner, b.bytes, Long::sum));
        List<String> parts = new ArrayList<>();
        byOwner.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(3)
                .forEach(e -> parts.add(e.getKey() + " " + e.getValue()));
        return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }

    private static String onDevice() {
        long[] free = new long[1];
        long[] total = new long[1];
        return JCudaDriver.cuMemGetInfo(free, total) == 0
                ? "the device has " + free[0] + " of " + total[0] + " bytes free"
                : "the device does not tell what is free";
    }

    /** Takes memory back; it may be handed out again at once. */
    void give(CUdeviceptr memory) {
        Block block = live.remove(memory);
        if (block == null) {
            throw new IllegalStateException("device memory: requires memory in use, got " + memory + "; free it once");
        }
        used -= block.bytes;
        idle.computeIfAbsent(block.bytes, k -> new ArrayDeque<>()).push(memory);
    }

    /** Gives everything idle back to the driver. */
    void trim() {
        for (Map.Entry<Long, Deque<CUdeviceptr>> e : idle.entrySet()) {
            while (!e.getValue().isEmpty()) {
                Status.check(JCudaDriver.cuMemFree(e.getValue().pop()), "cuMemFree");
                held -= e.getKey();
            }
        }
    }

    /** Gives everything back, what is in use too: nobody can use it without the device. */
    void close() {
        List.copyOf(live.keySet()).forEach(this::give);
        trim();
    }

    /** Bytes in use. */
    long used() {
        return used;
    }

    /** The most that was in use at a time. */
    long mostUsed() {
        return mostUsed;
    }

    /** Bytes held, in use or idle. */
    long held() {
        return held;
    }

    /** Pieces in use. */
    int pieces() {
        return live.size();
    }
}
