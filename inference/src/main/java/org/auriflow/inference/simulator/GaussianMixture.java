package org.auriflow.inference.simulator;

import java.util.List;
import java.util.Optional;

/**
 * Four Gaussian peaks at a distance θ from the origin: the "Gaussian" problem of github.com/johannbrehmer/goldmine.
 *
 * <pre>
 *   c uniform in 0..3,   x ~ N(μ_c, w² I),   μ_c = (θ, 0), (0, −θ), (0, θ), (−θ, 0),   w = 0.5
 * </pre>
 *
 * <p>The peak c is latent; the exact likelihood is the mean of four normal densities.
 */
public final class GaussianMixture implements Simulator, DualLikelihood {
    private static final double WIDTH = 0.5;
    private static final double[][] DIRECTIONS = {{1, 0}, {0, -1}, {0, 1}, {-1, 0}};

    @Override
    public String name() {
        return "gaussian-mixture";
    }

    /** theta in [0, 2]. */
    @Override
    public Prior prior() {
        return UniformPrior.of("theta", 0, 2);
    }

    @Override
    public List<String> observables() {
        return List.of("x0", "x1");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        double[] direction = DIRECTIONS[trace.drawInt(Discrete.uniform(0, 3))];
        return new double[] {
            trace.normal(theta[0].times(direction[0]), WIDTH), trace.normal(theta[0].times(direction[1]), WIDTH)
        };
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public Dual logDensity(double[] x, Dual[] theta) {
        Dual[] peaks = new Dual[DIRECTIONS.length];
        for (int c = 0; c < peaks.length; c++) {
            Dual distance = theta[0].times(DIRECTIONS[c][0]).minus(x[0]).squared();
            distance =
                    distance.plus(theta[0].times(DIRECTIONS[c][1]).minus(x[1]).squared());
            peaks[c] = distance.dividedBy(-2 * WIDTH * WIDTH);
        }
        return Dual.logSumExp(peaks).minus(StrictMath.log(4 * 2 * Math.PI * WIDTH * WIDTH));
    }
}
