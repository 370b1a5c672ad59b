package org.auriflow.cuda;

import jcuda.driver.CUresult;
import org.auriflow.engine.DeviceException;

/** Turns return codes of the driver into exceptions that name call and error. */
final class Status {
    static final int OUT_OF_MEMORY = CUresult.CUDA_ERROR_OUT_OF_MEMORY;

    private Status() {}

    /**
     * Checks a return code.
     *
     * @param call name of the function of the driver, and what it was to do where that helps
     * @throws DeviceException if it is not success
     */
    static void check(int code, String call) {
        if (code != CUresult.CUDA_SUCCESS) {
            throw new DeviceException(
                    "cuda: " + call + " requires success, got " + CUresult.stringFor(code) + "; " + advice(code));
        }
    }

    private static String advice(int code) {
        return switch (code) {
            case CUresult.CUDA_ERROR_OUT_OF_MEMORY -> "free device memory or make batches smaller";
            case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
                    CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION,
                    CUresult.CUDA_ERROR_INVALID_PTX ->
                "use a driver of CUDA 12 or later and a card of compute" + " capability 7.5 or higher";
            case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, CUresult.CUDA_ERROR_LAUNCH_FAILED ->
                "a kernel is wrong: run the"
                        + " program on cpu, and under compute-sanitizer to find it; the process must be restarted";
            case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE, CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR ->
                "the card may be defective";
            default -> "close the engine and open another, or restart the process";
        };
    }
}
