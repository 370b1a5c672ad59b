package org.auriflow.inference.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which parameters are of interest, and the box of the others. */
final class Nuisances {
    private final int[] ofInterest;
    private final int[] others;
    private final double[] lower;
    private final double[] upper;

    Nuisances(String operation, int[] ofInterest, double[] lower, double[] upper) {
        int parameters = lower.length;
        this.ofInterest = ofInterest.clone();
        this.others = IntStream.range(0, parameters)
                .filter(p -> Arrays.stream(ofInterest).noneMatch(i -> i == p))
                .toArray();
        if (ofInterest.length == 0 || others.length == 0 || others.length + ofInterest.length != parameters) {
            throw new IllegalArgumentException(
                    operation + ": some but not all of the parameters must be chosen, none twice, got "
                            + Arrays.toString(ofInterest) + " of " + parameters + " parameters");
        }
        if (upper.length != parameters) {
            throw new IllegalArgumentException(operation + ": every parameter needs a lower and an upper end, got "
                    + parameters + " and " + upper.length);
        }
        this.lower = Arrays.stream(others).mapToDouble(p -> lower[p]).toArray();
        this.upper = Arrays.stream(others).mapToDouble(p -> upper[p]).toArray();
    }

    /** The lower ends of the others. */
    double[] lower() {
        return lower.clone();
    }

    double[] upper() {
        return upper.clone();
    }

    /** The whole theta. */
    double[] join(double[] psi, double[] eta) {
        double[] theta = new double[ofInterest.length + others.length];
        for (int p = 0; p < ofInterest.length; p++) {
            theta[ofInterest[p]] = psi[p];
        }
        for (int p = 0; p < others.length; p++) {
            theta[others[p]] = eta[p];
        }
        return theta;
    }
}
