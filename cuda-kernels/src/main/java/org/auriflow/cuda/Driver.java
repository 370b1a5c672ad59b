package org.auriflow.cuda;

import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.auriflow.cuda.natives.JCudaNatives;
import org.auriflow.cuda.natives.Loaded;

/** The driver of the machine, initialised once. */
final class Driver {
    private static Driver found;

    private final int devices;
    private final String description;

    private Driver(int devices, String description) {
        this.devices = devices;
        this.description = description;
    }

    /** What there is; never throws. */
    static synchronized Driver get() {
        if (found == null) {
            found = find();
        }
        return found;
    }

    private static Driver find() {
        Loaded natives = JCudaNatives.driver();
        if (!natives.available()) {
            return new Driver(0, natives.description());
        }
        JCudaDriver.setExceptionsEnabled(false);
        int code = JCudaDriver.cuInit(0);
        int[] version = new int[1];
        int[] count = new int[1];
        if (code == CUresult.CUDA_SUCCESS) {
            JCudaDriver.cuDriverGetVersion(version);
            code = JCudaDriver.cuDeviceGetCount(count);
        }
        if (code != CUresult.CUDA_SUCCESS) {
            return new Driver(0, "the driver is there but answers " + CUresult.stringFor(code));
        }
        String text = "driver for CUDA " + version[0] / 1000 + "." + version[0] % 1000 / 10 + ", " + count[0]
                + (count[0] == 1 ? " device" : " devices");
        return new Driver(count[0], text);
    }

    /** Whether there is a card to open. */
    boolean isAvailable() {
        return devices > 0;
    }

    int devices() {
        return devices;
    }

    /** One line: what was found, or why there is nothing. */
    String description() {
        return description;
    }
}
