package org.auriflow.cuda;

/** What a fault record says. */
final class Faults {
    private Faults() {}

    /** The exception that the operation throws on the processor. */
    static RuntimeException exception(int[] record) {
        RuntimeException index = IndexingCalls.exception(record);
        RuntimeException draw = index != null ? index : DrawCalls.exception(record);
        return draw != null
                ? draw
                : new IllegalStateException("cuda: requires a known fault code, got " + record[0] + "; report it");
    }
}
