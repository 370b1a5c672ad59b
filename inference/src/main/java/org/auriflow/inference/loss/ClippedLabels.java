package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * A ratio loss whose labels log r_xz are limited to [−b, b], against runs whose joint ratio is far from that of all others. Where it
 * clips it is biased: r_xz averages to r, its clipped value does not.
 *
 * @param base the loss
 * @param bound b in nats, positive
 */
public record ClippedLabels(RatioLoss base, double bound) implements RatioLoss {
    /** Checks the bound. */
    public ClippedLabels {
        WithScore.requirePositive(base.name(), bound);
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public boolean needsRatio() {
        return base.needsRatio();
    }

    @Override
    public boolean needsScore() {
        return base.needsScore();
    }

    @Override
    public double bound() {
        return base.bound();
    }

    @Override
    public Tensor logRatio(Tensor output) {
        return base.logRatio(output);
    }

    @Override
    public Tensor of(RatioBatch b) {
        return base.of(b.withLabels(b.y(), b.logRXz().clip(-bound, bound)));
    }
}
