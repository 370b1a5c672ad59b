package org.auriflow.bench.report;

import java.util.List;

/**
 * The losses of a training.
 *
 * @param loss name of the loss
 * @param train mean training loss of each epoch
 * @param validation validation loss after each epoch, or empty if all runs were trained on
 * @param keptEpoch the epoch, counted from 1, whose weights were kept
 */
public record TrainingHistory(String loss, List<Double> train, List<Double> validation, int keptEpoch) {
    /**
     * Copies the columns.
     *
     * @throws IllegalArgumentException if they differ in length or are empty, or there is no such kept epoch
     */
    public TrainingHistory {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        Columns.requireEqualLength("training history", train, validation.isEmpty() ? train : validation);
        if (keptEpoch < 1 || keptEpoch > train.size()) {
            throw new IllegalArgumentException(
                    "training history: the kept epoch must be one of 1 to " + train.size() + ", got " + keptEpoch);
        }
    }

    /** The number of epochs that were run. */
    public int epochs() {
        return train.size();
    }
}
