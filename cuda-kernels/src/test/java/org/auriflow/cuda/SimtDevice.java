package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** A device of the executor as its own tests use it: through JCuda alone, every call checked. */
final class SimtDevice implements AutoCloseable {
    private static final String HEADER = ".version 8.0\n.target sm_75\n.address_size 64\n";

    private final int index;
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();

    /** Opens a device; the executor's options are reset, and reports that tests provoke are not printed. */
    SimtDevice(int index) {
        this.index = index;
        reset();
        check(JCudaDriver.cuInit(0));
        check(JCudaDriver.cuDeviceGet(device, index));
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device));
        check(JCudaDriver.cuCtxSetCurrent(context));
    }

    /** Forgets errors; options are those that tests expect, whatever the environment says. */
    static void reset() {
        Simt.reset();
        Simt.quiet(true);
        Simt.order(0);
        Simt.lazy(false);
        Simt.strict(true);
    }

    static void check(int code) {
        assertEquals("CUDA_SUCCESS", CUresult.stringFor(code), Simt::lastReport);
    }

    static void expect(String error, int code) {
        assertEquals(error, CUresult.stringFor(code), Simt::lastReport);
    }

    void makeCurrent() {
        check(JCudaDriver.cuCtxSetCurrent(context));
    }

    /** A kernel compiled by g++. */
    CUfunction compiled(String name) {
        return function(load(HEADER + ".visible .entry " + name + "(\n)\n{ ret; }\n"), name);
    }

    /** A kernel of generated text; {@code declarations} stand before the mark. */
    CUfunction generated(String declarations, String entry, String name) {
        return function(load(HEADER + declarations + "// auriflow: generated\n" + entry), name);
    }

    CUmodule load(String text) {
        CUmodule module = new CUmodule();
        check(JCudaDriver.cuModuleLoadData(module, text));
        return module;
    }

    CUfunction function(CUmodule module, String name) {
        CUfunction function = new CUfunction();
        check(JCudaDriver.cuModuleGetFunction(function, module, name));
        return function;
    }

    CUdeviceptr allocate(long bytes) {
        CUdeviceptr memory = new CUdeviceptr();
        check(JCudaDriver.cuMemAlloc(memory, bytes));
        return memory;
    }

    CUdeviceptr upload(float... x) {
        CUdeviceptr memory = allocate(4L * x.length);
        check(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(x), 4L * x.length));
        return memory;
    }

    CUdeviceptr upload(int... x) {
        CUdeviceptr memory = allocate(4L * x.length);
        check(JCudaDriver.cuMemcpyHtoD(memory, Pointer.to(x), 4L * x.length));
        return memory;
    }

    float[] floats(CUdeviceptr memory, int n) {
        float[] x = new float[n];
        check(JCudaDriver.cuMemcpyDtoH(Pointer.to(x), memory, 4L * n));
        return x;
    }

    int[] ints(CUdeviceptr memory, int n) {
        int[] x = new int[n];
        check(JCudaDriver.cuMemcpyDtoH(Pointer.to(x), memory, 4L * n));
        return x;
    }

    /** Launches on the default stream; the launch itself succeeds. */
    void launch(CUfunction f, int blocks, int threads, int shared, Object... arguments) {
        check(launchOn(null, f, blocks, threads, shared, arguments));
    }

    /** Launches on a stream; the code of the call. */
    static int launchOn(CUstream stream, CUfunction f, int blocks, int threads, int shared, Object... arguments) {
        NativePointerObject[] pointers = new NativePointerObject[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            pointers[i] = argument(arguments[i]);
        }
        return JCudaDriver.cuLaunchKernel(f, blocks, 1, 1, threads, 1, 1, shared, stream, Pointer.to(pointers), null);
    }

    private static Pointer argument(Object value) {
        if (value instanceof CUdeviceptr p) {
            return Pointer.to(p);
        }
        if (value instanceof Integer v) {
            return Pointer.to(new int[] {v});
        }
        if (value instanceof Long v) {
            return Pointer.to(new long[] {v});
        }
        if (value instanceof Float v) {
            return Pointer.to(new float[] {v});
        }
        if (value instanceof Double v) {
            return Pointer.to(new double[] {v});
        }
        return Pointer.to((int[]) value);
    }

    /** Waits, and expects an error of a kernel, which then stays. */
    void expectFailure(String error) {
        expect(error, JCudaDriver.cuCtxSynchronize());
        expect(error, JCudaDriver.cuMemAlloc(new CUdeviceptr(), 4));
    }

    /** Ends the context, which frees everything. */
    @Override
    public void close() {
        Simt.reset();
        check(JCudaDriver.cuDevicePrimaryCtxRelease(device));
        assertEquals(0, Simt.liveAllocations(index));
    }
}
