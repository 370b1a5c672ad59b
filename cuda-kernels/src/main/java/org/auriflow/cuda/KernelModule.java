package org.auriflow.cuda;

import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** A loaded text of kernels. Not thread-safe. */
final class KernelModule {
    private final CUmodule module;
    private final String name;
    private final Map<String, Kernel> kernels = new HashMap<>();

    KernelModule(CUmodule module, String name) {
        this.module = module;
        this.name = name;
    }

    /** A kernel of the module. */
    Kernel kernel(String entry) {
        return kernels.computeIfAbsent(entry, e -> {
            CUfunction f = new CUfunction();
            Status.check(JCudaDriver.cuModuleGetFunction(f, module, e), "cuModuleGetFunction of " + e + " in " + name);
            return new Kernel(e, f);
        });
    }

    void close() {
        Status.check(JCudaDriver.cuModuleUnload(module), "cuModuleUnload of " + name);
    }
}
