package org.auriflow.inference.posterior;

import org.auriflow.engine.RandomStream;

/** What samplers of Hamiltonian trajectories share: warm-up, kept states, counts. */
final class Trajectories {
    private Trajectories() {}

    /**
     * Where a trajectory led.
     *
     * @param state the new one
     * @param acceptance mean acceptance probability along the trajectory
     * @param diverged whether it was given up
     */
    record Step(Hamiltonian.State state, double acceptance, boolean diverged) {}

    /** One trajectory of a step size from a state with momentum. */
    @FunctionalInterface
    interface Transition {
        Step from(Hamiltonian hamiltonian, Hamiltonian.State start, double epsilon);
    }

    static Chain run(
            String sampler,
            Transition transition,
            double delta,
            SmoothTarget target,
            double[] start,
            int warmUp,
            int draws,
            RandomStream random) {
        Chain.begin(sampler, target, start, warmUp, draws);
        Hamiltonian hamiltonian = new Hamiltonian(target, start.length);
        Hamiltonian.State state = hamiltonian.begin(start);
        WarmUp adaptation = new WarmUp(hamiltonian, state, warmUp, delta, random);
        double[][] kept = new double[draws][];
        double acceptance = 0;
        int divergences = 0;
        for (int i = -warmUp; i < draws; i++) {
            Step step = transition.from(hamiltonian, hamiltonian.kick(state, random), adaptation.epsilon());
            state = step.state;
            if (i < 0) {
                adaptation.update(state, step.acceptance);
            } else {
                kept[i] = state.q().clone();
                acceptance += step.acceptance / draws;
                divergences += step.diverged ? 1 : 0;
            }
        }
        return new Chain(kept, acceptance, divergences, hamiltonian.evaluations() + 1, adaptation.epsilon());
    }

    static void checkAcceptance(String sampler, double delta) {
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException(
                    sampler + ": requires a target acceptance in (0, 1), got " + delta + "; 0.8 is usual");
        }
    }
}
