package org.auriflow.inference.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.inference.simulator.Prior;

/** The box of parameters that an estimator has seen: outside it extrapolates, and nothing that it says there is evidence. */
public final class TrainingRange {
    private final List<String> names;
    private final double[] lower;
    private final double[] upper;

    /**
     * A box.
     *
     * @param names of the P parameters
     * @param lower the lower ends; −∞ where there is none
     * @param upper the upper ends, not below the lower ones
     * @throws IllegalArgumentException if lengths differ or ends are out of order
     */
    public TrainingRange(List<String> names, double[] lower, double[] upper) {
        boolean fits = names.size() == lower.length && names.size() == upper.length;
        for (int p = 0; fits && p < lower.length; p++) {
            fits = lower[p] <= upper[p];
        }
        if (!fits) {
            throw new IllegalArgumentException("training range: every parameter needs ends in order, got " + names
                    + ", " + Arrays.toString(lower) + " and " + Arrays.toString(upper));
        }
        this.names = List.copyOf(names);
        this.lower = lower.clone();
        this.upper = upper.clone();
    }

    /** The support of the prior that the training parameters are drawn from. */
    public static TrainingRange of(Prior prior) {
        return new TrainingRange(prior.names(), prior.lower(), prior.upper());
    }

    /**
     * The range of the parameters of some runs.
     *
     * @param names of the P parameters
     * @param theta n · P values, row by row, as {@code runs.theta0()}
     */
    public static TrainingRange of(List<String> names, double[] theta) {
        double[] lower = new double[names.size()];
        double[] upper = new double[names.size()];
        Arrays.fill(lower, Double.POSITIVE_INFINITY);
        Arrays.fill(upper, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < theta.length; i++) {
            int p = i % names.size();
            lower[p] = Math.min(lower[p], theta[i]);
            upper[p] = Math.max(upper[p], theta[i]);
        }
        return new TrainingRange(names, lower, upper);
    }

    /**
     * How far outside theta is, in units of the width of the range.
     *
     * @param theta P components
     * @return for each parameter 0 inside, negative below the range, positive above; ±∞ where the range has no width
     * @throws IllegalArgumentException if theta has the wrong length
     */
    public double[] distance(double[] theta) {
        if (theta.length != lower.length) {
            throw new IllegalArgumentException(
                    "training range: theta must have one component for each of " + names + ", got " + theta.length);
        }
        double[] distance = new double[theta.length];
        for (int p = 0; p < distance.length; p++) {
            double outside = theta[p] - Math.min(Math.max(theta[p], lower[p]), upper[p]);
            distance[p] = outside == 0 ? 0 : outside / (upper[p] - lower[p]);
        }
        return distance;
    }

    /**
     * A sentence for each parameter that is outside.
     *
     * @param what theta is, such as "the best fit"
     * @param theta P components
     * @throws IllegalArgumentException if theta has the wrong length
     */
    public List<String> warnings(String what, double[] theta) {
        double[] distance = distance(theta);
        List<String> warnings = new ArrayList<>();
        for (int p = 0; p < distance.length; p++) {
            if (distance[p] != 0) {
                warnings.add(what + " has " + names.get(p) + " = " + theta[p] + ", outside the training range ["
                        + lower[p] + ", " + upper[p] + "] by " + Math.abs(distance[p])
                        + " of its width; train on a wider"
                        + " range");
            }
        }
        return List.copyOf(warnings);
    }
}
