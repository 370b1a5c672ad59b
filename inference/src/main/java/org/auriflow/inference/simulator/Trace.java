package org.auriflow.inference.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.SpecialFunctions;

/**
 * The record of one run of a simulator: it makes the random choices z and accumulates log p(z_i | z_&lt;i, θ) with its
 * gradient at K parameter points at once.
 *
 * <p>Point 0 is where choices are sampled; the other points are evaluated along the way. A choice is handed back as a
 * plain number that carries no gradient, because the joint score is the gradient at fixed z:
 *
 * <pre>
 *   log r_xz(θ_i, θ_j) = Σ [log p(z | θ_i) − log p(z | θ_j)]        t_xz(θ_k) = Σ ∇θ log p(z | θ_k)
 * </pre>
 *
 * <p>(arXiv:1805.12244). Everything that is random in the simulator goes through the trace, the noise of the detector
 * included; a choice whose distribution does not depend on theta adds nothing to the score and cancels in the ratio. A simulator branches on choices, never on values of theta.
 *
 * <p>The commonest distributions have methods of their own; {@link #draw(ChoiceDistribution)} and {@link #drawInt} take all
 * those of {@link Continuous} and {@link Discrete}, and a caller's own. A parameter is a {@link Dual} or a plain number.
 *
 * <p>In replay a trace returns recorded choices instead of sampling, and everything else is the same.
 *
 * <p><b>Impossible choices.</b> Deterministic steps are fine: a choice of probability 1 adds 0. A choice that was
 * possible at point 0 may have probability 0 at another point k: then {@link #logProb} is −∞ there, the log ratio is
 * ±∞, and the score at k, which does not exist, is NaN. The joint score averages to zero only if the support of every
 * choice is the same for all theta, which a {@link #uniform uniform} with moving ends is not.
 *
 * <p>Sums are compensated, so their error does not grow with the number of choices. Not thread-safe; one trace serves
 * one run.
 */
public final class Trace {
    /** Probabilities this close outside [0, 1] are taken for round-off of the simulator and moved to the end point. */
    private static final double ROUND_OFF = 1e-12;

    private final double[][] thetas;
    private final Dual[] theta;
    private final RandomStream random;
    private final double[] recording;
    private double[] choices;
    private int count;

    /** Of the choices since the last checkpoint. */
    private Gold gold;

    /** Null before the first checkpoint. */
    private Gold untilCheckpoint;

    private final List<Gold> segments = new ArrayList<>();
    private final List<double[]> states = new ArrayList<>();

    private Trace(RandomStream random, double[] recording, double[][] thetas) {
        this.theta = Dual.parameters(thetas);
        this.thetas = new double[thetas.length][];
        for (int k = 0; k < thetas.length; k++) {
            this.thetas[k] = thetas[k].clone();
        }
        this.random = random;
        this.recording = recording;
        this.choices = new double[recording == null ? 32 : recording.length];
        this.gold = new Gold(thetas.length, theta.length);
    }

    /**
     * A trace that samples choices at the first point.
     *
     * @param random the stream of this run
     * @param thetas the parameter points, with shape (K, P), K at least 1
     * @return a fresh trace
     * @throws IllegalArgumentException if a point is not finite or points differ in length
     */
    public static Trace sampling(RandomStream random, double[]... thetas) {
        return new Trace(random, null, thetas);
    }

    /**
     * A trace that replays recorded choices.
     *
     * @param choices the choices of a run in the order in which they were made, as {@link #choices} returns them
     * @param thetas the parameter points, with shape (K, P), K at least 1
     * @return a fresh trace
     * @throws IllegalArgumentException if a point is not finite or points differ in length
     */
    public static Trace replaying(double[] choices, double[]... thetas) {
        return new Trace(null, choices.clone(), thetas);
    }

    /**
     * The parameters as forward-mode numbers, for the simulator.
     *
     * @return P numbers
     */
    public Dual[] theta() {
        return theta.clone();
    }

    /**
     * True with probability p.
     *
     * <p>For p so near 1 that 1 − p loses digits, use {@link #bernoulliLogit}.
     *
     * @param p in [0, 1] at every point; excesses up to 1e-12 are taken for round-off
     * @return the choice, recorded as 1 for true
     * @throws IllegalArgumentException if p is outside [0, 1] or NaN
     */
    public boolean bernoulli(Dual p) {
        // the commonest choice: no distribution is made, and no number but the choice is allocated
        for (int k = 0; k < gold.points(); k++) {
            if (!gold.isImpossible(k) && !(p.value(k) >= -ROUND_OFF && p.value(k) <= 1 + ROUND_OFF)) {
                throw outOfRange("bernoulli", "p", p.value(k), "in [0, 1]", k);
            }
        }
        double z = recording == null
                ? record("bernoulli", random.bernoulli(share(p.value(0))) ? 1 : 0)
                : replay("bernoulli");
        boolean possible = z == 0 || z == 1;
        double failure = 1 - z;
        double sign = 2 * z - 1;
        for (int k = 0; k < gold.points(); k++) {
            if (gold.isImpossible(k)) {
                continue;
            }
            double share = share(p.value(k));
            // p for 1 and 1 − p for 0, written without a branch, which nobody could predict
            double probability = failure + sign * share;
            if (possible && probability > 0) {
                gold.multiply(k, probability, (failure - probability) + sign * share, sign, p);
            } else {
                becomeImpossible("bernoulli", z, k);
            }
        }
        return z == 1;
    }

