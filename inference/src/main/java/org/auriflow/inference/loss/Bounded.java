package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/**
 * A ratio loss whose estimates stay inside (−b, b), so that no cross-entropy exceeds b + ln 2: log r̂ = f (1 + (f/b)⁴)^(−¼) of the
 * network's output f. As with {@link Rolr} the bound is part of the estimator, and unlike a clip it keeps a gradient outside.
 *
 * @param base the loss
 * @param limit b in nats, positive
 */
public record Bounded(RatioLoss base, double limit) implements RatioLoss {
    /** Checks the bound. */
    public Bounded {
        WithScore.requirePositive(base.name(), limit);
    }

    /** f (1 + (f/b)⁴)^(−¼). */
    static Tensor smooth(Tensor f, double b) {
        // Beyond 10³ bounds the limit is reached in every dtype, and the fourth power cannot overflow.
        Tensor u = f.div(b).clip(-1e3, 1e3);
        return u.div(u.pow(4).add(1).sqrt().sqrt()).mul(b);
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
        return limit;
    }

    @Override
    public Tensor logRatio(Tensor output) {
        return smooth(base.logRatio(output), limit);
    }

    @Override
    public Tensor of(RatioBatch b) {
        return base.of(b);
    }
}
