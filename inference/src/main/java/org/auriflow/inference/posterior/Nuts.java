package org.auriflow.inference.posterior;

import org.auriflow.engine.RandomStream;

/**
 * The no-U-turn sampler (1111.4246) with multinomial choice of the state and the generalised criterion (1701.02434, appendix
 * A), as in Stan: a trajectory doubles, forwards or backwards, until it or one of its halves turns back. Step size and
 * diagonal mass matrix are found in the warm-up, for which 1,000 states are usual.
 *
 * @param acceptance that the step size aims at; raise it towards 1 if there are divergences
 * @param depth the most doublings
 */
public record Nuts(double acceptance, int depth) implements ChainSampler<SmoothTarget> {
    /**
     * A sampler.
     *
     * @throws IllegalArgumentException if the acceptance is not in (0, 1) or the depth not in [1, 20]
     */
    public Nuts {
        Trajectories.checkAcceptance("nuts", acceptance);
        if (depth < 1 || depth > 20) {
            throw new IllegalArgumentException("nuts: requires a depth in [1, 20], got " + depth + "; 10 is usual");
        }
    }

    /** Stan's defaults: acceptance 0.8, at most 10 doublings. */
    public Nuts() {
        this(0.8, 10);
    }

    @Override
    public Chain run(SmoothTarget target, double[] start, int warmUp, int draws, RandomStream random) {
        return Trajectories.run(
                "nuts",
                (hamiltonian, from, epsilon) -> new Doubling(hamiltonian, from, epsilon, random).run(depth),
                acceptance,
                target,
                start,
                warmUp,
                draws,
                random);
    }

    /**
     * A piece of a trajectory in order of time.
     *
     * @param momentum sum of all momenta
     * @param choice a state drawn with probability ∝ exp(−H)
     * @param logWeight ln Σ exp(H0 − H)
     * @param open whether neither it nor a part of it turns back or diverges
     */
    private record Tree(
            Hamiltonian.State first,
            Hamiltonian.State last,
            double[] momentum,
            Hamiltonian.State choice,
            double logWeight,
            boolean open) {}

    private static final class Doubling {
        private final Hamiltonian hamiltonian;
        private final Hamiltonian.State start;
        private final double epsilon;
        private final RandomStream random;
        private double acceptance;
        private int steps;
        private boolean diverged;

        Doubling(Hamiltonian hamiltonian, Hamiltonian.State start, double epsilon, RandomStream random) {
            this.hamiltonian = hamiltonian;
            this.start = start;
            this.epsilon = epsilon;
            this.random = random;
        }

        Trajectories.Step run(int depth) {
            Tree tree = new Tree(start, start, start.p(), start, 0, true);
            for (int level = 0; level < depth && tree.open; level++) {
                boolean forwards = random.uniform() > 0.5;
                Tree more = build(forwards ? tree.last : tree.first, forwards, level);
                if (!more.open) {
                    break;
                }
                // Favouring the new half over the old one leaves the target invariant and moves further.
                boolean take = Math.log(random.uniform()) < more.logWeight - tree.logWeight;
                tree = join(tree, more, forwards, take ? more.choice : tree.choice);
            }
            return new Trajectories.Step(tree.choice, acceptance / steps, diverged);
        }

        /** 2^level states that follow one another from the end of the trajectory. */
        private Tree build(Hamiltonian.State from, boolean forwards, int level) {
            if (level == 0) {
                return leaf(hamiltonian.leapfrog(from, forwards ? epsilon : -epsilon));
            }
            Tree near = build(from, forwards, level - 1);
            if (!near.open) {
                return near;
            }
            Tree far = build(forwards ? near.last : near.first, forwards, level - 1);
            if (!far.open) {
                return far;
            }
            double log = logSum(near.logWeight, far.logWeight);
            boolean take = Math.log(random.uniform()) < far.logWeight - log;
            return join(near, far, forwards, take ? far.choice : near.choice);
        }

        private Tree leaf(Hamiltonian.State s) {
            double gain = start.energy() - s.energy();
            boolean bad = gain < -Hamiltonian.DIVERGENCE;
            diverged |= bad;
            acceptance += Math.min(1, Math.exp(gain));
            steps++;
            return new Tree(s, s, s.p(), s, gain, !bad);
        }

        private static Tree join(Tree old, Tree more, boolean forwards, Hamiltonian.State choice) {
            Tree a = forwards ? old : more;
            Tree b = forwards ? more : old;
            double[] sum = sum(a.momentum, b.momentum);
            // The two further checks catch a turn that falls between the halves.
            boolean open = open(a.first, b.last, sum)
                    && open(a.first, b.first, sum(a.momentum, b.first.p()))
                    && open(a.last, b.last, sum(b.momentum, a.last.p()));
            return new Tree(a.first, b.last, sum, choice, logSum(a.logWeight, b.logWeight), open);
        }

        /** Whether both ends still move along the way that led from one to the other. */
        private static boolean open(Hamiltonian.State a, Hamiltonian.State b, double[] momentum) {
            return dot(a.velocity(), momentum) > 0 && dot(b.velocity(), momentum) > 0;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int k = 0; k < a.length; k++) {
                sum += a[k] * b[k];
            }
            return sum;
        }

        private static double[] sum(double[] a, double[] b) {
            double[] sum = new double[a.length];
            for (int k = 0; k < sum.length; k++) {
                sum[k] = a[k] + b[k];
            }
            return sum;
        }

        private static double logSum(double a, double b) {
            double most = Math.max(a, b);
            return most == Double.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
        }
    }
}
