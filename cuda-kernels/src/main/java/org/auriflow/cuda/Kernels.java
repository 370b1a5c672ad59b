package org.auriflow.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.auriflow.engine.DType;

/** The kernels of one device: prebuilt families, loaded when they are first asked for, and generated ones. Thread-safe. */
final class Kernels {
    /** Compute capability from which on cards have what gemm_tf32.cu is made of. */
    private static final int TENSOR_CAPABILITY = 80;

    private final Device device;
    private final Map<String, KernelModule> families = new HashMap<>();
    private final Map<String, KernelModule> generated = new HashMap<>();
    private PtxFunctions functions;

    Kernels(Device device) {
        this.device = device;
    }

    /**
     * A prebuilt kernel.
     *
     * @param family name of its source, for example {@code reduce}
     * @param type element type, or null for a family without
     * @param name of the kernel, without its type
     */
    synchronized Kernel get(String family, DType type, String name) {
        String suffix = type == null ? "" : "_" + suffix(type);
        KernelModule module = families.computeIfAbsent(family + suffix, f -> device.load(source(f), f));
        return module.kernel(name + suffix);
    }

    /** Whether products may round their factors to TF32, and the device has tensor cores that take them. */
    boolean tf32() {
        return Precision.isTf32() && device.capability() >= TENSOR_CAPABILITY;
    }

    /** The device functions that generated kernels call. */
    synchronized PtxFunctions functions() {
        if (functions == null) {
            functions = new PtxFunctions(source("functions"));
        }
        return functions;
    }

    /** The module of a generated text; equal texts are loaded once. */
    synchronized KernelModule generated(String ptx) {
        return generated.computeIfAbsent(ptx, text -> device.load(text, "generated kernels"));
    }

    /** How types are named in kernels. */
    static String suffix(DType type) {
        return switch (type) {
            case FLOAT32 -> "f32";
            case FLOAT64 -> "f64";
            case INT32 -> "i32";
            case BOOL -> "u8";
        };
    }

    /** The PTX of a family. */
    static String source(String family) {
        try (InputStream in = Kernels.class.getResourceAsStream("ptx/" + family + ".ptx")) {
            if (in == null) {
                throw new IllegalStateException("kernels: requires a prebuilt family, got none of the name " + family
                        + "; run src/build/ptx.sh");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("kernels: reading " + family + " failed", e);
        }
    }
}
