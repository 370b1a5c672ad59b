package org.auriflow.inference.posterior;

/**
 * Coordinates y in all of R^D for parameters in a box, whose sides may be infinite: θ = a + (b − a)/(1 + e^−y) between two ends,
 * a + e^y or b − e^y from one end, θ = y without.
 */
public final class BoxTransform {
    private final double[] lower;
    private final double[] upper;

    /**
     * A box.
     *
     * @param lower lower ends, D components, −∞ where there is none
     * @param upper upper ends, +∞ where there is none
     * @throws IllegalArgumentException if lengths differ or an end is not below the other
     */
    public BoxTransform(double[] lower, double[] upper) {
        if (lower.length != upper.length) {
            throw new IllegalArgumentException("box: requires as many lower as upper ends, got " + lower.length
                    + " and " + upper.length + "; give an infinite end where there is none");
        }
        for (int k = 0; k < lower.length; k++) {
            if (!(lower[k] < upper[k])) {
                throw new IllegalArgumentException("box: requires lower < upper ends, got [" + lower[k] + ", "
                        + upper[k] + "] for parameter " + k + "; a prior of isolated points has no density");
            }
        }
        this.lower = lower.clone();
        this.upper = upper.clone();
    }

    /** θ(y), inside the box. */
    public double[] inside(double[] y) {
        double[] theta = new double[y.length];
        for (int k = 0; k < y.length; k++) {
            theta[k] = inside(k, y[k]);
        }
        return theta;
    }

    private double inside(int k, double y) {
        boolean low = lower[k] > Double.NEGATIVE_INFINITY;
        boolean high = upper[k] < Double.POSITIVE_INFINITY;
        if (low && high) {
            // The smaller part is the one that is computed, so that points near either end keep their digits.
            double part = Math.exp(-Math.abs(y)) / (1 + Math.exp(-Math.abs(y)));
            double width = upper[k] - lower[k];
            return y < 0 ? lower[k] + width * part : upper[k] - width * part;
        }
        return low ? lower[k] + Math.exp(y) : high ? upper[k] - Math.exp(y) : y;
    }

    /** y(θ); infinite at an end of the box, NaN outside. */
    public double[] outside(double[] theta) {
        double[] y = new double[theta.length];
        for (int k = 0; k < y.length; k++) {
            boolean low = lower[k] > Double.NEGATIVE_INFINITY;
            boolean high = upper[k] < Double.POSITIVE_INFINITY;
            double above = Math.log(theta[k] - lower[k]);
            double below = Math.log(upper[k] - theta[k]);
            y[k] = low && high ? above - below : low ? above : high ? below : theta[k];
        }
        return y;
    }

    /** ln |dθ/dy| summed over the parameters. */
    double logJacobian(double[] y) {
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            boolean low = lower[k] > Double.NEGATIVE_INFINITY;
            boolean high = upper[k] < Double.POSITIVE_INFINITY;
            if (low && high) {
                sum += Math.log(upper[k] - lower[k]) - Math.abs(y[k]) - 2 * Math.log1p(Math.exp(-Math.abs(y[k])));
            } else if (low || high) {
                sum += y[k];
            }
        }
        return sum;
    }

    /** The density of y: p(θ(y)) |dθ/dy|. */
    public Target unbounded(Target target) {
        return target instanceof SmoothTarget smooth
                ? unbounded(smooth)
                : y -> target.logDensity(inside(y)) + logJacobian(y);
    }

    /** The density of y with its gradient. */
    public SmoothTarget unbounded(SmoothTarget target) {
        return new SmoothTarget() {
            @Override
            public double logDensity(double[] y) {
                return target.logDensity(inside(y)) + logJacobian(y);
            }

            @Override
            public double logDensity(double[] y, double[] gradient) {
                double log = target.logDensity(inside(y), gradient);
                for (int k = 0; k < y.length; k++) {
                    boolean low = lower[k] > Double.NEGATIVE_INFINITY;
                    boolean high = upper[k] < Double.POSITIVE_INFINITY;
                    if (low && high) {
                        double tanh = Math.tanh(y[k] / 2);
                        gradient[k] = gradient[k] * (upper[k] - lower[k]) * (1 - tanh * tanh) / 4 - tanh;
                    } else if (low || high) {
                        gradient[k] = gradient[k] * (low ? 1 : -1) * Math.exp(y[k]) + 1;
                    }
                }
                return log + logJacobian(y);
            }
        };
    }
}
