package org.auriflow.inference.loss;

import java.util.function.Function;
import org.auriflow.engine.Tensor;

/**
 * A loss for estimators of log r(x | θ0, θ1), minimal on average where log r̂ = log r.
 *
 * <p>Half of the rows are x ~ p(·|θ0) with y = 0, half x ~ p(·|θ1) with y = 1, and (θ0, θ1) does not depend on y. The
 * estimate and the probability of y = 1 are tied by ŝ = 1/(1 + r̂). Means are over all rows; rows that a term does not
 * apply to count as zero (1805.00020, 1808.00973).
 */
public interface RatioLoss {
    /** Name in lower case, as on the command line. */
    String name();

    /** Whether it uses the joint score. */
    default boolean needsScore() {
        return false;
    }

    /** Whether it uses the joint likelihood ratio. */
    boolean needsRatio();

    /** What {@link #logRatio} limits estimates to besides what the base method does; +∞ for nothing, see {@link Bounded}. */
    default double bound() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * From the network's free output to log r̂. The identity, except for losses that exponentiate log r̂ and must not
     * overflow.
     */
    default Tensor logRatio(Tensor output) {
        return output;
    }

    /** The weighted mean loss over the batch, a scalar (see {@link RatioBatch#mean}). */
    Tensor of(RatioBatch batch);

    /**
     * A loss of one's own.
     *
     * <pre>{@code
     * RatioLoss huber = RatioLoss.of("huber", true, false, b -> b.logR().sub(b.logRXz()).abs());
     * }</pre>
     *
     * @param name for tables and files; {@link Losses} does not know it, so that a saved estimator is read again by passing the loss
     * @param needsRatio whether it uses {@link RatioBatch#rXz}
     * @param needsScore whether it uses {@link RatioBatch#tXz}
     * @param loss of each run, shape [B, 1], or its mean, which serves runs of equal weight only
     */
    static RatioLoss of(String name, boolean needsRatio, boolean needsScore, Function<RatioBatch, Tensor> loss) {
        return new OwnLoss(name, needsRatio, needsScore, loss);
    }
}
