package org.auriflow.nn.train;

/** Hears of progress, on the thread that trains; what it throws ends the training and reaches the caller. */
public interface TrainingListener {
    /** After every step. */
    default void step(StepMetrics metrics) {}

    /** After every epoch. */
    default void epoch(EpochMetrics metrics) {}
}
