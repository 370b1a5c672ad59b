package org.auriflow.inference.manifold;

import org.auriflow.engine.RandomStream;

/** A distribution of points in R^d on or near an n-dimensional manifold that is known, perhaps with parameters θ. */
public interface ManifoldProblem {
    /** In lower case, as the command line spells it. */
    String name();

    /** Width d of points. */
    int width();

    /** Dimension n of the manifold. */
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

    /** How far a point is from the manifold, by the measure that publications of this problem use. */
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

    /**
     * The logarithm that the reference code of 2003.13913 uses, where it leaves out or turns around a volume factor; for comparison
     * with published numbers only.
     */
    default double publishedLogProb(double[] x, double[] theta) {
        return logProb(x, theta);
    }
}
