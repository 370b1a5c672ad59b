package org.auriflow.inference.simulator;

/** Vectors of choices, drawn one component after the other given those before; the densities multiply to the joint one. */
final class Multivariate {
    private Multivariate() {}

    static double[] normal(Trace trace, Dual[] mean, Dual[][] cholesky) {
        requireRows(mean.length, cholesky);
        double[] x = new double[mean.length];
        Dual[] noise = new Dual[mean.length];
        for (int i = 0; i < mean.length; i++) {
            Dual center = mean[i];
            for (int j = 0; j < i; j++) {
                center = center.plus(cholesky[i][j].times(noise[j]));
            }
            x[i] = trace.draw(Continuous.normal(center, cholesky[i][i]));
            // at other points the same x comes from other noise
            noise[i] = center.subtractedFrom(x[i]).dividedBy(cholesky[i][i]);
        }
        return x;
    }

    private static void requireRows(int width, Dual[][] cholesky) {
        for (int i = 0; i < width; i++) {
            if (cholesky.length != width || cholesky[i].length <= i) {
                throw new IllegalArgumentException("trace.multivariateNormal: the Cholesky factor must have " + width
                        + " rows, row i with at least i + 1 entries, got " + cholesky.length + " rows"
                        + (cholesky.length == width ? ", row " + i + " with " + cholesky[i].length : "")
                        + "; mend the simulator");
            }
        }
    }

    static double[] dirichlet(Trace trace, Dual[] a) {
        if (a.length < 2) {
            throw new IllegalArgumentException(
                    "trace.dirichlet: at least 2 concentrations are needed, got " + a.length + "; mend the simulator");
        }
        double[] x = new double[a.length];
        double rest = 1;
        for (int i = 0; i < a.length - 1; i++) {
            // x_i is a beta distributed share of what is left
            double left = rest;
            ChoiceDistribution share = Continuous.beta(a[i], sumFrom(i + 1, a));
            x[i] = trace.draw(new ChoiceDistribution(
                            "dirichlet", random -> left * share.sample(random), z -> share.logDensity(z / left)
                                    .minus(StrictMath.log(left)))
                    .positive("every concentration", a[i])
                    .positive("every concentration", a[i + 1]));
            rest = Math.max(rest - x[i], Double.MIN_NORMAL);
        }
        x[a.length - 1] = rest;
        return x;
    }

    static int[] multinomial(Trace trace, int trials, Dual[] weights) {
        int[] counts = new int[weights.length];
        int rest = trials;
        // with none left the other weights may all be zero, and their shares 0/0
        for (int i = 0; i < weights.length - 1 && rest > 0; i++) {
            counts[i] = trace.drawInt(Discrete.binomial(rest, weights[i].dividedBy(sumFrom(i, weights))));
            rest -= counts[i];
        }
        counts[weights.length - 1] = rest;
        return counts;
    }

    private static Dual sumFrom(int first, Dual[] terms) {
        Dual total = Dual.constant(0);
        for (int i = first; i < terms.length; i++) {
            total = total.plus(terms[i]);
        }
        return total;
    }
}
