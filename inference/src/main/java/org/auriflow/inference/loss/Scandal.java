package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * SCANDAL: maximum likelihood and the score, L = −⟨log p̂(x | θ)⟩ + α ⟨‖∇θ log p̂(x | θ) − t_xz(θ)‖²⟩ (1805.12244; 1805.00020
 * eq. 39). ‖·‖² is the mean over the k components; for θ scaled by σ the score is scaled by σ too.
 *
 * @param alpha weight α of the score, positive
 * @param schedule what α is multiplied with in the course of training
 */
public record Scandal(double alpha, AlphaSchedule schedule) implements DensityLoss {
    /** Checks the weight. */
    public Scandal {
        WithScore.requirePositive("scandal", alpha);
    }

    /** With the same α from the first step to the last. */
    public Scandal(double alpha) {
        this(alpha, AlphaSchedule.CONSTANT);
    }

    @Override
    public String name() {
        return "scandal";
    }

    @Override
    public boolean needsScore() {
        return true;
    }

    @Override
    public boolean needsRatio() {
        return false;
    }

    @Override
    public Tensor of(DensityBatch b) {
        Tensor squares = b.mean(b.score().sub(b.tXz()).pow(2)).mul(alpha);
        return b.mean(b.logProb()).neg().add(schedule.scale(squares, b.progress()));
    }
}
