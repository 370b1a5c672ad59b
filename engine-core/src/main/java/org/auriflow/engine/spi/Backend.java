package org.auriflow.engine.spi;

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

    /** Chooses the kernels of a plan; the result is immutable. */
    Executable compile(Plan plan);

    @Override
    void close();

    /** A compiled plan. */
    interface Executable {
        /** Allocates the working memory of one run. */
        Execution open();

        /** Name of the kernel chosen for each step, for reports. */
        java.util.List<String> kernels();
    }

    /** A compiled plan with its own memory; for one thread at a time. */
    interface Execution extends AutoCloseable {
        /** The memory behind one buffer of the plan. */
        Buffer buffer(int index);

        /** Runs all steps, then all updates. */
        void run();

        @Override
        void close();
    }
}
