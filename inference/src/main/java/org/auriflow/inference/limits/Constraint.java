package org.auriflow.inference.limits;

import org.auriflow.engine.RandomStream;
import org.auriflow.inference.simulator.PoissonSampler;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * What an auxiliary measurement says about a nuisance parameter: a factor p(m | θ_j) of the likelihood (arXiv:1007.1727, section 2;
 * ROOT's "global observables").
 *
 * <p>In a toy experiment the auxiliary measurement is repeated as well, and Asimov data have it at its expected value.
 */
public interface Constraint extends LogLikelihood {
    /** The constraint that a repeated auxiliary measurement gives, if theta is true. */
    Constraint toy(double[] theta, RandomStream random);

    /** The constraint of an auxiliary measurement that finds what it expects, if theta is true. */
    Constraint asimov(double[] theta);

    /**
     * m ~ N(θ_j, δ²).
     *
     * @param parameter j, the position in theta
     * @param measured m
     * @param deviation δ, positive
     */
    record Normal(int parameter, double measured, double deviation) implements Constraint {
        /** Checks. */
        public Normal {
            require(Double.isFinite(measured) && deviation > 0 && Double.isFinite(deviation), measured, deviation);
        }

        @Override
        public double at(double[] theta) {
            return logNormal(measured - theta[parameter], deviation);
        }

        @Override
        public Constraint toy(double[] theta, RandomStream random) {
            return new Normal(parameter, theta[parameter] + deviation * random.normal(), deviation);
        }

        @Override
        public Constraint asimov(double[] theta) {
            return new Normal(parameter, theta[parameter], deviation);
        }
    }

    /**
     * log m ~ N(log θ_j, log² κ): an uncertainty by a factor κ either way; −∞ at θ_j of 0 or less.
     *
     * @param parameter j, the position in theta
     * @param measured m, positive
     * @param factor κ, above 1
     */
    record LogNormal(int parameter, double measured, double factor) implements Constraint {
        /** Checks. */
        public LogNormal {
            require(measured > 0 && factor > 1 && Double.isFinite(measured * factor), measured, factor);
        }

        @Override
        public double at(double[] theta) {
            return theta[parameter] > 0
                    ? logNormal(Math.log(measured / theta[parameter]), Math.log(factor)) - Math.log(measured)
                    : Double.NEGATIVE_INFINITY;
        }

        @Override
        public Constraint toy(double[] theta, RandomStream random) {
            return new LogNormal(parameter, theta[parameter] * Math.pow(factor, random.normal()), factor);
        }

        @Override
        public Constraint asimov(double[] theta) {
            return new LogNormal(parameter, theta[parameter], factor);
        }
    }

    /**
     * m ~ Pois(τ θ_j): a control region with τ times the expectation ("on/off problem", arXiv:physics/0702156).
     *
     * @param parameter j, the position in theta
     * @param count m, at least 0; not an integer for Asimov data and gamma constraints
     * @param scale τ, positive
     */
    record Poisson(int parameter, double count, double scale) implements Constraint {
        /** Checks. */
        public Poisson {
            require(count >= 0 && scale > 0 && Double.isFinite(count) && Double.isFinite(scale), count, scale);
        }

        @Override
        public double at(double[] theta) {
            return PoissonLikelihood.logProbability(count, scale * theta[parameter]);
        }

        @Override
        public Constraint toy(double[] theta, RandomStream random) {
            return new Poisson(parameter, PoissonSampler.sample(random, scale * theta[parameter]), scale);
        }

        @Override
        public Constraint asimov(double[] theta) {
            return new Poisson(parameter, scale * theta[parameter], scale);
        }
    }

    /**
     * A gamma-shaped constraint on a positive parameter: the Poisson constraint of a fictive control region whose θ̂_j = m/τ and
     * its error √m/τ are given (simulated background with few events).
     *
     * @param parameter j, the position in theta
     * @param value θ̂_j, positive
     * @param deviation its error, positive
     */
    static Poisson gamma(int parameter, double value, double deviation) {
        require(value > 0 && deviation > 0, value, deviation);
        return new Poisson(parameter, Math.pow(value / deviation, 2), value / (deviation * deviation));
    }

    private static void require(boolean allowed, double measured, double spread) {
        if (!allowed) {
            throw new IllegalArgumentException("constraint: a possible measurement with a positive error (or a factor"
                    + " above 1) is needed, got " + measured + " and " + spread);
        }
    }

    private static double logNormal(double difference, double deviation) {
        double pull = difference / deviation;
        return -0.5 * (pull * pull + Math.log(2 * Math.PI)) - Math.log(deviation);
    }
}
