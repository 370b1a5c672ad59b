package org.auriflow.bench.galton;

/**
 * Hears how an inference comes along. Stages follow one another; {@link #advanced} may come from any thread, the other
 * calls come from the one that infers.
 */
public interface InferenceListener {
    /**
     * A stage begins.
     *
     * @param stage a word that says what is done, as "training"
     * @param total how many units of work it has
     */
    default void began(String stage, long total) {}

    /**
     * Work was done.
     *
     * @param done units since the stage began
     */
    default void advanced(long done) {}

    /**
     * An epoch of training is complete.
     *
     * @param epoch its number, from 1
     * @param epochs how many are planned
     * @param trainingLoss mean over the epoch
     * @param validationLoss at its end; NaN without validation
     */
    default void epoch(int epoch, int epochs, double trainingLoss, double validationLoss) {}

    /** The stage is complete. */
    default void ended() {}
}
