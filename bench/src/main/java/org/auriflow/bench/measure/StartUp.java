package org.auriflow.bench.measure;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a program costs whoever embeds it, from the start of the virtual machine that measures: times in milliseconds, memory in MiB.
 *
 * @param workload the program
 * @param threads host threads
 * @param jvm until the measurement began, the command line included
 * @param compile until the program was compiled and its variables were initialised
 * @param first until its first execution had ended
 * @param warm the second hundred executions, each
 * @param steps executions in all
 * @param heapEarly used by live objects after a tenth of them
 * @param heapLate used by live objects after all
 * @param resident memory of the process at the end, NaN where the system does not tell
 */
public record StartUp(
        String workload,
        int threads,
        double jvm,
        double compile,
        double first,
        double warm,
        long steps,
        double heapEarly,
        double heapLate,
        double resident) {
    private static final int HUNDRED = 100;
    private static final int TENTH = 10;
    private static final double MEBI = 1 << 20;

    /**
     * Measures in this process, which should have done nothing else before.
     *
     * @param prepare compiles the program; called once
     * @param steps executions in all, at least 1000
     */
    public static StartUp measure(String workload, int threads, Supplier<Runnable> prepare, long steps) {
        double jvm = System.currentTimeMillis()
                - (double) ManagementFactory.getRuntimeMXBean().getStartTime();
        long start = System.nanoTime();
        Runnable step = prepare.get();
        double compile = since(start);
        start = System.nanoTime();
        step.run();
        double first = since(start);
        repeat(step, HUNDRED - 1);
        start = System.nanoTime();
        repeat(step, HUNDRED);
        double warm = since(start) / HUNDRED;
        repeat(step, steps / TENTH - 2 * HUNDRED);
        double early = heap();
        repeat(step, steps - steps / TENTH);
        return new StartUp(
                workload, threads, jvm, compile, first, warm, steps, early, heap(), ResidentMemory.mebibytes());
    }

    private static void repeat(Runnable step, long times) {
        for (long i = 0; i < times; i++) {
            step.run();
        }
    }

    private static double since(long nanoTime) {
        return (System.nanoTime() - nanoTime) * 1e-6;
    }

    /** Of objects that can be reached. */
    private static double heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed() / MEBI;
    }

    /** One JSON object. */
    public String toJson() {
        var json = JsonWriter.string()
                .object()
                .value("workload", workload)
                .value("threads", threads)
                .value("jvm_ms", jvm)
                .value("compile_ms", compile)
                .value("first_ms", first)
                .value("warm_ms", warm)
                .value("steps", steps)
                .value("heap_early_mib", heapEarly)
                .value("heap_late_mib", heapLate);
        return (Double.isFinite(resident) ? json.value("resident_mib", resident) : json.nul("resident_mib"))
                .end()
                .done();
    }

    /** What {@link #toJson} wrote; nothing if the line is something else. */
    public static Optional<StartUp> parse(String line) {
        try {
            JsonObject o = JsonParser.object().from(line);
            return o.isNumber("compile_ms")
                    ? Optional.of(new StartUp(
                            o.getString("workload", ""),
                            o.getInt("threads"),
                            o.getDouble("jvm_ms"),
                            o.getDouble("compile_ms"),
                            o.getDouble("first_ms"),
                            o.getDouble("warm_ms"),
                            o.getLong("steps"),
                            o.getDouble("heap_early_mib"),
                            o.getDouble("heap_late_mib"),
                            o.getDouble("resident_mib", Double.NaN)))
                    : Optional.empty();
        } catch (JsonParserException e) {
            return Optional.empty();
        }
    }
}
