package org.auriflow.cuda;

import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** Puts launches on a stream. */
final class Enqueue implements Launches {
    /** Bytes of dynamic shared memory that every kernel may have unasked. */
    private static final int SHARED = 48 << 10;

    private final Device device;
    private final CUstream stream;
    private final long[] addresses;
    private final long scratch;
    private final long fault;

    /**
     * Launches of one run.
     *
     * @param addresses of the buffers of its plan
     */
    Enqueue(Device device, CUstream stream, long[] addresses, long scratch, long fault) {
        this.device = device;
        this.stream = stream;
        this.addresses = addresses;
        this.scratch = scratch;
        this.fault = fault;
    }

    @Override
    public long address(int memory) {
        return addresses[memory];
    }

    @Override
    public long scratch() {
        return scratch;
    }

    @Override
    public long fault() {
        return fault;
    }

    @Override
    public void kernel(Kernel kernel, Grid grid, Object... arguments) {
        NativePointerObject[] pointers = new NativePointerObject[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            pointers[i] = argument(arguments[i]);
        }
        if (grid.shared() > SHARED) {
            Status.check(
                    JCudaDriver.cuFuncSetAttribute(
                            kernel.function(),
                            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                            grid.shared()),
                    "cuFuncSetAttribute of " + kernel.name());
        }
        Status.check(
                JCudaDriver.cuLaunchKernel(
                        kernel.function(),
                        grid.x(),
                        grid.y(),
                        grid.z(),
                        grid.threads(),
                        1,
                        1,
                        grid.shared(),
                        stream,
                        Pointer.to(pointers),
                        null),
                "cuLaunchKernel of " + kernel.name());
    }

    private static Pointer argument(Object value) {
        if (value instanceof Long v) {
            return Pointer.to(new long[] {v});
        }
        if (value instanceof Integer v) {
            return Pointer.to(new int[] {v});
        }
        if (value instanceof Float v) {
            return Pointer.to(new float[] {v});
        }
        if (value instanceof Double v) {
            return Pointer.to(new double[] {v});
        }
        if (value instanceof int[] v) {
            return Pointer.to(v);
        }
        throw new IllegalStateException("kernel: requires Long, Integer, Float, Double or int[], got " + value);
    }

    @Override
    public void clear(long address, long bytes) {
        if (bytes > 0) {
            Status.check(
                    JCudaDriver.cuMemsetD8Async(Addresses.pointer(address), (byte) 0, bytes, stream),
                    "cuMemsetD8Async of " + bytes + " bytes");
        }
    }

    @Override
    public void copy(long to, long from, long bytes) {
        if (bytes > 0) {
            Status.check(
                    JCudaDriver.cuMemcpyDtoDAsync(Addresses.pointer(to), Addresses.pointer(from), bytes, stream),
                    "cuMemcpyDtoDAsync of " + bytes + " bytes");
        }
    }

    @Override
    public void cublas(CublasCall.Problem problem, long a, long b, long c) {
        device.cublas().product(problem, a, b, c, stream);
    }
}
