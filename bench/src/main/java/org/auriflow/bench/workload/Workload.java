package org.auriflow.bench.workload;

import org.auriflow.engine.Engine;

/** Something to time, defined in float32 as in {@code bench/peers/peers.py} under the same name. */
public interface Workload {
    /** Family, a slash, and the sizes, for example {@code carl-step/b128h100}. */
    String name();

    /** How many times faster than the best peer it is meant to be. */
    double target();

    /** How long executions are repeated to find their median time. */
    default double seconds() {
        return 1.5;
    }

    /**
     * Compiles it and sets its inputs, random with a fixed seed.
     *
     * @param engine owns everything that is made and frees it when it is closed
     */
    Step prepare(Engine engine);
}
