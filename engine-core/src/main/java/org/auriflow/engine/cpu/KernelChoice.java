package org.auriflow.engine.cpu;

import org.auriflow.engine.spi.Plan;

/** Which kernel runs a step; the choice depends on the operation, dtypes and shapes only. */
final class KernelChoice {
    private KernelChoice() {}

    static Kernel of(Plan.Step s) {
        return new ReferenceKernel(s);
    }
}
