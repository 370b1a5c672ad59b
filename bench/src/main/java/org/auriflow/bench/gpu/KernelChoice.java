package org.auriflow.bench.gpu;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which kernels compute products.
 *
 * @param products {@code on} or {@code off}: whether cuBLAS does
 * @param precision {@code tf32} where they may round their factors, else {@code float32}
 */
record KernelChoice(String products, String precision) {
    static final KernelChoice OWN = new KernelChoice("off", "float32");
    static final KernelChoice OWN_TF32 = new KernelChoice("off", "tf32");
    static final KernelChoice LIBRARY = new KernelChoice("on", "float32");
    static final KernelChoice LIBRARY_TF32 = new KernelChoice("on", "tf32");

    /** Does something, such as compiling, under the system properties that choose so. */
    <T> T during(Supplier<T> work) {
        Map<String, String> before = new HashMap<>();
        Map.of("auriflow.cuda.cublas", products, "auriflow.cuda.precision", precision)
                .forEach((key, value) -> before.put(key, System.setProperty(key, value)));
        try {
            return work.get();
        } finally {
            before.forEach((key, value) -> {
                if (value == null) {
                    System.clearProperty(key);
                } else {
                    System.setProperty(key, value);
                }
            });
        }
    }
}
