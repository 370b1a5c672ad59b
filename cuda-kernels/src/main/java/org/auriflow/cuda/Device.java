package org.auriflow.cuda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import org.auriflow.engine.DeviceException;
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

    /** Opens a device of the driver, which has been initialised. */
    Device(int index) {
        this.index = index;
        Status.check(JCudaDriver.cuDeviceGet(device, index), "cuDeviceGet of device " + index);
        Status.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
        Status.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
        Status.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        for (int i = 0; i < Branches.MOST; i++) {
            CUstream recorder = new CUstream();
            Status.check(JCudaDriver.cuStreamCreate(recorder, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
            recorders.add(recorder);
        }
        this.staging = new Staging(stream);
    }

    /** Does something with the device for the calling thread alone. */
    <T> T exclusively(Supplier<T> work) {
        lock.lock();
        try {
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
            Status.check(JCudaDriver.cuModuleLoadData(module, ptx), "cuModuleLoadData of " + name);
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

    /** Frees everything; on a device that was lost it goes away with the context, whatever the driver answers. */
    void close() {
        exclusively(() -> {
            boolean alive = JCudaDriver.cuStreamSynchronize(stream) == 0;
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
                JCudaDriver.cuStreamDestroy(stream);
                recorders.forEach(JCudaDriver::cuStreamDestroy);
                JCudaDriver.cuDevicePrimaryCtxRelease(device);
            }
        });
    }
}
