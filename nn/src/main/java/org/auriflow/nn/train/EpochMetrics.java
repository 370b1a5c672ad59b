package org.auriflow.nn.train;

/**
 * What one epoch came to.
 *
 * @param epoch number, from 1
 * @param trainingLoss mean over the rows of the losses seen while training, each before its step
 * @param validationLoss mean over the validation rows in evaluation mode at the end of the epoch, NaN without validation
 * @param learningRate of the last step
 * @param seconds wall time, validation included
 */
public record EpochMetrics(int epoch, double trainingLoss, double validationLoss, double learningRate, double seconds) {
    /** The loss that decides: of validation where there is one. */
    public double decidingLoss() {
        return Double.isNaN(validationLoss) ? trainingLoss : validationLoss;
    }
}
