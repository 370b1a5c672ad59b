package org.auriflow.inference.external;

import java.util.List;

/** More runs failed than a job allows. The others, up to the last of them, are in its file. */
public final class FailedRunsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<FailedRun> failed;

    FailedRunsException(String message, List<FailedRun> failed) {
        super(message);
        this.failed = List.copyOf(failed);
    }

    /** Those that failed since the job began or was resumed, in order. */
    public List<FailedRun> failed() {
        return failed;
    }
}