    /** True with a probability p that does not depend on theta; otherwise as {@link #bernoulli(Dual)}. */
    public boolean bernoulli(double p) {
        return bernoulli(Dual.constant(p));
    }

    /**
     * True with probability 1 / (1 + exp(−logit)), accurate however near to 0 or 1 it is.
     *
     * @param logit finite at every point
     * @return the choice, recorded as 1 for true
     * @throws IllegalArgumentException if the logit is not finite
     */
    public boolean bernoulliLogit(Dual logit) {
        return draw(new ChoiceDistribution(
                                "bernoulliLogit",
                                r -> r.bernoulli(SpecialFunctions.sigmoid(logit.value(0))) ? 1 : 0,
                                z -> z == 1
                                        ? logit.negated().softplus().negated()
                                        : z == 0 ? logit.softplus().negated() : ChoiceDistribution.impossible())
                        .finite("logit", logit))
                == 1;
    }

    /** An index drawn in proportion to weights: see {@link Discrete#categorical}. */
    public int categorical(Dual... weights) {
        return drawInt(Discrete.categorical(weights));
    }

    /** An index drawn in proportion to weights that do not depend on theta, as {@link #categorical(Dual...)}. */
    public int categorical(double... weights) {
        return categorical(Arrays.stream(weights).mapToObj(Dual::constant).toArray(Dual[]::new));
    }

    /** A normal random number: see {@link Continuous#normal}. */
    public double normal(Number mean, Number deviation) {
        return draw(Continuous.normal(mean, deviation));
    }

    /** A Poisson random integer: see {@link Discrete#poisson}. */
    public int poisson(Number mean) {
        return drawInt(Discrete.poisson(mean));
    }

    /** An exponential random number with mean 1 / rate: see {@link Continuous#exponential}. */
    public double exponential(Number rate) {
        return draw(Continuous.exponential(rate));
    }

    /** A number uniform between two ends that may depend on theta: see {@link Continuous#uniform}. */
    public double uniform(Number low, Number high) {
        return draw(Continuous.uniform(low, high));
    }

    /**
     * A vector μ + Lε with independent standard normal ε, one recorded choice for each component.
     *
     * @param mean μ, D finite numbers
     * @param cholesky L, row i with at least i + 1 entries, of which the first i + 1 are used; the diagonal is positive
     * @return D choices
     * @throws IllegalArgumentException if L is too small or a parameter out of range
     */
    public double[] multivariateNormal(Dual[] mean, Dual[][] cholesky) {
        return Multivariate.normal(this, mean, cholesky);
    }

    /**
     * Shares that add up to one, Dirichlet distributed: p(x) ∝ Π x_i^(a_i − 1). All but the last are recorded choices.
     *
     * @param a positive and finite concentrations, at least 2
     * @return as many shares
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public double[] dirichlet(Dual... a) {
        return Multivariate.dirichlet(this, a);
    }

    /**
     * How many of n independent draws fall to each index: n! Π p_i^z_i / z_i! with p_i in proportion to weights. All but
     * the last are recorded choices.
     *
     * @param trials n, at least 0
     * @param weights finite and at least 0, with a positive sum
     * @return as many counts, which add up to n
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public int[] multinomial(int trials, Dual... weights) {
        return Multivariate.multinomial(this, trials, weights);
    }

    /**
     * A choice from any distribution, of {@link Continuous}, {@link Discrete} or the caller's own.
     *
     * @param distribution what to draw from
     * @return the choice
     * @throws IllegalArgumentException if a parameter is out of range, the value is not finite, or its log density is NaN
     *     or +∞
     */
    public double draw(ChoiceDistribution distribution) {
        String name = distribution.name();
        for (ChoiceDistribution.Condition condition : distribution.conditions()) {
            require(name, condition);
        }
        double z = recording == null ? record(name, distribution.sample(random)) : replay(name);
        Dual logP = distribution.logDensity(z);
        for (int k = 0; k < gold.points(); k++) {
            if (gold.isImpossible(k)) {
                continue;
            }
            double value = logP.value(k);
            if (!(value < Double.POSITIVE_INFINITY)) {
                throw outOfRange(name, "log density", value, "a number below infinity", k);
            }
            if (value > Double.NEGATIVE_INFINITY) {
                gold.add(k, logP);
            } else {
                becomeImpossible(name, z, k);
            }
        }
        return z;
    }

