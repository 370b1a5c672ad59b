package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;

/** A prior in a box that is given by two functions. */
final class FunctionPrior implements Prior {
    private final List<String> names;
    private final double[] lower;
    private final double[] upper;
    private final ToDoubleFunction<double[]> logProb;
    private final Function<RandomStream, double[]> sample;

    FunctionPrior(
            List<String> names,
            double[] lower,
            double[] upper,
            ToDoubleFunction<double[]> logProb,
            Function<RandomStream, double[]> sample) {
        if (names.isEmpty() || names.size() != lower.length || names.size() != upper.length) {
            throw new IllegalArgumentException("prior: requires a lower and an upper end for each parameter, got "
                    + lower.length + " and " + upper.length + " for " + names + "; use infinite ones");
        }
        for (int p = 0; p < lower.length; p++) {
            if (!(lower[p] < upper[p])) {
                throw new IllegalArgumentException("prior: requires ends in order, got [" + lower[p] + ", " + upper[p]
                        + "] for " + names.get(p) + "; exchange them");
            }
        }
        this.names = List.copyOf(names);
        this.lower = lower.clone();
        this.upper = upper.clone();
        this.logProb = logProb;
        this.sample = sample;
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public double[] sample(RandomStream random) {
        return sample.apply(random);
    }

    @Override
    public double logProb(double[] theta) {
        if (theta.length != lower.length) {
            throw new IllegalArgumentException(
                    "prior: requires one component for each of " + names + ", got " + theta.length + "; check theta");
        }
        for (int p = 0; p < theta.length; p++) {
            if (!(theta[p] >= lower[p] && theta[p] <= upper[p])) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return logProb.applyAsDouble(theta);
    }

    @Override
    public double[] lower() {
        return lower.clone();
    }

    @Override
    public double[] upper() {
        return upper.clone();
    }

    /** The names and their box. */
    @Override
    public String toString() {
        return names + " in " + Arrays.toString(lower) + " to " + Arrays.toString(upper);
    }
}
