package org.auriflow.bench.gpu;

import java.util.function.Function;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.Engine;

/**
 * One kernel to time at a size that fills a card.
 *
 * @param name operation, a slash, and the size
 * @param choice of the kernels for products
 * @param bytes of all operands and results, each counted once
 * @param step compiles it and sets its inputs
 */
record GpuCase(String name, KernelChoice choice, long bytes, Function<Engine, Step> step) {
    /** Compiles the case and sets its inputs. */
    Step prepare(Engine engine) {
        return choice.during(() -> step.apply(engine));
    }
}
