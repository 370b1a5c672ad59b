package org.auriflow.inference.simulator;

import java.util.List;
import java.util.Optional;
import org.auriflow.engine.RandomStream;

/**
 * A program that turns parameters theta into observables x by way of random choices z.
 *
 * <p>Every random choice goes through the {@link Trace}; that is all it takes for the joint ratio and the joint score
 * of each run to come out. A complete simulator:
 *
 * <pre>{@code
 * final class DecayCount implements Simulator {
 *     public String name() {
 *         return "decay-count";
 *     }
 *
 *     public Prior prior() {
 *         return UniformPrior.of("rate", 1, 5);
 *     }
 *
 *     public List<String> observables() {
 *         return List.of("count");
 *     }
 *
 *     public double[] simulate(Dual[] theta, Trace trace) {
 *         double lifetime = trace.exponential(theta[0]);
 *         return new double[] {trace.poisson(10 * lifetime)};
 *     }
 * }
 * }</pre>
 *
 * <p>An implementation is stateless, so that runs may go on in several threads, and depends on nothing but theta and
 * the choices. Add it to {@link Simulators#ALL} and the laws of mined gold are tested on it.
 */
public interface Simulator {
    /** A short name in lower case, unique in a catalogue, as the command line spells it. */
    String name();

    /** The names and the range of the parameters. */
    Prior prior();

    /** The names of the observables, one for each component of x. */
    List<String> observables();

    /**
     * Runs the program once.
     *
     * @param theta the P parameters, each at several parameter points at once
     * @param trace makes and records the random choices
     * @return the D observables, finite
     */
    double[] simulate(Dual[] theta, Trace trace);

    /** The likelihood in closed form, for the few simulators that have one. */
    default Optional<ExactLikelihood> exact() {
        return Optional.empty();
    }

    /**
     * Makes one run.
     *
     * @param random the stream of this run
     * @param thetas parameter points with shape (K, P): choices are sampled at the first, and gold is mined at all
     * @return the run
     * @throws IllegalArgumentException if theta has the wrong length or the simulator leaves the domain of a
     *     distribution
     */
    default TracedRun run(RandomStream random, double[]... thetas) {
        return TracedRun.of(this, Trace.sampling(random, thetas));
    }

    /**
     * Goes through a recorded run once more, at other parameter points if wanted.
     *
     * @param choices the recorded choices
     * @param thetas parameter points with shape (K, P)
     * @return a run with the same choices
     * @throws IllegalArgumentException if the recording is too short, too long, not finite, or impossible at the first
     *     point
     */
    default TracedRun replay(double[] choices, double[]... thetas) {
        return TracedRun.of(this, Trace.replaying(choices, thetas));
    }
}
