package org.auriflow.inference.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Observed or simulated events: n rows of D observables and, if known, the parameters each was simulated with. */
public final class Events {
    private final double[][] x;
    /** Empty rows if the parameters are unknown. */
    private final double[][] theta;

    private final String source;

    Events(double[][] x, double[][] theta, String source) {
        this.x = x;
        this.theta = theta;
        this.source = source;
    }

    /**
     * Events without known parameters.
     *
     * @param x observables with shape (n, D), n at least 1
     * @return the events
     * @throws IllegalArgumentException if there is no event, rows differ in length, or a value is not finite (with the
     *     first such row and column)
     */
    public static Events of(double[][] x) {
        if (x.length == 0) {
            throw new IllegalArgumentException("events: at least one event is needed, got none");
        }
        double[][] copy = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            copy[i] = x[i].clone();
            if (x[i].length != x[0].length) {
                throw new IllegalArgumentException("events: all rows must have " + x[0].length
                        + " observables as row 0 has, got " + x[i].length + " in row " + i);
            }
            for (int d = 0; d < x[i].length; d++) {
                if (!Double.isFinite(x[i][d])) {
                    throw new IllegalArgumentException(
                            "events: row " + i + " column " + d + " must be finite, got " + x[i][d]);
                }
            }
        }
        return new Events(copy, new double[x.length][0], "the events");
    }

    /** The number of events n. */
    public int size() {
        return x.length;
    }

    /** The observables, shape (n, D); a copy. */
    public double[][] x() {
        return copy(x);
    }

    /** The parameters of each event, shape (n, P), if they are known; a copy. */
    public Optional<double[][]> theta() {
        return theta[0].length == 0 ? Optional.empty() : Optional.of(copy(theta));
    }

    /**
     * The first events.
     *
     * @param count how many, from 1 to n
     * @return count events
     * @throws IllegalArgumentException if there are not that many
     */
    public Events first(int count) {
        if (count < 1 || count > size()) {
            throw new IllegalArgumentException("events: a number from 1 to " + size() + " can be taken from " + source
                    + ", got " + count + "; take fewer or add events");
        }
        return new Events(Arrays.copyOf(x, count), Arrays.copyOf(theta, count), source);
    }

    /**
     * The events simulated with these parameters, within 1e-9 of each component.
     *
     * @param wanted P components
     * @return at least one event
     * @throws IllegalArgumentException if parameters are unknown or there is no such event
     */
    public Events atTheta(double... wanted) {
        if (theta[0].length == 0) {
            throw new IllegalArgumentException("events: theta must be known to choose events by it, got " + source
                    + " without a theta; add the column or leave the choice out");
        }
        List<double[]> keptX = new ArrayList<>();
        List<double[]> keptTheta = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            if (near(theta[i], wanted)) {
                keptX.add(x[i]);
                keptTheta.add(theta[i]);
            }
        }
        if (keptX.isEmpty()) {
            throw new IllegalArgumentException("events: theta must be one of " + available() + " in " + source
                    + ", got " + Arrays.toString(wanted));
        }
        return new Events(keptX.toArray(double[][]::new), keptTheta.toArray(double[][]::new), source);
    }

    private static boolean near(double[] a, double[] b) {
        boolean near = a.length == b.length;
        for (int p = 0; near && p < a.length; p++) {
            near = Math.abs(a[p] - b[p]) <= 1e-9;
        }
        return near;
    }

    private String available() {
        List<String> distinct =
                Arrays.stream(theta).map(Arrays::toString).distinct().limit(31).toList();
        return distinct.size() <= 30
                ? String.join(", ", distinct)
                : String.join(", ", distinct.subList(0, 30)) + " and others";
    }

    private static double[][] copy(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }
}
