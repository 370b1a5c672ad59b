package org.auriflow.inference.simulator;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.RealDistribution;
import org.auriflow.engine.RandomStream;

/** Priors from what is at hand: distributions of Commons Math, or two functions. */
public final class Priors {
    private Priors() {}

    /**
     * Independent parameters, one distribution of Commons Math for each. Draws are by inversion of our own random numbers;
     * the generator inside a distribution is not used.
     *
     * <pre>{@code
     * Prior prior = Priors.of(List.of("mu", "tau"), new NormalDistribution(0, 5), new GammaDistribution(2, 1));
     * }</pre>
     *
     * @throws IllegalArgumentException if there is not one distribution for each name
     */
    public static Prior of(List<String> names, RealDistribution... distributions) {
        if (names.isEmpty() || names.size() != distributions.length) {
            throw new IllegalArgumentException("prior: requires one distribution for each parameter, got "
                    + distributions.length + " for " + names + "; add or remove some");
        }
        RealDistribution[] each = distributions.clone();
        double[] lower = new double[each.length];
        double[] upper = new double[each.length];
        for (int p = 0; p < each.length; p++) {
            lower[p] = each[p].getSupportLowerBound();
            upper[p] = each[p].getSupportUpperBound();
        }
        return new FunctionPrior(
                names,
                lower,
                upper,
                theta -> {
                    double sum = 0;
                    for (int p = 0; p < each.length; p++) {
                        sum += StrictMath.log(each[p].density(theta[p]));
                    }
                    return sum;
                },
                random -> {
                    double[] theta = new double[each.length];
                    for (int p = 0; p < theta.length; p++) {
                        theta[p] = each[p].inverseCumulativeProbability(random.uniform());
                    }
                    return theta;
                });
    }

    /**
     * A prior of the user's own.
     *
     * @param lower smallest value of each parameter, −∞ if there is none
     * @param upper largest value, +∞ if there is none
     * @param logProb the normalised log density in nats; asked only inside the box
     * @param sample draws from it
     * @throws IllegalArgumentException if lengths differ or ends are out of order
     */
    public static Prior of(
            List<String> names,
            double[] lower,
            double[] upper,
            ToDoubleFunction<double[]> logProb,
            Function<RandomStream, double[]> sample) {
        return new FunctionPrior(names, lower, upper, logProb, sample);
    }
}
