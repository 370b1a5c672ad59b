package org.auriflow.engine.cpu;

import java.util.List;
import java.util.Map;

/**
 * Pointwise operations on float32 that one loop executes with its values in registers. Values are numbered by whoever makes the
 * segment.
 *
 * @param calls in order
 * @param loads buffer of each value that the loop reads
 * @param constants values that are the same for all elements
 * @param stores buffer of each value that the loop writes; they are written after all that is read
 */
public record Segment(
        List<Call> calls, Map<Integer, Integer> loads, Map<Integer, Float> constants, Map<Integer, Integer> stores) {
    /**
     * Operations on values.
     *
     * @param expression the operations; its operands are those of the call in their order
     */
    public record Call(Composite.Node expression, List<Integer> operands, int result) {}
}
