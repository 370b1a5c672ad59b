package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
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

    /** A line for each card: name, memory, compute capability, multiprocessors. */
    List<String> cards() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < devices; i++) {
            CUdevice device = new CUdevice();
            Status.check(JCudaDriver.cuDeviceGet(device, i), "cuDeviceGet of device " + i);
            long[] bytes = new long[1];
            Status.check(JCudaDriver.cuDeviceTotalMem(bytes, device), "cuDeviceTotalMem");
            lines.add(String.format(
                    Locale.ROOT,
                    "cuda:%d: %s, %.1f GiB, compute capability %d.%d, %d multiprocessors",
                    i,
                    Device.card(device),
                    bytes[0] / 0x1p30,
                    Device.attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                    Device.attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
                    Device.attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)));
        }
        return lines;
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
