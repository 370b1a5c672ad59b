package org.auriflow.bench.compare;

/** A process that should have timed a workload ended without an answer. */
public final class ContestantFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Tells what it complained about. */
    public ContestantFailedException(String message) {
        super(message);
    }
}
