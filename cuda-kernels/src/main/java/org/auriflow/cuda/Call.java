package org.auriflow.cuda;

/** One step of a plan as launches on the stream of its device; immutable. */
interface Call {
    /** Name for reports, for example {@code sum rows}. */
    String name();

    /** Bytes of device memory that the call needs while it runs; all calls of a run share the same. */
    default long scratch() {
        return 0;
    }

    /** Enqueues everything that the step takes. */
    void launch(Launches to);
}
