package org.auriflow.inference.statistics;

import java.util.Arrays;

/** Values of a statistic of D components over n runs, each with a weight. */
public final class Sample {
    private final double[][] values;
    private final double[] weights;
    private final double totalWeight;

    private Sample(double[][] values, double[] weights) {
        this.values = values;
        this.weights = weights;
        this.totalWeight = Arrays.stream(weights).sum();
    }

    /**
     * A sample of single numbers.
     *
     * @param values n of them, n at least 1
     * @return the sample, with weights of 1
     * @throws IllegalArgumentException if there is none or one is not finite
     */
    public static Sample of(double[] values) {
        return of(Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new));
    }

    /**
     * A sample of vectors.
     *
     * @param values shape (n, D), n at least 1
     * @return the sample, with weights of 1
     * @throws IllegalArgumentException if there is none, rows differ in length, or a value is not finite (with the first
     *     such row and column)
     */
    public static Sample of(double[][] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("sample: at least one value is needed, got none");
        }
        double[][] copy = new double[values.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i].clone();
            if (copy[i].length != values[0].length) {
                throw new IllegalArgumentException("sample: all rows must have " + values[0].length
                        + " columns as row 0 has, got " + copy[i].length + " in row " + i);
            }
            for (int d = 0; d < copy[i].length; d++) {
                if (!Double.isFinite(copy[i][d])) {
                    throw new IllegalArgumentException(
                            "sample: values must be finite, got " + copy[i][d] + " in row " + i + " column " + d);
                }
            }
        }
        double[] weights = new double[copy.length];
        Arrays.fill(weights, 1);
        return new Sample(copy, weights);
    }

    /**
     * The same values with other weights, such as joint ratios that make runs at one theta stand for another.
     *
     * @param weights n of them, finite, at least 0 and not all 0
     * @return a changed copy
     * @throws IllegalArgumentException if the number is wrong or a weight is not allowed
     */
    public Sample withWeights(double[] weights) {
        if (weights.length != values.length) {
            throw new IllegalArgumentException("sample: every value needs one weight, got " + weights.length
                    + " weights for " + values.length + " values");
        }
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || !Double.isFinite(weights[i])) {
                throw new IllegalArgumentException(
                        "sample: weights must be finite and at least 0, got " + weights[i] + " in row " + i);
            }
            total += weights[i];
        }
        if (!(total > 0) || !Double.isFinite(total)) {
            throw new IllegalArgumentException("sample: the sum of weights must be positive and finite, got " + total);
        }
        return new Sample(values, weights.clone());
    }

    /** The number of values n. */
    public int size() {
        return values.length;
    }

    /** The number of components D of a value. */
    public int dimension() {
        return values[0].length;
    }

    /** Kish's effective number of unweighted values, (Σw)² / Σw². */
    public double effectiveSize() {
        double squares = Arrays.stream(weights).map(w -> w * w).sum();
        return totalWeight * totalWeight / squares;
    }

    /** The values, shape (n, D); a copy. */
    public double[][] values() {
        return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    }

    /** The weights; a copy. */
    public double[] weights() {
        return weights.clone();
    }

    double totalWeight() {
        return totalWeight;
    }

    double weight(int i) {
        return weights[i];
    }

    /** Not a copy, for the classes of this package that only read. */
    double[] value(int i) {
        return values[i];
    }
}
