package org.auriflow.cuda;

import jcuda.driver.CUdeviceptr;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.spi.Buffer;

/** Values on a device. */
final class CudaBuffer implements Buffer {
    private final Device device;
    private final int size;
    private final DType dtype;
    private CUdeviceptr memory;

    /**
     * Allocates.
     *
     * @param owner what it is for, for messages
     */
    CudaBuffer(Device device, DType dtype, int size, String owner) {
        this.device = device;
        this.dtype = dtype;
        this.size = size;
        this.memory = device.allocate((long) size * dtype.bytes(), owner);
    }

    long address() {
        if (memory == null) {
            throw new IllegalStateException(
                    "device memory: requires memory in use, got a closed variable's; keep it open while programs use it");
        }
        return Addresses.of(memory);
    }

    @Override
    public void upload(Storage from) {
        Storage values = from;
        if (from.size() == 1 && size != 1) {
            values = Storage.allocate(dtype, size);
            for (int i = 0; i < size; i++) {
                values.set(i, from.get(0));
            }
        }
        device.upload(memory, values);
    }

    @Override
    public void download(Storage to) {
        device.download(to, memory);
    }

    @Override
    public void close() {
        if (memory != null && !device.isClosed()) {
            device.free(memory);
        }
        memory = null;
    }
}
