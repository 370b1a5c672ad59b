package org.auriflow.nn.train;

/** A request to stop, given by any thread and heeded before the next step. */
public final class Cancellation {
    private volatile boolean requested;

    /** Asks to stop. */
    public void cancel() {
        requested = true;
    }

    /** Whether {@link #cancel()} was called. */
    public boolean requested() {
        return requested;
    }
}
