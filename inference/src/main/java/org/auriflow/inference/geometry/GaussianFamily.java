package org.auriflow.inference.geometry;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.util.FastMath;
import org.auriflow.inference.simulator.Dual;
import org.auriflow.inference.simulator.DualLikelihood;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.Trace;
import org.auriflow.inference.simulator.UniformPrior;

/**
 * One observable x ~ N(μ, σ) with both parameters free, the case whose geometry is known in full: the information per event is
 * diag(1, 2)/σ², that of a hyperbolic plane, and distances have a closed form.
 */
public final class GaussianFamily implements Simulator, DualLikelihood, Metric {
    @Override
    public String name() {
        return "gaussian";
    }

    /** μ in [−1, 1] and σ in [0.7, 1.5]. */
    @Override
    public Prior prior() {
        return new UniformPrior(List.of("mu", "sigma"), new double[] {-1, 0.7}, new double[] {1, 1.5});
    }

    @Override
    public List<String> observables() {
        return List.of("x");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        return new double[] {trace.normal(theta[0], theta[1])};
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public Dual logDensity(double[] x, Dual[] theta) {
        Dual pull = theta[0].subtractedFrom(x[0]).dividedBy(theta[1]);
        return pull.squared().times(-0.5).minus(theta[1].log()).minus(0.5 * StrictMath.log(2 * Math.PI));
    }

    /** The information per event on μ and σ, diag(1, 2)/σ². */
    @Override
    public double[][] at(double[] theta) {
        double square = theta[1] * theta[1];
        return new double[][] {{1 / square, 0}, {0, 2 / square}};
    }

    /**
     * The distance of Fisher and Rao, in standard deviations of one event (C. Atkinson and A. Mitchell, Sankhyā A 43 (1981) 345):
     *
     * <pre>
     *   √2 arcosh(1 + ((μ_a − μ_b)²/2 + (σ_a − σ_b)²) / (2 σ_a σ_b))
     * </pre>
     *
     * @param a μ and σ, σ positive
     * @param b the same of the other point
     */
    public static double distance(double[] a, double[] b) {
        double mu = a[0] - b[0];
        double sigma = a[1] - b[1];
        // arcosh(1 + 2 s²) = 2 arsinh s, which is exact for near points too
        return 2 * Math.sqrt(2) * FastMath.asinh(Math.sqrt((mu * mu / 2 + sigma * sigma) / (4 * a[1] * b[1])));
    }
}
