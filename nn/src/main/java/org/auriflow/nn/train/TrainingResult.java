package org.auriflow.nn.train;

import java.util.List;

/**
 * How a training went.
 *
 * @param history one entry per completed epoch
 * @param bestEpoch number (from 1) of the epoch with the lowest deciding loss, 0 if none was completed
 * @param reason why it ended
 */
public record TrainingResult(List<EpochMetrics> history, int bestEpoch, Reason reason) {
    /** Why a training ended. */
    public enum Reason {
        /** All epochs are done. */
        COMPLETED,
        /** The validation loss did not improve any more. */
        EARLY_STOPPING,
        /** Somebody asked for it, by {@link Cancellation} or interrupt. */
        CANCELLED
    }

    /** Copies the history. */
    public TrainingResult {
        history = List.copyOf(history);
    }

    /** Whether somebody stopped it. */
    public boolean cancelled() {
        return reason == Reason.CANCELLED;
    }
}
