package org.auriflow.engine.cpu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Optional;

/**
 * The one gate to SIMD: decides at first use whether {@code jdk.incubator.vector} serves, and says why if not.
 *
 * <p>The module is off unless the Java command line has {@code --add-modules jdk.incubator.vector}. {@link KernelFamily}
 * tells how to do without SIMD although the module is there.
 */
public final class Vectorization {
    private static final String MODULE = "jdk.incubator.vector";
    private static final String IMPLEMENTATION = "org.auriflow.engine.cpu.simd.SimdKernels";

    /** Looked up once, when somebody first asks. */
    private static final Vectorization FOUND = lookup();

    private final VectorKernels kernels;
    private final String reason;

    private Vectorization(VectorKernels kernels, String reason) {
        this.kernels = kernels;
        this.reason = reason;
    }

    /** Whether SIMD kernels can be used. */
    public static boolean enabled() {
        return FOUND.kernels != null;
    }

    /** One line for reports: the vector width, or why there is no SIMD and what would help. */
    public static String reason() {
        return FOUND.reason;
    }

    /** The SIMD kernels, or null. */
    static VectorKernels kernels() {
        return FOUND.kernels;
    }

    private static Vectorization lookup() {
        Vectorization found = decide();
        Logger log = System.getLogger(Vectorization.class.getName());
        if (found.kernels == null) {
            log.log(Level.INFO, "SIMD is off: {0}", found.reason);
        } else {
            log.log(Level.DEBUG, "SIMD is on: {0}", found.reason);
        }
        return found;
    }

    private static Vectorization decide() {
        Optional<Module> module = ModuleLayer.boot().findModule(MODULE);
        if (module.isEmpty()) {
            return new Vectorization(
                    null,
                    "module " + MODULE + " is absent; start Java with --add-modules " + MODULE
                            + " for training steps that are 4 to 10 times as fast");
        }
        String mode = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
        if (mode.contains("interpreted")) {
            return new Vectorization(
                    null, "Java runs without its compiler (-Xint), where vectors are slower than loops");
        }
        try {
            Vectorization.class.getModule().addReads(module.get());
            VectorKernels kernels = Class.forName(IMPLEMENTATION)
                    .asSubclass(VectorKernels.class)
                    .getDeclaredConstructor()
                    .newInstance();
            // 128-bit registers on x86 mean a processor without fused multiply-add, which would then be emulated.
            String arch = System.getProperty("os.arch", "");
            int least = arch.equals("amd64") || arch.equals("x86_64") ? 256 : 128;
            if (kernels.bits() < least) {
                return new Vectorization(
                        null, "vector registers have " + kernels.bits() + " bits, fewer than " + least);
            }
            return new Vectorization(kernels, kernels.bits() + "-bit vectors");
        } catch (ReflectiveOperationException | LinkageError e) {
            return new Vectorization(null, "module " + MODULE + " does not serve this version of Auriflow: " + e);
        }
    }
}
