package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.RandomStream;

/**
 * Where parameters come from: the prior of a measurement, or the proposal that training parameters are drawn from.
 *
 * <p>Implementations are immutable. Arrays handed out are copies.
 */
public interface Prior {
    /** The names of the P parameters. */
    List<String> names();

    /**
     * Draws parameters.
     *
     * @param random where randomness comes from
     * @return theta, P components
     */
    double[] sample(RandomStream random);

    /**
     * The log density in nats with respect to volume, or the log probability for a proposal of isolated points.
     *
     * @param theta P components
     * @return log p(θ); −∞ outside the support
     * @throws IllegalArgumentException if theta has the wrong length
     */
    double logProb(double[] theta);

    /**
     * The gradient of the log density; by central differences unless a prior knows better.
     *
     * @param theta P components, inside the support and not at its edge
     * @return ∇θ log p(θ), P components
     */
    default double[] logProbGradient(double[] theta) {
        double[] gradient = new double[theta.length];
        double[] moved = theta.clone();
        for (int p = 0; p < theta.length; p++) {
            double room = Math.min(theta[p] - lower()[p], upper()[p] - theta[p]);
            double step = Math.min(1e-5 * Math.max(1, Math.abs(theta[p])), room / 2);
            moved[p] = theta[p] + step;
            double above = logProb(moved);
            moved[p] = theta[p] - step;
            gradient[p] = (above - logProb(moved)) / (2 * step);
            moved[p] = theta[p];
        }
        return gradient;
    }

    /** The smallest value of each parameter, P components, −∞ if there is none. */
    double[] lower();

    /** The largest value of each parameter, P components, +∞ if there is none. */
    double[] upper();

    /** The number of parameters P. */
    default int dimension() {
        return names().size();
    }

    /**
     * Whether theta can be drawn; end points count as inside.
     *
     * @param theta P components
     * @return false as well if a component is NaN
     * @throws IllegalArgumentException if theta has the wrong length
     */
    default boolean contains(double[] theta) {
        return logProb(theta) > Double.NEGATIVE_INFINITY;
    }

    /**
     * Insists that theta can be drawn.
     *
     * @param operation names the operation in the message
     * @param theta P components
     * @throws IllegalArgumentException if theta is outside, or has the wrong length
     */
    default void require(String operation, double[] theta) {
        if (theta.length != dimension()) {
            throw new IllegalArgumentException(operation + ": theta must have one component for each of " + names()
                    + ", got " + Arrays.toString(theta));
        }
        if (!contains(theta)) {
            throw new IllegalArgumentException(operation + ": theta must be inside the prior " + this + ", got "
                    + Arrays.toString(theta) + "; choose another theta or widen the prior");
        }
    }
}
