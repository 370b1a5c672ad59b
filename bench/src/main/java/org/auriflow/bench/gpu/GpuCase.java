package org.auriflow.bench.gpu;

import java.util.function.Function;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.Engine;

/**
 * One kernel to time at a size that fills a card.
 *
 * @param name operation, a slash, and the size
 * @param products {@code on} or {@code off}: whether cuBLAS computes products
 * @param bytes of all operands and results, each counted once
 * @param step compiles it and sets its inputs
 */
record GpuCase(String name, String products, long bytes, Function<Engine, Step> step) {
    /** Own kernels. */
    static final String OWN = "off";

    /** The system property that chooses. */
    private static final String PROPERTY = "auriflow.cuda.cublas";

    /** Compiles the case and sets its inputs. */
    Step prepare(Engine engine) {
        String before = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, products);
        try {
            return step.apply(engine);
        } finally {
            if (before == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, before);
            }
        }
    }
}
