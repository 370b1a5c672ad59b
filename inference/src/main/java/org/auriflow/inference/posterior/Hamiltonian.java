package org.auriflow.inference.posterior;

import java.util.Arrays;
import org.auriflow.engine.RandomStream;

/** Motion in the potential −ln p with a diagonal mass matrix: H = −ln p(q) + ½ pᵀ M⁻¹ p. */
final class Hamiltonian {
    /** A trajectory whose energy is off by more has left the region where the integrator is stable (Stan's limit). */
    static final double DIVERGENCE = 1000;

    private final SmoothTarget target;
    private long evaluations;

    /** M⁻¹, an estimate of the variance of each coordinate. */
    double[] inverseMass;

    Hamiltonian(SmoothTarget target, int dimension) {
        this.target = target;
        this.inverseMass = new double[dimension];
        Arrays.fill(inverseMass, 1);
    }

    /**
     * A point of a trajectory.
     *
     * @param q position
     * @param p momentum
     * @param gradient of ln p at q
     * @param velocity M⁻¹ p
     * @param energy H, +∞ where the density is zero or not a number
     */
    record State(double[] q, double[] p, double[] gradient, double[] velocity, double logDensity, double energy) {}

    long evaluations() {
        return evaluations;
    }

    /** The state at rest that a chain begins with. */
    State begin(double[] q) {
        return at(q.clone(), new double[q.length]);
    }

    /** The same position with a momentum from N(0, M). */
    State kick(State s, RandomStream random) {
        double[] p = new double[s.q.length];
        for (int k = 0; k < p.length; k++) {
            p[k] = random.normal() / Math.sqrt(inverseMass[k]);
        }
        return withEnergy(s.q, p, s.gradient, s.logDensity);
    }

    /** One leapfrog step; backwards in time if ε is negative. */
    State leapfrog(State s, double epsilon) {
        double[] q = new double[s.q.length];
        double[] p = new double[q.length];
        for (int k = 0; k < q.length; k++) {
            p[k] = s.p[k] + epsilon / 2 * s.gradient[k];
            q[k] = s.q[k] + epsilon * inverseMass[k] * p[k];
        }
        double[] gradient = new double[q.length];
        evaluations++;
        double logDensity = target.logDensity(q, gradient);
        for (int k = 0; k < q.length; k++) {
            p[k] += epsilon / 2 * gradient[k];
        }
        return withEnergy(q, p, gradient, logDensity);
    }

    private State at(double[] q, double[] p) {
        double[] gradient = new double[q.length];
        evaluations++;
        return withEnergy(q, p, gradient, target.logDensity(q, gradient));
    }

    private State withEnergy(double[] q, double[] p, double[] gradient, double logDensity) {
        double[] velocity = new double[p.length];
        double kinetic = 0;
        for (int k = 0; k < p.length; k++) {
            velocity[k] = inverseMass[k] * p[k];
            kinetic += p[k] * velocity[k] / 2;
        }
        double energy = kinetic - logDensity;
        return new State(
                q, p, gradient, velocity, logDensity, Double.isNaN(energy) ? Double.POSITIVE_INFINITY : energy);
    }
}
