package org.auriflow.inference.posterior;

/**
 * The gradient of a target by central differences.
 *
 * @param target is evaluated 2D + 1 times
 */
record CentralDifferences(Target target) implements SmoothTarget {
    private static final double STEP = 1e-5;

    @Override
    public double logDensity(double[] theta) {
        return target.logDensity(theta);
    }

    @Override
    public double logDensity(double[] theta, double[] gradient) {
        double[] moved = theta.clone();
        for (int k = 0; k < theta.length; k++) {
            double h = STEP * Math.max(1, Math.abs(theta[k]));
            moved[k] = theta[k] + h;
            double above = target.logDensity(moved);
            moved[k] = theta[k] - h;
            gradient[k] = (above - target.logDensity(moved)) / (2 * h);
            moved[k] = theta[k];
        }
        return target.logDensity(theta);
    }
}
