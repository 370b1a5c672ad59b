package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.function.DoublePredicate;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import org.auriflow.engine.RandomStream;

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
 * <p>(arXiv:1805.12244). Everything that is random in the simulator goes through the trace, the
 * noise of the detector included; a choice whose distribution does not depend on theta adds nothing to the score and
 * cancels in the ratio. A simulator branches on choices, never on values of theta.
 *
 * <p>In replay a trace returns recorded choices instead of sampling, and everything else is the same.
 *
 * <p><b>Impossible choices.</b> Deterministic steps are fine: a choice of probability 1 adds 0. A choice that was
 * possible at point 0 may have probability 0 at another point k: then {@link #logProb} is −∞ there, the log ratio is
 * ±∞, and the score at k, which does not exist, is NaN. The joint score averages to zero only if the support of every
 * choice is the same for all theta, which a {@link #uniform(Dual, Dual) uniform} with moving ends is not.
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

    /** For each point log p, then its gradient; the rounding errors of the sums so far lie beside them. */
    private final double[] sum;

    private final double[] lost;
    private final boolean[] impossible;

    private Trace(RandomStream random, double[] recording, double[][] thetas) {
        this.theta = Dual.parameters(thetas);
        this.thetas = new double[thetas.length][];
        for (int k = 0; k < thetas.length; k++) {
            this.thetas[k] = thetas[k].clone();
        }
        this.random = random;
        this.recording = recording;
        this.choices = new double[recording == null ? 32 : recording.length];
        this.sum = new double[thetas.length * (1 + theta.length)];
        this.lost = new double[sum.length];
        this.impossible = new boolean[thetas.length];
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
        require("bernoulli", "p", p, v -> v >= -ROUND_OFF && v <= 1 + ROUND_OFF, "in [0, 1]");
        Dual inside = p.clamped(0, 1);
        double z = next("bernoulli", () -> random.bernoulli(inside.value(0)) ? 1 : 0);
        add("bernoulli", z, LogDensity.bernoulli(z, inside));
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
        require("bernoulliLogit", "logit", logit, Double::isFinite, "finite");
        double z = next("bernoulliLogit", () -> random.bernoulli(logit.sigmoid().value(0)) ? 1 : 0);
        add("bernoulliLogit", z, LogDensity.bernoulliLogit(z, logit));
        return z == 1;
    }

    /**
     * An index drawn in proportion to weights, which need not add up to one.
     *
     * @param weights finite and not negative, with a positive sum, at every point
     * @return 0 to weights.length − 1
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public int categorical(Dual... weights) {
        for (Dual weight : weights) {
            require("categorical", "every weight", weight, v -> v >= 0 && Double.isFinite(v), "finite and at least 0");
        }
        require("categorical", "the sum of weights", Dual.sum(weights), v -> v > 0 && Double.isFinite(v), "positive");
        double z = next("categorical", () -> sampleIndex(weights));
        add("categorical", z, LogDensity.categorical(z, weights));
        return (int) z;
    }

    /** An index drawn in proportion to weights that do not depend on theta, as {@link #categorical(Dual...)}. */
    public int categorical(double... weights) {
        return categorical(Arrays.stream(weights).mapToObj(Dual::constant).toArray(Dual[]::new));
    }

    /**
     * A normal random number.
     *
     * @param mean finite at every point
     * @param deviation the standard deviation, positive and finite at every point
     * @return the choice
     * @throws IllegalArgumentException if a parameter is out of range
     */
    public double normal(Dual mean, Dual deviation) {
        require("normal", "mean", mean, Double::isFinite, "finite");
        require("normal", "deviation", deviation, v -> v > 0 && Double.isFinite(v), "positive and finite");
        double z = next("normal", () -> mean.value(0) + deviation.value(0) * random.normal());
        add("normal", z, LogDensity.normal(z, mean, deviation));
        return z;
    }

    /** As {@link #normal(Dual, Dual)} with a standard deviation that does not depend on theta. */
    public double normal(Dual mean, double deviation) {
        return normal(mean, Dual.constant(deviation));
    }

    /** As {@link #normal(Dual, Dual)} with a mean that does not depend on theta. */
    public double normal(double mean, Dual deviation) {
        return normal(Dual.constant(mean), deviation);
    }

    /** As {@link #normal(Dual, Dual)} with no dependence on theta. */
    public double normal(double mean, double deviation) {
        return normal(Dual.constant(mean), Dual.constant(deviation));
    }

    /**
     * A Poisson random integer.
     *
     * @param mean in [0, 1e9] at every point; a mean of 0 gives 0
     * @return the choice, at least 0
     * @throws IllegalArgumentException if the mean is out of range
     */
    public int poisson(Dual mean) {
        require("poisson", "mean", mean, v -> v >= 0 && v <= PoissonSampler.LARGEST_MEAN, "in [0, 1e9]");
        double z = next("poisson", () -> PoissonSampler.sample(random, mean.value(0)));
        add("poisson", z, LogDensity.poisson(z, mean));
        return (int) z;
    }

    /** A Poisson random integer whose mean does not depend on theta, as {@link #poisson(Dual)}. */
    public int poisson(double mean) {
        return poisson(Dual.constant(mean));
    }

    /**
     * An exponential random number with mean 1 / rate.
     *
     * @param rate positive and finite at the sampling point, finite and at least 0 (where the choice is impossible) at
     *     the others
     * @return the choice, at least 0
     * @throws IllegalArgumentException if the rate is out of range
     */
    public double exponential(Dual rate) {
        require("exponential", "rate", rate, v -> v >= 0 && Double.isFinite(v), "positive and finite");
        if (rate.value(0) == 0) {
            throw outOfRange("exponential", "rate", 0, "positive and finite", 0);
        }
        double z = next("exponential", () -> random.exponential() / rate.value(0));
        add("exponential", z, LogDensity.exponential(z, rate));
        return z;
    }

    /** An exponential random number whose rate does not depend on theta, as {@link #exponential(Dual)}. */
    public double exponential(double rate) {
        return exponential(Dual.constant(rate));
    }

    /**
     * A number uniform between two ends that may depend on theta.
     *
     * <p>With moving ends a choice can be impossible at another point, and the joint score does not average to zero.
     *
     * @param low finite at every point
     * @param high finite and above low at every point
     * @return the choice
     * @throws IllegalArgumentException if the ends are out of order or not finite
     */
    public double uniform(Dual low, Dual high) {
        require("uniform", "low", low, Double::isFinite, "finite");
        require("uniform", "high", high, Double::isFinite, "finite");
        require("uniform", "high - low", high.minus(low), v -> v > 0 && Double.isFinite(v), "positive and finite");
        double z = next("uniform", () -> {
            double share = random.uniform();
            return (1 - share) * low.value(0) + share * high.value(0);
        });
        add("uniform", z, LogDensity.uniform(z, low, high));
        return z;
    }

    /** A number uniform between two fixed ends, as {@link #uniform(Dual, Dual)}. */
    public double uniform(double low, double high) {
        return uniform(Dual.constant(low), Dual.constant(high));
    }

    /**
     * A choice from a distribution of the caller's own.
     *
     * <pre>{@code
     * // a Laplace variable with mean mu
     * trace.draw("laplace",
     *     random -> mu.value(0) + random.exponential() * (random.bernoulli(0.5) ? 1 : -1),
     *     z -> mu.minus(z).abs().negated().minus(Math.log(2)));
     * }</pre>
     *
     * @param name the name of the distribution, for error messages
     * @param sampler draws a finite value at point 0; called once, and not at all in replay
     * @param logDensity log p(z | θ) at every point; −∞ where z is impossible
     * @return the choice
     * @throws IllegalArgumentException if the value is not finite, or its log density is NaN or +∞
     */
    public double draw(String name, ToDoubleFunction<RandomStream> sampler, DoubleFunction<Dual> logDensity) {
        double z = next(name, () -> sampler.applyAsDouble(random));
        Dual logP = logDensity.apply(z);
        require(name, "log density", logP, v -> v < Double.POSITIVE_INFINITY, "a number below infinity");
        add(name, z, logP);
        return z;
    }

    /**
     * The choices made so far.
     *
     * @return a copy; booleans are 1 and 0
     */
    public double[] choices() {
        return Arrays.copyOf(choices, count);
    }

    /**
     * log p(z | θ_k) of the choices made so far, in nats.
     *
     * @param point k
     * @return the log probability (density); −∞ if a choice is impossible there
     */
    public double logProb(int point) {
        int at = point * (1 + theta.length);
        return impossible[point] ? Double.NEGATIVE_INFINITY : sum[at] + lost[at];
    }

    /**
     * The joint log likelihood ratio log r_xz(θ_i, θ_j) = log p(z | θ_i) − log p(z | θ_j), in nats.
     *
     * @param numerator i
     * @param denominator j
     * @return the log ratio; −∞ or +∞ if the choices are impossible at i or j, NaN if at both
     */
    public double logRatio(int numerator, int denominator) {
        if (impossible[numerator] || impossible[denominator]) {
            return logProb(numerator) - logProb(denominator);
        }
        int i = numerator * (1 + theta.length);
        int j = denominator * (1 + theta.length);
        return (sum[i] - sum[j]) + (lost[i] - lost[j]);
    }

    /**
     * The joint score t_xz(θ_k) = ∇θ log p(z | θ_k).
     *
     * @param point k
     * @return P components; NaN if a choice is impossible there
     */
    public double[] score(int point) {
        double[] result = new double[theta.length];
        if (impossible[point]) {
            Arrays.fill(result, Double.NaN);
            return result;
        }
        int at = point * (1 + theta.length) + 1;
        for (int p = 0; p < result.length; p++) {
            result[p] = sum[at + p] + lost[at + p];
        }
        return result;
    }

    /** Checks that the run has used up its recording. */
    void finish() {
        if (recording != null && count < recording.length) {
            throw new IllegalArgumentException("replay: the recording must end with the run, got " + recording.length
                    + " recorded choices for a run of " + count + "; was it made by another simulator?");
        }
    }

    private double next(String name, DoubleSupplier sampler) {
        double z;
        if (recording == null) {
            z = sampler.getAsDouble();
            if (!Double.isFinite(z)) {
                throw new IllegalArgumentException("trace." + name + ": a choice must be finite, got " + z
                        + " at theta = " + Arrays.toString(thetas[0]) + "; check the parameters of the distribution");
            }
            if (count == choices.length) {
                choices = Arrays.copyOf(choices, 2 * count);
            }
        } else {
            if (count == recording.length) {
                throw new IllegalArgumentException("replay: the recording must hold every choice of the run, got "
                        + recording.length + " choices and a run that asks for another (" + name
                        + "); was it made by another simulator?");
            }
            z = recording[count];
            if (!Double.isFinite(z)) {
                throw new IllegalArgumentException("replay: choice " + count + " (" + name + ") must be finite, got "
                        + z + "; mend the recording");
            }
        }
        choices[count++] = z;
        return z;
    }

    private void add(String name, double z, Dual logP) {
        int stride = 1 + theta.length;
        for (int k = 0; k < impossible.length; k++) {
            double value = logP.value(k);
            if (impossible[k]) {
                continue;
            }
            if (value == Double.NEGATIVE_INFINITY) {
                if (k == 0) {
                    throw new IllegalArgumentException((recording == null ? "trace." + name : "replay") + ": choice "
                            + (count - 1) + " (" + name + ") must be possible, got " + z
                            + ", which has probability 0 at theta = " + Arrays.toString(thetas[0]));
                }
                impossible[k] = true;
                continue;
            }
            accumulate(k * stride, value);
            for (int p = 0; p < theta.length; p++) {
                accumulate(k * stride + 1 + p, logP.gradient(k, p));
            }
        }
    }

    /** Neumaier's compensated summation. */
    private void accumulate(int at, double term) {
        double before = sum[at];
        double after = before + term;
        lost[at] += Math.abs(before) >= Math.abs(term) ? (before - after) + term : (term - after) + before;
        sum[at] = after;
    }

    private int sampleIndex(Dual[] weights) {
        double[] p = new double[weights.length];
        double total = Dual.sum(weights).value(0);
        Arrays.setAll(p, i -> weights[i].value(0) / total);
        return random.categorical(p);
    }

    private void require(String name, String what, Dual number, DoublePredicate valid, String range) {
        for (int k = 0; k < impossible.length; k++) {
            // where the run so far is impossible, its state may rightly be meaningless
            if (!impossible[k] && !valid.test(number.value(k))) {
                throw outOfRange(name, what, number.value(k), range, k);
            }
        }
    }

    private IllegalArgumentException outOfRange(String name, String what, double got, String range, int point) {
        return new IllegalArgumentException("trace." + name + ": " + what + " must be " + range + ", got " + got
                + " at theta = " + Arrays.toString(thetas[point]) + "; check the simulator at this theta");
    }
}
