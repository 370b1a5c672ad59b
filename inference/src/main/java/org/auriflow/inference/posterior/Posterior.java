package org.auriflow.inference.posterior;

import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.simulator.Prior;

/**
 * The density of the parameters after n independent events: p(θ | X) ∝ p(θ) Π p(x_i | θ), where a likelihood ratio to any fixed
 * reference serves as the likelihood.
 *
 * <pre>{@code
 * Posterior posterior = Posterior.of(prior, estimator, events);
 * Chains chains = posterior.sample(new Nuts(), 4, 1000, 1000, seed);
 * }</pre>
 */
public final class Posterior implements SmoothTarget {
    /** Draws from the prior before a start of positive density is given up. */
    private static final int TRIES = 1000;

    private final Prior prior;
    private final SmoothTarget likelihood;

    /**
     * A posterior.
     *
     * @param likelihood Σ log p(x_i | θ) up to a constant; where it is no {@link SmoothTarget} its gradient is by central
     *     differences
     */
    public Posterior(Prior prior, Target likelihood) {
        this.prior = prior;
        this.likelihood = SmoothTarget.of(likelihood);
    }

    /**
     * The posterior of a learned ratio, with gradients through the network.
     *
     * @param estimator of any kind; must stay open
     * @param events shape (n, d)
     * @throws IllegalArgumentException if the prior and the estimator differ in their parameters, when first evaluated
     */
    public static Posterior of(Prior prior, RatioEstimator estimator, double[][] events) {
        return new Posterior(prior, new LearnedLikelihood(estimator, events));
    }

    /** The prior. */
    public Prior prior() {
        return prior;
    }

    @Override
    public double logDensity(double[] theta) {
        double log = prior.logProb(theta);
        return log > Double.NEGATIVE_INFINITY ? log + likelihood.logDensity(theta) : log;
    }

    @Override
    public double logDensity(double[] theta, double[] gradient) {
        double log = prior.logProb(theta);
        if (!(log > Double.NEGATIVE_INFINITY)) {
            return log;
        }
        double sum = log + likelihood.logDensity(theta, gradient);
        double[] more = prior.logProbGradient(theta);
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] += more[k];
        }
        return sum;
    }

    /**
     * Draws by a Markov chain in coordinates without bounds (see {@link BoxTransform}), from starts that the prior gives.
     *
     * @param sampler any of this package
     * @param chains or walkers
     * @return draws of θ
     * @throws IllegalArgumentException if no start of positive density is found, or the prior is one of isolated points
     */
    public Chains sample(Sampler<? super SmoothTarget> sampler, int chains, int warmUp, int draws, long seed) {
        BoxTransform box = new BoxTransform(prior.lower(), prior.upper());
        RandomStream random = new RandomStream(seed, -1);
        double[][] starts = new double[chains][];
        for (int c = 0; c < chains; c++) {
            starts[c] = box.outside(start(random));
        }
        return sampler.run(box.unbounded(this), starts, warmUp, draws, seed).map(box::inside);
    }

    private double[] start(RandomStream random) {
        for (int i = 0; i < TRIES; i++) {
            double[] theta = prior.sample(random);
            if (logDensity(theta) > Double.NEGATIVE_INFINITY) {
                return theta;
            }
        }
        throw new IllegalArgumentException("posterior: requires a point of positive density, got none in " + TRIES
                + " draws from " + prior + "; check the events");
    }

    /** The posterior on a grid over the prior's box, which must be finite. */
    public GridPosterior grid(int... cells) {
        return new GridPosterior(this, prior.lower(), prior.upper(), cells);
    }

    /** Weighted draws from the prior. */
    public ImportanceSample importance(int draws, RandomStream random) {
        double[][] theta = new double[draws][];
        double[] logWeights = new double[draws];
        for (int i = 0; i < draws; i++) {
            theta[i] = prior.sample(random);
            logWeights[i] = likelihood.logDensity(theta[i]);
        }
        return new ImportanceSample(theta, logWeights);
    }
}
