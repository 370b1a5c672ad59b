package org.auriflow.engine;

import org.auriflow.engine.cpu.DoubleMath;

/**
 * A reproducible sequence of host random numbers: the k-th draw depends on (seed, stream, k) alone.
 *
 * <p>Two streams with different numbers are independent, so give each simulated run, worker or epoch a stream of its
 * own instead of sharing one. {@link #position()} and {@link #at(long)} resume a sequence. Each of {@link #uniform()},
 * {@link #normal()}, {@link #exponential()}, {@link #bernoulli(double)} and {@link #categorical(double[])} moves the
 * position by exactly 1; {@link #below(int)} rejects now and then and may move it further.
 *
 * <p>Not thread-safe: one stream belongs to one thread. Built on {@link Philox}, with draw counters of its own that
 * bulk draws of the engine never use.
 */
public final class RandomStream {
    private static final long MAX_POSITION = 1L << 62;

    private final long seed;
    private final long stream;
    private final int[] words = new int[4];
    private long position;
    private long cachedBlock = -1;

    /** The sequence of this seed and stream number, at its beginning. */
    public RandomStream(long seed, long stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /** The seed given at construction. */
    public long seed() {
        return seed;
    }

    /** The stream number given at construction. */
    public long stream() {
        return stream;
    }

    /** How many 64-bit draws have been taken. */
    public long position() {
        return position;
    }

    /**
     * An independent copy of this sequence that goes on from {@code position}.
     *
     * @throws IllegalArgumentException if {@code position} is negative or above 2⁶²
     */
    public RandomStream at(long position) {
        if (position < 0 || position > MAX_POSITION) {
            throw new IllegalArgumentException(
                    "random stream: position must be in [0, 2^62], got " + position + "; use a value of position()");
        }
        RandomStream copy = new RandomStream(seed, stream);
        copy.position = position;
        return copy;
    }

    /** 64 random bits; all values are equally likely. */
    public long bits() {
        long block = position >>> 1;
        if (block != cachedBlock) {
            // The top bit of the draw counter keeps host sequences apart from the bulk draws of Philox.
            Philox.block(
                    (int) block,
                    (int) (block >>> 32) | Integer.MIN_VALUE,
                    (int) stream,
                    (int) (stream >>> 32),
                    (int) seed,
                    (int) (seed >>> 32),
                    words,
                    0);
            cachedBlock = block;
        }
        int i = (int) (position & 1) << 1;
        position++;
        return ((long) words[i] << 32) | (words[i + 1] & 0xFFFFFFFFL);
    }

    /** Uniform in (0, 1), an odd multiple of 2⁻⁵³: never 0 or 1. */
    public double uniform() {
        return ((bits() >>> 11) | 1L) * 0x1p-53;
    }

    /**
     * Standard normal by inversion of one uniform; at most ±8.3.
     *
     * @see DoubleMath#normalQuantile(double)
     */
    public double normal() {
        return DoubleMath.normalQuantile(uniform());
    }

    /** Exponential of mean 1, by inversion of one uniform. */
    public double exponential() {
        return -StrictMath.log(uniform());
    }

    /**
     * True with probability {@code p}; never for 0, always for 1.
     *
     * @throws IllegalArgumentException if {@code p} is outside [0, 1] or NaN
     */
    public boolean bernoulli(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(
                    "bernoulli: probability must be in [0, 1], got " + p + "; check the parameters that gave it");
        }
        return uniform() < p;
    }

    /**
     * Index i with probability p[i]; an entry of 0 is never drawn.
     *
     * @param p probabilities whose sum is 1 within 1e-6 (the rest is normalised away)
     * @throws IllegalArgumentException if {@code p} is empty, an entry is negative, infinite or NaN, or the sum is not 1
     */
    public int categorical(double[] p) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (!(p[i] >= 0 && p[i] <= 1 + 1e-6)) {
                throw new IllegalArgumentException("categorical: probabilities must be in [0, 1], got " + p[i]
                        + " at index " + i + "; check the parameters that gave it");
            }
            sum += p[i];
        }
        if (!(StrictMath.abs(sum - 1) <= 1e-6)) {
            throw new IllegalArgumentException("categorical: probabilities must sum to 1, got " + sum + " over "
                    + p.length + " entries; divide by the sum");
        }
        double target = uniform() * sum;
        double cumulative = 0;
        int last = -1;
        for (int i = 0; i < p.length; i++) {
            cumulative += p[i];
            if (p[i] > 0) {
                last = i;
                if (target < cumulative) {
                    return i;
                }
            }
        }
        return last;
    }

    /**
     * Uniform integer in [0, bound), exactly unbiased.
     *
     * <p>D. Lemire, Fast random integer generation in an interval, ACM TOMACS 29 (2019), with 64-bit words: the chance
     * of a rejection is below 2⁻³³.
     *
     * @throws IllegalArgumentException if {@code bound} is not positive
     */
    public int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("below: bound must be positive, got " + bound + "; check the size");
        }
        long threshold = Long.remainderUnsigned(-bound, bound);
        while (true) {
            long x = bits();
            // 96-bit product of x and bound: its low 64 bits are x * bound, its high part is the result.
            if (Long.compareUnsigned(x * bound, threshold) >= 0) {
                long lowHigh = ((x & 0xFFFFFFFFL) * bound) >>> 32;
                return (int) (((x >>> 32) * bound + lowHigh) >>> 32);
            }
        }
    }

    /**
     * A uniformly random order of 0 … n−1 (Fisher and Yates).
     *
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("permutation: size must not be negative, got " + n + "; check the size");
        }
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Seed, stream and position. */
    @Override
    public String toString() {
        return "RandomStream[seed=" + seed + ", stream=" + stream + ", position=" + position + "]";
    }
}
