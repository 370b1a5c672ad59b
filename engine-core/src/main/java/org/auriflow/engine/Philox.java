package org.auriflow.engine;

import org.auriflow.engine.cpu.DoubleMath;
import org.auriflow.engine.cpu.FloatMath;

/**
 * The counter-based generator Philox4x32-10, and bulk draws from it.
 *
 * <p>A block function maps a 128-bit counter and a 64-bit key to four 32-bit words; there is no state, so a value
 * depends on (seed, stream, counter) alone and any part of an array can be filled by any thread or device with the
 * same bits. The key is the seed, low word first. The counter words are (block index, draw counter, low word of the
 * stream, high word of the stream). Draw counters from 0 to 2³¹−1 belong to the bulk draws here, those with the top
 * bit set to {@link RandomStream}, so that the two never share a block.
 *
 * <p>Layout of a bulk draw: element i of a float32 or int32 array takes word i mod 4 of block ⌊i/4⌋; element i of a
 * float64 array takes words 2(i mod 2) (high half) and 2(i mod 2)+1 (low half) of block ⌊i/2⌋. A range
 * {@code [begin, end)} writes {@code out[begin..end)} and nothing else.
 *
 * <p>J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11 (2011).
 */
public final class Philox {
    private static final int MULTIPLIER_0 = 0xD2511F53;
    private static final int MULTIPLIER_1 = 0xCD9E8D57;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    private Philox() {}

    /**
     * The block function: ten rounds on counter (c0, c1, c2, c3) with key (k0, k1).
     *
     * @param out receives four words from index {@code at}
     */
    public static void block(int c0, int c1, int c2, int c3, int k0, int k1, int[] out, int at) {
        int a = c0;
        int b = c1;
        int c = c2;
        int d = c3;
        int key0 = k0;
        int key1 = k1;
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (a & 0xFFFFFFFFL);
            long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c & 0xFFFFFFFFL);
            a = (int) (p1 >>> 32) ^ b ^ key0;
            b = (int) p1;
            c = (int) (p0 >>> 32) ^ d ^ key1;
            d = (int) p0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        out[at] = a;
        out[at + 1] = b;
        out[at + 2] = c;
        out[at + 3] = d;
    }

    /** A float32 uniform from one word: an odd multiple of 2⁻²⁴, so never 0 or 1 and symmetric about ½. */
    public static float toFloat(int word) {
        return ((word >>> 8) | 1) * 0x1p-24f;
    }

    /** A float64 uniform from two words: an odd multiple of 2⁻⁵³, so never 0 or 1 and symmetric about ½. */
    public static double toDouble(int high, int low) {
        return (((((long) high << 32) | (low & 0xFFFFFFFFL)) >>> 11) | 1L) * 0x1p-53;
    }

    /**
     * Raw words, all 2³² values equally likely.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void ints(int[] out, int begin, int end, long seed, long stream, int counter) {
        check("random ints", out.length, begin, end, counter);
        int[] w = new int[4];
        for (int i = begin; i < end; ) {
            int stop = Math.min(end, (i & ~3) + 4);
            bulk(i >>> 2, counter, stream, seed, w);
            for (; i < stop; i++) {
                out[i] = w[i & 3];
            }
        }
    }

    /**
     * Float32 uniforms in (0, 1), odd multiples of 2⁻²⁴.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void uniform(float[] out, int begin, int end, long seed, long stream, int counter) {
        check("random uniform", out.length, begin, end, counter);
        int[] w = new int[4];
        for (int i = begin; i < end; ) {
            int stop = Math.min(end, (i & ~3) + 4);
            bulk(i >>> 2, counter, stream, seed, w);
            for (; i < stop; i++) {
                out[i] = toFloat(w[i & 3]);
            }
        }
    }

    /**
     * Float64 uniforms in (0, 1), odd multiples of 2⁻⁵³.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void uniform(double[] out, int begin, int end, long seed, long stream, int counter) {
        check("random uniform", out.length, begin, end, counter);
        int[] w = new int[4];
        for (int i = begin; i < end; ) {
            int stop = Math.min(end, (i & ~1) + 2);
            bulk(i >>> 1, counter, stream, seed, w);
            for (; i < stop; i++) {
                int j = (i & 1) << 1;
                out[i] = toDouble(w[j], w[j + 1]);
            }
        }
    }

    /**
     * Float32 standard normals, {@link FloatMath#normalQuantile} of the uniforms of the same counter; at most ±5.3.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void normal(float[] out, int begin, int end, long seed, long stream, int counter) {
        uniform(out, begin, end, seed, stream, counter);
        for (int i = begin; i < end; i++) {
            out[i] = FloatMath.normalQuantile(out[i]);
        }
    }

    /**
     * Float32 exponentials of mean 1, −ln of the uniforms of the same counter.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void exponential(float[] out, int begin, int end, long seed, long stream, int counter) {
        uniform(out, begin, end, seed, stream, counter);
        for (int i = begin; i < end; i++) {
            out[i] = -FloatMath.log(out[i]);
        }
    }

    /**
     * Float64 standard normals, {@link DoubleMath#normalQuantile} of the uniforms of the same counter.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void normal(double[] out, int begin, int end, long seed, long stream, int counter) {
        uniform(out, begin, end, seed, stream, counter);
        for (int i = begin; i < end; i++) {
            out[i] = DoubleMath.normalQuantile(out[i]);
        }
    }

    /**
     * Float64 exponentials of mean 1, −ln of the uniforms of the same counter.
     *
     * @throws IllegalArgumentException if {@code counter} is negative or the range does not fit {@code out}
     */
    public static void exponential(double[] out, int begin, int end, long seed, long stream, int counter) {
        uniform(out, begin, end, seed, stream, counter);
        for (int i = begin; i < end; i++) {
            out[i] = -StrictMath.log(out[i]);
        }
    }

    private static void bulk(int block, int counter, long stream, long seed, int[] out) {
        block(block, counter, (int) stream, (int) (stream >>> 32), (int) seed, (int) (seed >>> 32), out, 0);
    }

    private static void check(String op, int length, int begin, int end, int counter) {
        if (counter < 0) {
            throw new IllegalArgumentException(
                    op + ": draw counter must not be negative, got " + counter + "; take another stream");
        }
        if (begin < 0 || begin > end || end > length) {
            throw new IllegalArgumentException(
                    op + ": range must lie in [0, " + length + "], got [" + begin + ", " + end + "); check the bounds");
        }
    }
}
