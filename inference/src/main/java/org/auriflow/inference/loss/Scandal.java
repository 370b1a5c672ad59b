package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * SCANDAL: maximum likelihood and the score, L = −⟨log p̂(x | θ)⟩ + α ⟨‖∇θ log p̂(x | θ) − t_xz(θ)‖²⟩ (1805.12244; 1805.00020
 * eq. 39). ‖·‖² is the mean over the k components; for θ scaled by σ the score is scaled by σ too.
 *
 * @param alpha weight α of the score, positive
 */
public record Scandal(double alpha) implements DensityLoss {
    /** Checks the weight. */
    public Scandal {
        WithScore.requirePositive("scandal", alpha);
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
        return b.mean(b.logProb())
                .neg()
                .add(b.mean(b.score().sub(b.tXz()).pow(2)).mul(alpha));
    }
}
