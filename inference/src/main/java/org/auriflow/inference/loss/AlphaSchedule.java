package org.auriflow.inference.loss;

import org.auriflow.engine.Tensor;

/** How the weight of a term changes while training goes on: a factor as a function of the share of steps that are done. */
@FunctionalInterface
public interface AlphaSchedule {
    /** Always 1. */
    AlphaSchedule CONSTANT = new AlphaSchedule() {
        @Override
        public Tensor at(Tensor progress) {
            return Tensor.onesLike(progress);
        }

        @Override
        public String toString() {
            return "constant";
        }
    };

    /**
     * The factor.
     *
     * @param progress share of steps that are done, a scalar in [0, 1), or 1 in validation
     * @return a scalar of the same dtype
     */
    Tensor at(Tensor progress);

    /** A term of a loss times the factor; without progress that of the end. */
    default Tensor scale(Tensor term, Tensor progress) {
        return this == CONSTANT ? term : term.mul(at(progress == null ? Tensor.onesLike(term) : progress));
    }

    /** From the first factor to the last along a straight line. */
    static AlphaSchedule linear(double first, double last) {
        requireFactor("linear", first);
        requireFactor("linear", last);
        return p -> p.mul(last - first).add(first);
    }

    /**
     * From 0 to 1 along half a cosine, then 1: ½ (1 − cos(π p / w)) for p &lt; w.
     *
     * @param warmUp share w of all steps that the rise takes, in (0, 1]
     */
    static AlphaSchedule cosine(double warmUp) {
        if (!(warmUp > 0 && warmUp <= 1)) {
            throw new IllegalArgumentException(
                    "cosine: warm-up must be a share in (0, 1], got " + warmUp + "; use CONSTANT for none");
        }
        return p -> p.div(warmUp).clip(0, 1).mul(Math.PI).cos().neg().add(1).mul(0.5);
    }

    private static void requireFactor(String name, double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    name + ": factors must be finite and at least 0, got " + factor + "; 0 and 1 are usual");
        }
    }
}
