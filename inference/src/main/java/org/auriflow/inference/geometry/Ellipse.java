package org.auriflow.inference.geometry;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealVector;

/**
 * All θ of two parameters at one local distance from a centre, (θ − c)ᵀ I (θ − c) = d².
 *
 * @param center c
 * @param major larger half axis
 * @param minor smaller half axis
 * @param angle of the larger axis against the first parameter, in radians
 */
public record Ellipse(double[] center, double major, double minor, double angle) {
    /**
     * The ellipse at a distance.
     *
     * @throws IllegalArgumentException if the information is not one of two parameters or not positive definite
     */
    public static Ellipse at(FisherInformation information, double[] center, double distance) {
        if (information.dimension() != 2 || center.length != 2) {
            throw new IllegalArgumentException("ellipse: requires two parameters, got " + information.dimension()
                    + "; project or profile the others away");
        }
        EigenDecomposition m = information.positive("ellipse").eigen();
        RealVector along = m.getEigenvector(1);
        return new Ellipse(
                center.clone(),
                distance / Math.sqrt(m.getRealEigenvalue(1)),
                distance / Math.sqrt(m.getRealEigenvalue(0)),
                Math.atan2(along.getEntry(1), along.getEntry(0)));
    }

    /** The expected confidence region of an estimate from many events, as level = 0.68. */
    public static Ellipse expected(FisherInformation information, double[] center, double level) {
        return at(information, center, Math.sqrt(new ChiSquaredDistribution(2).inverseCumulativeProbability(level)));
    }

    /** Points on it, the first and last the same, shape (n, 2). */
    public double[][] points(int n) {
        double[][] points = new double[n][2];
        for (int i = 0; i < n; i++) {
            double phase = 2 * Math.PI * i / (n - 1);
            double a = major * Math.cos(phase);
            double b = minor * Math.sin(phase);
            points[i][0] = center[0] + a * Math.cos(angle) - b * Math.sin(angle);
            points[i][1] = center[1] + a * Math.sin(angle) + b * Math.cos(angle);
        }
        return points;
    }
}
