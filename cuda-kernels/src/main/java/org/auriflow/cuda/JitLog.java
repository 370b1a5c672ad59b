package org.auriflow.cuda;

import java.nio.charset.StandardCharsets;
import jcuda.Pointer;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.driver.JITOptions;

/** Why the driver refuses a text of kernels, in its own words. */
final class JitLog {
    private static final int SIZE = 8 << 10;

    private static final int SHOWN = 400;

    private JitLog() {}

    /** The first lines of the log of another attempt, on one line; empty if there is none. */
    static String of(String ptx) {
        JITOptions options = new JITOptions();
        options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[SIZE]);
        options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, SIZE);
        byte[] text = (ptx + "\0").getBytes(StandardCharsets.US_ASCII);
        CUmodule module = new CUmodule();
        if (JCudaDriver.cuModuleLoadDataJIT(module, Pointer.to(text), options) == 0) {
            JCudaDriver.cuModuleUnload(module);
            return "";
        }
        String log = new String(options.getBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER), StandardCharsets.US_ASCII);
        String line = log.replace('\0', ' ').strip().replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), SHOWN));
    }
}
