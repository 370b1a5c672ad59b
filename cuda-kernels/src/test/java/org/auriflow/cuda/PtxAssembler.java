package org.auriflow.cuda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/** NVIDIA's assembler as JCuda has it, which needs neither a GPU nor a toolkit. */
final class PtxAssembler {
    /** What an assembled kernel takes, in registers per thread and bytes. */
    record Resources(String kernel, String sm, int registers, int shared, int spillStores, int spillLoads) {
        @Override
        public String toString() {
            return "%s %s %d %d %d %d".formatted(kernel, sm, registers, shared, spillStores, spillLoads);
        }
    }

    private static final Pattern FUNCTION = Pattern.compile(
            "^\\.visible \\.func +\\(\\.param \\.(b\\d+) \\w+\\) (\\w+)\\(([^)]*)\\)", Pattern.MULTILINE);
    private static final Pattern PARAMETER = Pattern.compile("\\.param \\.(b\\d+)");
    private static final Pattern ENTRY = Pattern.compile("Compiling entry function '(\\w+)'");
    private static final Pattern SPILLS = Pattern.compile("(\\d+) bytes spill stores, (\\d+) bytes spill loads");
    private static final Pattern USED = Pattern.compile("Used (\\d+) registers(?:.*?, (\\d+) bytes smem)?");

    private PtxAssembler() {}

    /**
     * Assembles PTX for an architecture.
     *
     * @return what its kernels take, and its functions with a kernel around each, sorted by name
     * @throws IllegalArgumentException if the assembler refuses it
     */
    static List<Resources> assemble(String ptx, String sm) {
        byte[] text = (ptx + callers(ptx) + "\0").getBytes(StandardCharsets.UTF_8);
        nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
        check("create", JNvPTXCompiler.nvPTXCompilerCreate(handle, text.length - 1, text), "");
        try {
            String[] options = {"--gpu-name=" + sm, "--verbose"};
            long[] size = new long[1];
            int code = JNvPTXCompiler.nvPTXCompilerCompile(handle, options.length, options);
            if (code != 0) {
                JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(handle, size);
                byte[] log = new byte[Math.toIntExact(size[0]) + 1];
                JNvPTXCompiler.nvPTXCompilerGetErrorLog(handle, log);
                check("compile for " + sm, code, new String(log, StandardCharsets.UTF_8).strip());
            }
            JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(handle, size);
            byte[] log = new byte[Math.toIntExact(size[0]) + 1];
            JNvPTXCompiler.nvPTXCompilerGetInfoLog(handle, log);
            return read(new String(log, StandardCharsets.UTF_8), sm);
        } finally {
            JNvPTXCompiler.nvPTXCompilerDestroy(handle);
        }
    }

    private static void check(String what, int code, String log) {
        if (code != 0) {
            throw new IllegalArgumentException("assembler: " + what + " gave error " + code + ": " + log);
        }
    }

    private static List<Resources> read(String log, String sm) {
        List<Resources> found = new ArrayList<>();
        String kernel = null;
        int stores = 0;
        int loads = 0;
        for (String line : log.lines().toList()) {
            Matcher entry = ENTRY.matcher(line);
            Matcher spills = SPILLS.matcher(line);
            Matcher used = USED.matcher(line);
            if (entry.find()) {
                kernel = entry.group(1);
                stores = 0;
                loads = 0;
            } else if (spills.find()) {
                // A line for the kernel, and one for each function that it calls.
                stores += Integer.parseInt(spills.group(1));
                loads += Integer.parseInt(spills.group(2));
            } else if (used.find()) {
                int shared = used.group(2) == null ? 0 : Integer.parseInt(used.group(2));
                String name = kernel.startsWith(CALLER) ? kernel.substring(CALLER.length()) : kernel;
                found.add(new Resources(name, sm, Integer.parseInt(used.group(1)), shared, stores, loads));
            }
        }
        found.sort((a, b) -> a.kernel.compareTo(b.kernel));
        return found;
    }

    private static final String CALLER = "call_";

    /** A kernel for each function that others are to call, since what nothing calls is not assembled. */
    private static String callers(String ptx) {
        StringBuilder kernels = new StringBuilder();
        Matcher function = FUNCTION.matcher(ptx);
        while (function.find()) {
            String result = function.group(1);
            List<String> types = PARAMETER
                    .matcher(function.group(3))
                    .results()
                    .map(m -> m.group(1))
                    .toList();
            StringBuilder loads = new StringBuilder();
            StringBuilder stores = new StringBuilder();
            List<String> names = new ArrayList<>();
            for (int k = 0; k < types.size(); k++) {
                loads.append(".reg .%s %%x%d; ld.global.%s %%x%d, [%%address+%d];%n"
                        .formatted(types.get(k), k, types.get(k), k, 8 * k));
                stores.append(
                        ".param .%s x%d; st.param.%s [x%d], %%x%d;%n".formatted(types.get(k), k, types.get(k), k, k));
                names.add("x" + k);
            }
            kernels.append("""
                    .visible .entry %s(.param .u64 data) {
                    .reg .u64 %%address; .reg .%s %%y;
                    ld.param.u64 %%address, [data];
                    %s{ .param .%s y; %scall (y), %s, (%s); ld.param.%s %%y, [y]; }
                    st.global.%s [%%address], %%y;
                    ret; }
                    """.formatted(
                            CALLER + function.group(2),
                            result,
                            loads,
                            result,
                            stores,
                            function.group(2),
                            String.join(", ", names),
                            result,
                            result));
        }
        return kernels.toString();
    }
}