    /** A whole number from a discrete distribution, as {@link #draw(ChoiceDistribution)}. */
    public int drawInt(ChoiceDistribution distribution) {
        double z = draw(distribution);
        if (z != (int) z) {
            throw new IllegalArgumentException("trace." + distribution.name()
                    + ": a choice must be a whole number below 2^31, got " + z + "; draw it as a double");
        }
        return (int) z;
    }

    /**
     * A choice from a distribution of the caller's own, in short.
     *
     * @param name the name of the distribution, for error messages
     * @param sampler draws a finite value at point 0; called once, and not at all in replay
     * @param logDensity log p(z | θ) at every point; −∞ where z is impossible
     * @return the choice
     * @throws IllegalArgumentException if the value is not finite, or its log density is NaN or +∞
     */
    public double draw(String name, ToDoubleFunction<RandomStream> sampler, DoubleFunction<Dual> logDensity) {
        return draw(new ChoiceDistribution(name, sampler, logDensity));
    }

    /**
     * Ends a segment of a long run and keeps the state that the rest of the run goes on from. Given the states at its two
     * ends, a segment must not depend on what came before.
     *
     * @param state what the rest of the run depends on, besides theta; copied
     * @see TracedRun#states
     */
    public void checkpoint(double... state) {
        states.add(state.clone());
        segments.add(gold);
        untilCheckpoint = gold();
        gold = gold.next();
    }

    /**
     * The choices made so far.
     *
     * @return a copy; booleans are 1 and 0
     */
    public double[] choices() {
        return Arrays.copyOf(choices, count);
    }

    /** That of the choices made so far; without checkpoints it goes on changing with the run. */
    Gold gold() {
        return untilCheckpoint == null ? gold : untilCheckpoint.plus(gold);
    }

    /** As {@link Gold#logProb} of the choices made so far. */
    public double logProb(int point) {
        return gold().logProb(point);
    }

    /** As {@link Gold#logRatio} of the choices made so far. */
    public double logRatio(int numerator, int denominator) {
        return gold().logRatio(numerator, denominator);
    }

    /** As {@link Gold#score} of the choices made so far. */
    public double[] score(int point) {
        return gold().score(point);
    }

    List<Gold> segments() {
        return List.copyOf(segments);
    }

    double[][] states() {
        return states.stream().map(double[]::clone).toArray(double[][]::new);
    }

    /** Checks that the run has used up its recording. */
    void finish() {
        if (recording != null && count < recording.length) {
            throw new IllegalArgumentException("replay: the recording must end with the run, got " + recording.length
                    + " recorded choices for a run of " + count + "; was it made by another simulator?");
        }
    }

    private double record(String name, double z) {
        if (!Double.isFinite(z)) {
            throw new IllegalArgumentException("trace." + name + ": a choice must be finite, got " + z + " at theta = "
                    + Arrays.toString(thetas[0]) + "; check the parameters of the distribution");
        }
        if (count == choices.length) {
            choices = Arrays.copyOf(choices, 2 * count);
        }
        choices[count++] = z;
        return z;
    }

    private double replay(String name) {
        if (count == recording.length) {
            throw new IllegalArgumentException("replay: the recording must hold every choice of the run, got "
                    + recording.length + " choices and a run that asks for another (" + name
                    + "); was it made by another simulator?");
        }
        double z = recording[count];
        if (!Double.isFinite(z)) {
            throw new IllegalArgumentException(
                    "replay: choice " + count + " (" + name + ") must be finite, got " + z + "; mend the recording");
        }
        choices[count++] = z;
        return z;
    }

    private void becomeImpossible(String name, double z, int point) {
        if (point == 0) {
            throw new IllegalArgumentException((recording == null ? "trace." + name : "replay") + ": choice "
                    + (count - 1) + " (" + name + ") must be possible, got " + z
                    + ", which has probability 0 at theta = " + Arrays.toString(thetas[0]));
        }
        gold.becomeImpossible(point);
    }

    private void require(String name, ChoiceDistribution.Condition condition) {
        for (int k = 0; k < (condition.everywhere() ? gold.points() : 1); k++) {
            // where the run so far is impossible, its state may rightly be meaningless
            double value = condition.number().value(k);
            if (!gold.isImpossible(k) && !condition.valid().test(value)) {
                throw outOfRange(name, condition.what(), value, condition.range(), k);
            }
        }
    }

    private static double share(double p) {
        return p < 0 ? 0 : p > 1 ? 1 : p;
    }

    private IllegalArgumentException outOfRange(String name, String what, double got, String range, int point) {
        return new IllegalArgumentException("trace." + name + ": " + what + " must be " + range + ", got " + got
                + " at theta = " + Arrays.toString(thetas[point]) + "; check the simulator at this theta");
    }
}
