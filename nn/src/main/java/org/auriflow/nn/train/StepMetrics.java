package org.auriflow.nn.train;

/**
 * What one step came to.
 *
 * @param epoch number, from 1
 * @param epochs how many are planned
 * @param step number within the epoch, from 1
 * @param stepsPerEpoch how many an epoch has
 * @param loss mean over the batch, before the step
 * @param gradientNorm Euclidean norm of the gradient over all parameters, before clipping
 * @param learningRate of this step
 */
public record StepMetrics(
        int epoch, int epochs, int step, int stepsPerEpoch, double loss, double gradientNorm, double learningRate) {}
