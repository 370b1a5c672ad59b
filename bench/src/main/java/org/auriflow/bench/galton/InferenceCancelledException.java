package org.auriflow.bench.galton;

/** Thrown where an inference was cancelled before it had a result. */
public final class InferenceCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean modelKept;

    /**
     * A cancellation.
     *
     * @param modelKept whether the best model so far was written
     */
    public InferenceCancelledException(boolean modelKept) {
        super("infer: cancelled");
        this.modelKept = modelKept;
    }

    /** Whether the best model so far was written. */
    public boolean isModelKept() {
        return modelKept;
    }
}
