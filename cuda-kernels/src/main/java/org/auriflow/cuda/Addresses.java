package org.auriflow.cuda;

import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** Device addresses as numbers, as kernels take them. */
final class Addresses {
    private Addresses() {}

    /** Sees what a pointer of the driver hides from all but its own kind. */
    private static final class Raw extends Pointer {
        Raw(Pointer p) {
            super(p, 0);
        }

        long value() {
            return getNativePointer() + getByteOffset();
        }
    }

    /** The address that a pointer holds. */
    static long of(CUdeviceptr p) {
        return new Raw(p).value();
    }

    /** A pointer to an address. */
    static CUdeviceptr pointer(long address) {
        return new CUdeviceptr().withByteOffset(address);
    }
}
