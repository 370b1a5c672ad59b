package org.auriflow.inference.external;

import java.util.List;

/** More runs failed than a job allows. The others, up to the last of them, are in its file. */
public final class FailedRunsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<MissingRun> failed;

    FailedRunsException(String message, List<MissingRun> failed) {
        super(message);
        this.failed = List.copyOf(failed);
    }

    /** Those that failed since the job began or was resumed, in order. */
    public List<MissingRun> failed() {
        return failed;
    }
}
