package org.auriflow.nn.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a training is: with the variables, all that a resumed run needs. Random draws follow from seed, epoch and step, so
 * these numbers are their counters too.
 */
final class TrainingState {
    private final List<EpochMetrics> history = new ArrayList<>();
    private Snapshot kept;
    private int bestEpoch;

    /** Completed batches of the epoch under way. */
    int batch;

    /** Sum over the rows of the epoch under way. */
    double lossSum;

    /** Learning rate of the last step. */
    double rate;

    /** Wall time of the epoch under way, before the present session. */
    double seconds;

    TrainingState(Snapshot initial) {
        this.kept = initial;
    }

    /** Completed epochs. */
    int epoch() {
        return history.size();
    }

    /** A view of the completed epochs. */
    List<EpochMetrics> history() {
        return Collections.unmodifiableList(history);
    }

    /** Number of the best epoch, 0 for none. */
    int bestEpoch() {
        return bestEpoch;
    }

    /** Parameters that are known to be good. */
    Snapshot kept() {
        return kept;
    }

    void keep(Snapshot parameters) {
        kept = parameters;
    }

    /** Adds a completed epoch; whether it is the best so far. */
    boolean complete(EpochMetrics m) {
        history.add(m);
        batch = 0;
        lossSum = 0;
        seconds = 0;
        boolean best =
                bestEpoch == 0 || m.decidingLoss() < history.get(bestEpoch - 1).decidingLoss();
        if (best) {
            bestEpoch = history.size();
        }
        return best;
    }
}
