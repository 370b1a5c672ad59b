package org.auriflow.engine.spi;

import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.op.Op;

/** A device: memory and kernels. Thread-safe except where a method says otherwise. */
public interface Backend extends AutoCloseable {
    /** Device name, for example {@code cpu} or {@code cuda:0}. */
    String name();

    /** One line per fact a user may want when something is slow or missing. */
    String describe();

    /** Uninitialised storage. */
    Buffer allocate(DType dtype, int size);

    /** Whether there is a kernel for this operation as it is; a fused one without is expanded. */
    boolean hasKernel(Op op);

    /**
     * Orders kernel calls into phases of independent groups; without better knowledge one call after the other.
     * Calls may be replaced by others that give the kept values the same bits.
     *
     * @param steps in an order in which they may be executed, every value in a buffer of its own
     * @param kept values that are needed after all calls
     * @param values adds a value for a call that the backend adds, and returns its number
     */
    default List<List<Plan.Group>> schedule(
            List<Plan.Step> steps, Set<Integer> kept, ToIntFunction<Plan.Memory> values) {
        return steps.stream().map(s -> List.of(new Plan.Group(1, List.of(s)))).toList();
    }

    /**
     * Whether every unit of a call's result needs only the same unit of an operand.
     *
     * @param units equal contiguous parts of result and operand
     */
    default boolean aligned(Plan.Step step, int operand, int units) {
        return units == 1;
    }

    /** Chooses the kernels of a plan; the result is immutable. */
    Executable compile(Plan plan);

    @Override
    void close();

    /** A compiled plan. */
    interface Executable {
        /** Allocates the working memory of one run. */
        Execution open();

        /** Name of the kernel chosen for each step, for reports. */
        List<String> kernels();
    }

    /** A compiled plan with its own memory; for one thread at a time. */
    interface Execution extends AutoCloseable {
        /** The memory behind one buffer of the plan. */
        Buffer buffer(int index);

        /** Runs all steps, then all updates; may return before the device is through, reading a buffer then waits. */
        void run();

        /** Returns when the device is through with all runs. */
        default void await() {}

        /** Runs like {@link #run}, measuring: nanoseconds of each step, all threads together. */
        long[] profile();

        @Override
        void close();
    }
}
