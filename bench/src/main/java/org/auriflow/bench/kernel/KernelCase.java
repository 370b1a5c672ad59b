package org.auriflow.bench.kernel;

import java.util.function.Function;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.Engine;

/**
 * One kernel to time, as a program of its own.
 *
 * @param name operation, a slash, and the size
 * @param step compiles it and sets its inputs
 */
public record KernelCase(String name, Function<Engine, Step> step) {}
