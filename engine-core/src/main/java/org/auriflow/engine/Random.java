package org.auriflow.engine;

import org.auriflow.engine.op.Draw;

/**
 * Random tensors: a value depends on (seed, stream, counter) and its position alone.
 *
 * <p>Nothing is consumed and there is no state: the same counter gives the same tensor, eager or compiled, on one thread
 * or many. A program that draws anew in each step takes its counter from an int32 scalar, a {@link Variable} that it
 * updates or an input:
 *
 * <pre>{@code
 * Random noise = new Random(seed, 1);
 * Tensor z = noise.normal(x.type(), step.read());
 * Program.builder(engine).output("y", x.add(z)).update(step, step.read().add(1)).compile();
 * }</pre>
 *
 * <p>Two draws of one stream with one counter and one dtype share their random bits: give each place that draws in a step
 * a stream of its own. Draws have no derivative; reparameterise instead, {@code mean.add(std.mul(z))}. The layout is that
 * of {@link Philox}; sequential draws on the host, rejection samplers and permutations are in {@link RandomStream}.
 *
 * @param seed key of the generator
 * @param stream independent sequence under that key
 */
public record Random(long seed, long stream) {
    /**
     * The k-th of many streams that belong to this one and to no other: for parts of a model that draw by themselves. Mixed as in
     * SplitMix64 (G. Steele, D. Lea and C. Flood, 2014), so that neighbouring streams have no common ones.
     */
    public Random split(int k) {
        long z = stream + (k + 1L) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return withStream(z ^ (z >>> 31));
    }

    /** The same seed with another stream. */
    public Random withStream(long other) {
        return new Random(seed, other);
    }

    /**
     * Uniform in (0, 1), never 0 or 1: odd multiples of 2⁻²⁴ in float32 and of 2⁻⁵³ in float64.
     *
     * @param type float32 or float64, and the shape
     * @param counter int32 scalar, not negative
     */
    public Tensor uniform(TensorType type, Tensor counter) {
        return draw(Draw.Distribution.UNIFORM, type, counter);
    }

    /** As {@link #uniform(TensorType, Tensor)} with a fixed counter. */
    public Tensor uniform(TensorType type, int counter) {
        return uniform(type, fixed(counter));
    }

    /**
     * Standard normal; within ±5.3 in float32 and ±8.21 in float64.
     *
     * @param type float32 or float64, and the shape
     * @param counter int32 scalar, not negative
     */
    public Tensor normal(TensorType type, Tensor counter) {
        return draw(Draw.Distribution.NORMAL, type, counter);
    }

    /** As {@link #normal(TensorType, Tensor)} with a fixed counter. */
    public Tensor normal(TensorType type, int counter) {
        return normal(type, fixed(counter));
    }

    /**
     * Exponential of mean 1, always positive.
     *
     * @param type float32 or float64, and the shape
     * @param counter int32 scalar, not negative
     */
    public Tensor exponential(TensorType type, Tensor counter) {
        return draw(Draw.Distribution.EXPONENTIAL, type, counter);
    }

    /** As {@link #exponential(TensorType, Tensor)} with a fixed counter. */
    public Tensor exponential(TensorType type, int counter) {
        return exponential(type, fixed(counter));
    }

    /**
     * True with probability p for each element of p; never for p = 0 or NaN, always for p = 1.
     *
     * @param p probabilities, float32 or float64
     * @param counter int32 scalar, not negative
     */
    public Tensor bernoulli(Tensor p, Tensor counter) {
        return uniform(p.type(), counter).lt(p);
    }

    /** As {@link #bernoulli(Tensor, Tensor)} with a fixed counter. */
    public Tensor bernoulli(Tensor p, int counter) {
        return bernoulli(p, fixed(counter));
    }

    /**
     * Index k along the last axis with probability proportional to exp(logits[…, k]), as int32 of the leading axes.
     *
     * <p>The largest of logitₖ − ln Eₖ with Eₖ exponential (Gumbel's trick); −∞ is never chosen beside a finite logit.
     *
     * @param logits unnormalised log probabilities [..., K], float32 or float64
     * @param counter int32 scalar, not negative
     */
    public Tensor categorical(Tensor logits, Tensor counter) {
        return logits.sub(exponential(logits.type(), counter).log()).argMax(-1);
    }

    /** As {@link #categorical(Tensor, Tensor)} with a fixed counter. */
    public Tensor categorical(Tensor logits, int counter) {
        return categorical(logits, fixed(counter));
    }

    private Tensor draw(Draw.Distribution distribution, TensorType type, Tensor counter) {
        return Tensor.apply(new Draw(distribution, type, seed, stream), counter);
    }

    private static Tensor fixed(int counter) {
        return Tensor.scalar(DType.INT32, counter);
    }
}
