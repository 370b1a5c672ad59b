package org.auriflow.cuda;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The generated kernels of one program, loaded together so that the driver translates one text. Not thread-safe. */
final class GeneratedKernels {
    private static final String NAME = "auriflow_";

    private final Map<String, String> entries = new LinkedHashMap<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private KernelModule module;

    /**
     * Adds a kernel; an equal one is there once.
     *
     * @param label what it does, letters and digits, part of its name so that profilers show it
     * @return its name
     */
    String add(PtxText text, String label, int pointers, int threads) {
        functions.addAll(text.functions());
        String body = text.entry("NAME", pointers, threads);
        return entries.computeIfAbsent(body, b -> NAME + entries.size() + "_" + label);
    }

    /** Loads all kernels that were added. */
    void load(Kernels kernels) {
        if (!entries.isEmpty()) {
            module = kernels.generated(text(kernels.functions()));
            // Now: the driver loads a kernel when it is first asked for, which must not be while a graph is recorded.
            entries.values().forEach(module::kernel);
        }
    }

    /** The text of all kernels that were added, behind the device functions that they call. */
    String text(PtxFunctions library) {
        StringBuilder text = new StringBuilder(library.prelude(functions));
        text.append(PtxText.MARK).append('\n');
        entries.forEach((body, name) -> text.append(body.replaceFirst("NAME", name)));
        return text.toString();
    }

    /** A kernel that was added, after loading. */
    Kernel kernel(String name) {
        return module.kernel(name);
    }
}
