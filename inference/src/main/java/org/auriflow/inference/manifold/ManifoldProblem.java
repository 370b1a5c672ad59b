package org.auriflow.inference.manifold;

import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;
import org.auriflow.nn.ImageShape;

/**
 * A distribution of points in R^d on or near an n-dimensional manifold, perhaps with parameters θ. For most the manifold is known; of
 * {@link #heldOut finite data} it is not.
 */
public interface ManifoldProblem {
    /** In lower case, as the command line spells it. */
    String name();

    /** Width d of points. */
    int width();

    /** Channels, height and width where points are images, else null. */
    default ImageShape imageShape() {
        return null;
    }

    /** Dimension n of the manifold, or of the one that is to be learned. */
    int latentWidth();

    /** Number of parameters θ; 0 for none. */
    int contextWidth();

    /** One draw of θ from its prior, uniform in [−1, 1] for each of them. */
    default double[] drawContext(RandomStream random) {
        double[] theta = new double[contextWidth()];
        for (int k = 0; k < theta.length; k++) {
            theta[k] = 2 * random.uniform() - 1;
        }
        return theta;
    }

    /**
     * One draw.
     *
     * @param theta its parameters, of length {@link #contextWidth()}
     * @return d numbers
     */
    double[] draw(double[] theta, RandomStream random);

    /** How many points there are for evaluation: as many as one likes, but of finite data those that {@link #draw} never gives. */
    default int heldOut() {
        return Integer.MAX_VALUE;
    }

    /**
     * A point for evaluation: one more draw, of finite data a point that is not trained on.
     *
     * @param number below {@link #heldOut}; finite data have one point for each
     */
    default double[] drawHeldOut(int number, double[] theta, RandomStream random) {
        return draw(theta, random);
    }

    /**
     * One draw of something that does not belong, what outlier detection is to find: a draw at θ = 0 with a Gaussian of deviation 0.1
     * added to each component, as published.
     */
    default double[] drawOutlier(RandomStream random) {
        double[] x = draw(new double[contextWidth()], random);
        for (int i = 0; i < x.length; i++) {
            x[i] += 0.1 * random.normal();
        }
        return x;
    }

    /** Whether {@link #distance} is known. */
    default boolean hasDistance() {
        return true;
    }

    /**
     * How far a point is from the manifold, by the measure that publications of this problem use.
     *
     * @throws UnsupportedOperationException if it is not known
     */
    double distance(double[] x);

    /** A length that distances are to be compared with: the largest extent of the manifold along an axis. */
    double extent();

    /** Whether {@link #logProb} is known. */
    default boolean hasDensity() {
        return true;
    }

    /**
     * ln of the density at x per n-dimensional volume of the manifold, in nats; of its projection, for a point beside it.
     *
     * @throws UnsupportedOperationException if it is not known
     */
    double logProb(double[] x, double[] theta);

    /** Σ ln p(xᵢ|θ) of some points as a function of θ, for many θ. */
    default ToDoubleFunction<double[]> logProb(double[][] x) {
        return theta -> {
            double sum = 0;
            for (double[] each : x) {
                sum += logProb(each, theta);
            }
            return sum;
        };
    }

    /**
     * The logarithm that the reference code of 2003.13913 uses, where it leaves out or turns around a volume factor; for comparison
     * with published numbers only.
     */
    default double publishedLogProb(double[] x, double[] theta) {
        return logProb(x, theta);
    }
}
