package org.auriflow.engine;

/**
 * Where the time of an execution went: one kernel call.
 *
 * @param kernel its name
 * @param result type of its result
 * @param phase calls of a phase may run at the same time, phases follow each other
 * @param nanos nanoseconds, all threads together
 * @param flops floating-point operations
 * @param bytes read and written at least once
 */
public record Timing(String kernel, TensorType result, int phase, long nanos, long flops, long bytes) {}
