package org.auriflow.inference.posterior;

import org.auriflow.engine.RandomStream;

/**
 * Hamiltonian Monte Carlo (S. Duane et al., 1987; R. Neal, 1206.1901): leapfrog trajectories of random length, accepted with
 * probability min(1, exp(−ΔH)). Step size and diagonal mass matrix are found in the warm-up.
 *
 * @param acceptance that the step size aims at
 * @param time mean length of a trajectory in units where the target's standard deviations are 1; single ones are uniform
 *     between 0 and twice that, so that none is in step with a period of the motion
 */
public record Hmc(double acceptance, double time) implements ChainSampler<SmoothTarget> {
    /** A step size that is far too small is not followed for ever. */
    private static final int MOST_STEPS = 1024;

    /**
     * A sampler.
     *
     * @throws IllegalArgumentException if the acceptance is not in (0, 1) or the time not positive
     */
    public Hmc {
        Trajectories.checkAcceptance("hmc", acceptance);
        if (!(time > 0)) {
            throw new IllegalArgumentException("hmc: requires a positive time, got " + time + "; set it");
        }
    }

    /** Acceptance 0.8 and a quarter of a period. */
    public Hmc() {
        this(0.8, Math.PI / 2);
    }

    @Override
    public Chain run(SmoothTarget target, double[] start, int warmUp, int draws, RandomStream random) {
        return Trajectories.run(
                "hmc",
                (hamiltonian, from, epsilon) -> trajectory(hamiltonian, from, epsilon, random),
                acceptance,
                target,
                start,
                warmUp,
                draws,
                random);
    }

    private Trajectories.Step trajectory(
            Hamiltonian hamiltonian, Hamiltonian.State start, double epsilon, RandomStream random) {
        long steps = Math.min(MOST_STEPS, 1 + (long) (2 * time * random.uniform() / epsilon));
        Hamiltonian.State end = start;
        for (long i = 0; i < steps; i++) {
            end = hamiltonian.leapfrog(end, epsilon);
            if (end.energy() - start.energy() > Hamiltonian.DIVERGENCE) {
                return new Trajectories.Step(start, 0, true);
            }
        }
        double probability = Math.min(1, Math.exp(start.energy() - end.energy()));
        return new Trajectories.Step(random.uniform() < probability ? end : start, probability, false);
    }
}
