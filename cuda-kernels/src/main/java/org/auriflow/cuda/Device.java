package org.auriflow.cuda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.auriflow.engine.DeviceException;
import org.auriflow.engine.OutOfDeviceMemoryException;
import org.auriflow.engine.Storage;

/**
 * One card: its context, the stream that all work goes through in order, its memory and loaded modules.
 *
 * <p>Thread-safe: everything happens under one lock, with the context current on the calling thread.
 */
final class Device {
    private final int index;
    private final ReentrantLock lock = new ReentrantLock();
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final List<CUstream> recorders = new ArrayList<>();
    private final DevicePool pool = new DevicePool();
    private final List<KernelModule> modules = new ArrayList<>();
    private final Staging staging;
    private Cublas cublas;
    private boolean closed;

    /** Opens a device of the driver, which has been initialised. */
    Device(int index) {
        this.index = index;
        Status.check(JCudaDriver.cuDeviceGet(device, index), "cuDeviceGet of device " + index);
        Status.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
        List<CUstream> created = new ArrayList<>();
        try {
            Status.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
            create(stream, created);
            for (int i = 0; i < Branches.MOST; i++) {
                CUstream recorder = new CUstream();
                create(recorder, created);
                recorders.add(recorder);
            }
            this.staging = new Staging(stream);
        } catch (RuntimeException e) {
            created.forEach(JCudaDriver::cuStreamDestroy);
            JCudaDriver.cuDevicePrimaryCtxRelease(device);
            throw e;
        }
    }

    private static void create(CUstream stream, List<CUstream> created) {
        Status.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        created.add(stream);
    }

    /** Does something with the device for the calling thread alone. */
    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException(
                        "device: requires an open engine, got a closed one for " + name() + "; open another");
            }
            Status.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Does something with the device for the calling thread alone. */
    void exclusively(Runnable work) {
        exclusively(() -> {
            work.run();
            return null;
        });
    }

    /** Device name, for example {@code cuda:0}. */
    String name() {
        return "cuda:" + index;
    }

    /** The card's own name. */
    String card() {
        return card(device);
    }

    /** The name of a card. */
    static String card(CUdevice device) {
        byte[] name = new byte[256];
        Status.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    /** A property of a card, see {@link jcuda.driver.CUdevice_attribute}. */
    static int attribute(CUdevice device, int attribute) {
        int[] value = new int[1];
        Status.check(JCudaDriver.cuDeviceGetAttribute(value, attribute, device), "cuDeviceGetAttribute " + attribute);
        return value[0];
    }

    /** Compute capability, for example 80 for 8.0. */
    int capability() {
        return 10 * attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
    }

    /** The stream that all work goes through. */
    CUstream stream() {
        return stream;
    }

    /** Streams on which the branches of graphs are recorded, and nothing runs. */
    List<CUstream> recorders() {
        return recorders;
    }

    CUdeviceptr allocate(long bytes, String owner) {
        return exclusively(() -> pool.take(bytes, owner));
    }

    void free(CUdeviceptr memory) {
        exclusively(() -> pool.give(memory));
    }

    void upload(CUdeviceptr to, Storage from) {
        exclusively(() -> staging.upload(to, from));
    }

    void download(Storage to, CUdeviceptr from) {
        exclusively(() -> staging.download(to, from));
    }

    /** Loads a text of kernels; the driver translates it for the card, and keeps the translation on disk. */
    KernelModule load(String ptx, String name) {
        return exclusively(() -> {
            CUmodule module = new CUmodule();
            int code = retried(() -> JCudaDriver.cuModuleLoadData(module, ptx));
            if (code != 0 && code != Status.OUT_OF_MEMORY) {
                String log = JitLog.of(ptx);
                Status.check(code, "cuModuleLoadData of " + name + (log.isEmpty() ? "" : " (" + log + ")"));
            }
            check(code, "cuModuleLoadData of " + name);
            KernelModule loaded = new KernelModule(module, name);
            modules.add(loaded);
            return loaded;
        });
    }

    /** The library of matrix products, opened at its first use; for use within {@link #exclusively}. */
    Cublas cublas() {
        if (cublas == null) {
            cublas = new Cublas(this);
        }
        return cublas;
    }

    /** What is held on the device. */
    DevicePool pool() {
        return pool;
    }

    /** Waits for all work. */
    void synchronize() {
        exclusively(() -> Status.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize"));
    }

    /** Tries a call of the driver again after idle memory was given back, if it asks for memory. */
    int retried(IntSupplier call) {
        int code = call.getAsInt();
        if (code == Status.OUT_OF_MEMORY) {
            pool.trim();
            code = call.getAsInt();
        }
        return code;
    }

    /** As {@link Status#check}; running out of memory leaves the device as it was. */
    void check(int code, String call) {
        if (code == Status.OUT_OF_MEMORY) {
            throw new OutOfDeviceMemoryException(
                    "device memory: requires memory for " + call + ", got none; this engine holds " + pool.held()
                            + " bytes; close what is not needed",
                    0,
                    pool.held());
        }
        Status.check(code, call);
    }

    /** Whether it is closed: then everything on it is gone. */
    boolean isClosed() {
        return closed;
    }

    /** Frees everything; a context that was lost is reset, whatever the driver answers. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            boolean alive = JCudaDriver.cuCtxSetCurrent(context) == 0 && JCudaDriver.cuStreamSynchronize(stream) == 0;
            try {
                staging.close();
                if (cublas != null) {
                    cublas.close();
                }
                pool.close();
                modules.forEach(KernelModule::close);
            } catch (DeviceException e) {
                if (alive) {
                    throw e;
                }
            } finally {
                closed = true;
                JCudaDriver.cuStreamDestroy(stream);
                recorders.forEach(JCudaDriver::cuStreamDestroy);
                JCudaDriver.cuDevicePrimaryCtxRelease(device);
                if (!alive) {
                    // Whoever else holds the context, such as a library's runtime, would keep its error.
                    JCudaDriver.cuDevicePrimaryCtxReset(device);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
