package org.auriflow.inference.simulator;

import java.util.List;
import org.auriflow.engine.RandomStream;

/** A prior that is flat inside a box, end points included. */
public final class UniformPrior implements Prior {
    private final List<String> names;
    private final double[] lower;
    private final double[] upper;
    private final double logDensity;

    /**
     * A flat prior.
     *
     * @param names the names of the P parameters
     * @param lower the lower ends
     * @param upper the upper ends, each above the lower one
     * @throws IllegalArgumentException if lengths differ, there is no parameter, or an end is not finite or out of order
     */
    public UniformPrior(List<String> names, double[] lower, double[] upper) {
        if (names.isEmpty() || names.size() != lower.length || names.size() != upper.length) {
            throw new IllegalArgumentException(
                    "UniformPrior: every parameter needs a lower and an upper end, got names " + names + " with "
                            + lower.length + " lower and " + upper.length + " upper ends");
        }
        this.names = List.copyOf(names);
        this.lower = lower.clone();
        this.upper = upper.clone();
        double logVolume = 0;
        for (int p = 0; p < lower.length; p++) {
            double width = upper[p] - lower[p];
            if (!(width > 0) || !Double.isFinite(width)) {
                throw new IllegalArgumentException("UniformPrior: ends must be finite and in order, got [" + lower[p]
                        + ", " + upper[p] + "] for " + names.get(p));
            }
            logVolume += StrictMath.log(width);
        }
        this.logDensity = -logVolume;
    }

    /**
     * A flat prior for a single parameter.
     *
     * @param name its name
     * @param lower the lower end
     * @param upper the upper end
     * @return the prior
     * @throws IllegalArgumentException if an end is not finite or out of order
     */
    public static UniformPrior of(String name, double lower, double upper) {
        return new UniformPrior(List.of(name), new double[] {lower}, new double[] {upper});
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public double[] sample(RandomStream random) {
        double[] theta = new double[lower.length];
        for (int p = 0; p < theta.length; p++) {
            // the minimum keeps round-off from leaving the box
            theta[p] = Math.min(lower[p] + (upper[p] - lower[p]) * random.uniform(), upper[p]);
        }
        return theta;
    }

    /** −log of the volume inside the box. */
    @Override
    public double logProb(double[] theta) {
        if (theta.length != lower.length) {
            throw new IllegalArgumentException(
                    "UniformPrior: theta must have one component for each of " + names + ", got " + theta.length);
        }
        for (int p = 0; p < theta.length; p++) {
            if (!(theta[p] >= lower[p] && theta[p] <= upper[p])) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return logDensity;
    }

    @Override
    public double[] logProbGradient(double[] theta) {
        return new double[theta.length];
    }

    @Override
    public double[] lower() {
        return lower.clone();
    }

    @Override
    public double[] upper() {
        return upper.clone();
    }

    /** The box, as in {@code theta in [-1.0, -0.4]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int p = 0; p < lower.length; p++) {
            text.append(p == 0 ? "" : " x ")
                    .append(names.get(p))
                    .append(" in [")
                    .append(lower[p])
                    .append(", ")
                    .append(upper[p])
                    .append(']');
        }
        return text.toString();
    }
}
