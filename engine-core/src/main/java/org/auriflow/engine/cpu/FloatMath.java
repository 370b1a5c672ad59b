package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.FloatMathConstants.*;

/**
 * Float32 functions with the same bits everywhere: scalar or SIMD, cold or warm, on every JDK.
 *
 * <p>They are built from +, −, ×, ÷, comparisons and bit operations alone, all of which IEEE 754 rounds exactly, in a
 * fixed order and without fused multiply-add. Selects take the place of branches, so that {@code GenerateLoops.java} can
 * translate this source to vectors, operation by operation; a test compares the two bit by bit. Functions with many
 * operations consist of a few with at most some 35, because JDK 17 keeps no more of them in registers. Errors are in units in the last place (ulp) of the result against float64 or better,
 * measured over every float unless another domain is named. NaN gives NaN.
 *
 * <p>The coefficients are minimax fits of our own, rounded one after the other with the remaining ones fitted again.
 */
public final class FloatMath {
    /** Adding it rounds |x| &lt; 2⁵¹ to an integer, half to even, which then stands in the low mantissa bits. */
    private static final double ROUNDER_64 = 0x1.8p52;

    private static final long ROUNDER_64_BITS = 0x4338000000000000L;
    private static final long SQRT_HALF_64_BITS = 0x3FE6A09E667F3BCDL;
    private static final long ONE_64_BITS = 0x3FF0000000000000L;
    private static final long MANTISSA_64 = 0x000FFFFFFFFFFFFFL;

    /** log₂((1 + s)/(1 − s))/s in s². */
    private static final double PL0 = 2.88539008177785;

    private static final double PL1 = 0.9617966941132127;
    private static final double PL2 = 0.5770779423594591;
    private static final double PL3 = 0.412209256786155;
    private static final double PL4 = 0.3199053739227617;
    private static final double PL5 = 0.2829066165906811;

    /** 2ʳ for |r| ≤ ½. */
    private static final double PE0 = 0.9999999999595618;

    private static final double PE1 = 0.6931471805568324;
    private static final double PE2 = 0.24022651213498092;
    private static final double PE3 = 0.055504109063258665;
    private static final double PE4 = 0.009618025613318034;
    private static final double PE5 = 0.0013333478473685416;
    private static final double PE6 = 0.00015469729214118296;
    private static final double PE7 = 1.5303700711365693e-05;

    private FloatMath() {}

    /** eˣ. Gradual underflow. */
    public static float exp(float x) {
        float c = x > 89f ? 89f : x;
        c = c < -110f ? -110f : c;
        float t = c * LOG2_E + ROUNDER;
        int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
        float p = expm1OfRemainder(c, t - ROUNDER) + 1f;
        // Two factors, because 2ⁿ alone overflows or underflows before the result does.
        int half = n >> 1;
        return (p * powerOfTwo(half)) * powerOfTwo(n - half);
    }

    /** eˣ for −110 ≤ x ≤ 0, in fewer operations than {@link #exp}. */
    private static float expOfNegative(float x) {
        float t = x * LOG2_E + ROUNDER;
        float p = expm1OfRemainder(x, t - ROUNDER) + 1f;
        // Shifting drops the high bits of t, which hold no part of n; 2⁶⁴ too much keeps the factor normal.
        return (p * powerOfTwo(Float.floatToRawIntBits(t) + 64)) * 0x1p-64f;
    }

    /** e^−|x|, in fewer operations than {@link #exp}. Gradual underflow. */
    public static float expOfMinusMagnitude(float x) {
        float c = -Math.abs(x);
        return expOfNegative(c < -110f ? -110f : c);
    }

    /** eˣ − 1. */
    public static float expm1(float x) {
        float c = x > 89f ? 89f : x;
        c = c < -30f ? -30f : c;
        float t = c * LOG2_E + ROUNDER;
        float p = expm1OfRemainder(c, t - ROUNDER);
        // Half of 2ⁿ, because 2¹²⁸ overflows before the result does.
        float s = powerOfTwo(Float.floatToRawIntBits(t) - 1);
        float y = 2f * (s * p + (s - 0.5f));
        return Math.abs(x) < 0x1p-25f ? x : y;
    }

    /** eʳ − 1 for r = x − k ln 2. */
    private static float expm1OfRemainder(float x, float k) {
        float r = (x - k * LN2_HIGH) - k * LN2_LOW;
        return r + (r * r) * ((((E4 * r + E3) * r + E2) * r + E1) * r + E0);
    }

    /** 2ⁿ; only the low 9 bits of n + 127 count. */
    private static float powerOfTwo(int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }

    /** ln x. */
    public static float log(float x) {
        return logEnd(x, logTail(logFraction(x)));
    }

    /** The f of x = 2ᵉ (1 + f). */
    private static float logFraction(float x) {
        return mantissa(Float.floatToRawIntBits(x < Float.MIN_NORMAL ? x * 0x1p23f : x) - SQRT_HALF_BITS) - 1f;
    }

    /** ln(1 + f) − f. */
    private static float logTail(float f) {
        float z = f * f;
        return (z * f) * (((((((L7 * f + L6) * f + L5) * f + L4) * f + L3) * f + L2) * f + L1) * f + L0) - 0.5f * z;
    }

    /** ln x, given the tail of its fraction. */
    private static float logEnd(float x, float tail) {
        boolean tiny = x < Float.MIN_NORMAL;
        float scaled = tiny ? x * 0x1p23f : x;
        int bits = Float.floatToRawIntBits(scaled) - SQRT_HALF_BITS;
        float e = integer(bits >> 23);
        e = tiny ? e - 23f : e;
        float y = ((mantissa(bits) - 1f) + (tail + e * LN2_LOW)) + e * LN2_HIGH;
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x < 0f ? Float.NaN : y;
        return x == 0f ? Float.NEGATIVE_INFINITY : y;
    }

    /** ln(1 + x). */
    public static float log1p(float x) {
        float f = log1pFraction(x);
        return log1pEnd(x, f, logTail(f));
    }

    /** The f of 1 + x = 2ᵉ (1 + f). */
    private static float log1pFraction(float x) {
        float u = x + 1f;
        // u + lost is 1 + x exactly.
        float b = u - 1f;
        float lost = (1f - (u - b)) + (x - b);
        int bits = Float.floatToRawIntBits(u) - SQRT_HALF_BITS;
        // Beyond 2⁶⁴ what was lost no longer counts, and 2⁻ᵉ would leave the exponent range.
        return (mantissa(bits) - 1f) + lost * powerOfTwo(-Math.min(bits >> 23, 64));
    }

    /** ln(1 + x), given its fraction and the tail of that. */
    private static float log1pEnd(float x, float f, float tail) {
        float e = integer((Float.floatToRawIntBits(x + 1f) - SQRT_HALF_BITS) >> 23);
        float y = (f + (tail + e * LN2_LOW)) + e * LN2_HIGH;
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x < -1f ? Float.NaN : y;
        y = x == -1f ? Float.NEGATIVE_INFINITY : y;
        return x == 0f ? x : y;
    }

    /** A small integer as a float. */
    private static float integer(int e) {
        return Float.intBitsToFloat(e + ROUNDER_BITS) - ROUNDER;
    }

    /** The part in [√½, √2) of a float whose bits are {@code SQRT_HALF_BITS + bits}. */
    private static float mantissa(int bits) {
        return Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS);
    }

    /** tanh x, as m/(m + 2) with m = e²ˣ − 1. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float c = a > TANH_END ? TANH_END : a;
        c = c + c;
        float t = c * LOG2_E + ROUNDER;
        float s = powerOfTwo(Float.floatToRawIntBits(t));
        float m = s * expm1OfRemainder(c, t - ROUNDER) + (s - 1f);
        return withSign(m / (m + 2f), x);
    }

    /** 1/(1 + e⁻ˣ). */
    public static float sigmoid(float x) {
        float e = expOfMinusMagnitude(x);
        float numerator = x < 0f ? e : 1f;
        return numerator / (e + 1f);
    }

    /** ln(1 + eˣ). */
    public static float softplus(float x) {
        return softplusEnd(x, expOfMinusMagnitude(x));
    }

    /** max(x, 0) + ln(1 + u) for 0 ≤ u ≤ 1. */
    private static float softplusEnd(float x, float u) {
        boolean large = u > 0.41421357f;
        float f = large ? 0.5f * (u - 1f) : u;
        float y = f + logTail(f);
        float positive = x > 0f ? x : 0f;
        return positive + (large ? y + LN2 : y);
    }

    /** erf x. */
    public static float erf(float x) {
        return erfEnd(x, expOfNegative(erfExponent(x)));
    }

    /** ln erfc |x|. */
    private static float erfExponent(float x) {
        float a = Math.abs(x);
        float c = a > ERF_END ? ERF_END : a;
        return -(c * (((((EL5 * c + EL4) * c + EL3) * c + EL2) * c + EL1) * c + EL0));
    }

    /** erf x, given erfc |x|. */
    private static float erfEnd(float x, float complement) {
        float a = Math.abs(x);
        float z = a * a;
        float small = a + a * (((((ES5 * z + ES4) * z + ES3) * z + ES2) * z + ES1) * z + ES0);
        return withSign(a < ERF_SPLIT ? small : 1f - complement, x);
    }

    /** sin x. */
    public static float sin(float x) {
        return Math.abs(x) > TRIG_END ? (float) StrictMath.sin(x) : sinEnd(x, trigRemainder(x));
    }

    /** sin x, given the remainder of |x|. */
    private static float sinEnd(float x, float r) {
        int n = Float.floatToRawIntBits(Math.abs(x) * TWO_OVER_PI + ROUNDER);
        float y = (n & 1) == 0 ? sine(r) : cosine(r);
        return flip(y, (n << 30) ^ Float.floatToRawIntBits(x));
    }

    /** cos x. */
    public static float cos(float x) {
        return Math.abs(x) > TRIG_END ? (float) StrictMath.cos(x) : cosEnd(x, trigRemainder(x));
    }

    /** cos x, given the remainder of |x|. */
    private static float cosEnd(float x, float r) {
        int n = Float.floatToRawIntBits(Math.abs(x) * TWO_OVER_PI + ROUNDER);
        float y = (n & 1) == 0 ? cosine(r) : sine(r);
        return flip(y, (n + 1) << 30);
    }

    /** |x| less its nearest multiple of π/2. */
    private static float trigRemainder(float x) {
        float a = Math.abs(x);
        float k = (a * TWO_OVER_PI + ROUNDER) - ROUNDER;
        float r = (a - k * REDUCE_1) - k * REDUCE_2;
        return ((r - k * REDUCE_3) - k * REDUCE_4) - k * REDUCE_5;
    }

    private static float sine(float r) {
        float z = r * r;
        return r + (r * z) * ((S2 * z + S1) * z + S0);
    }

    private static float cosine(float r) {
        float z = r * r;
        return (1f - 0.5f * z) + (z * z) * ((C2 * z + C1) * z + C0);
    }

    /** Flips the sign of y where the top bit is set. */
    private static float flip(float y, int sign) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ (sign & SIGN));
    }

    /** The sign of x on y ≥ 0. */
    private static float withSign(float y, float x) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & SIGN));
    }

    /** x to the power y. */
    public static float pow(float x, float y) {
        float magnitude = (float) powerOfMagnitude(Math.abs(x), y);
        boolean whole = isWhole(y);
        boolean odd = whole && !isWhole(0.5f * y);
        float z = odd ? flip(magnitude, Float.floatToRawIntBits(x)) : magnitude;
        z = x < 0f && x > Float.NEGATIVE_INFINITY && !whole ? Float.NaN : z;
        return y == 0f ? 1f : z;
    }

    private static boolean isWhole(float y) {
        float a = Math.abs(y);
        return a >= 0x1p23f || (a + 0x1p23f) - 0x1p23f == a;
    }

    /** aʸ for a ≥ 0, in float64 because y log₂ a needs eight bits more than the result has. */
    private static double powerOfMagnitude(double a, double y) {
        long bits = Double.doubleToRawLongBits(a) + (ONE_64_BITS - SQRT_HALF_64_BITS);
        double e = Double.longBitsToDouble((bits >>> 52) + ROUNDER_64_BITS) - (ROUNDER_64 + 1023);
        double f = Double.longBitsToDouble((bits & MANTISSA_64) + SQRT_HALF_64_BITS) - 1;
        double s = f / (f + 2);
        double z = s * s;
        double log = e + s * (((((PL5 * z + PL4) * z + PL3) * z + PL2) * z + PL1) * z + PL0);
        log = a < Double.POSITIVE_INFINITY ? log : a;
        log = a == 0 ? Double.NEGATIVE_INFINITY : log;
        double t = y * log;
        t = t > 200 ? 200 : t;
        t = t < -200 ? -200 : t;
        double n = t + ROUNDER_64;
        double r = t - (n - ROUNDER_64);
        double p = ((((((PE7 * r + PE6) * r + PE5) * r + PE4) * r + PE3) * r + PE2) * r + PE1) * r + PE0;
        return p * Double.longBitsToDouble((Double.doubleToRawLongBits(n) - ROUNDER_64_BITS + 1023) << 52);
    }

    /** atan2(y, x), the angle of the point (x, y). */
    public static float atan2(float y, float x) {
        float a = Math.abs(y);
        float b = Math.abs(x);
        boolean steep = a > b;
        float larger = steep ? a : b;
        float smaller = steep ? b : a;
        float ratio = smaller / larger;
        // Two infinities, then two zeros, for which there is no ratio.
        ratio = smaller == larger ? 1f : ratio;
        ratio = larger == 0f ? smaller : ratio;
        float angle = arcTangent(ratio);
        angle = steep ? HALF_PI - (angle - HALF_PI_LOW) : angle;
        angle = Float.floatToRawIntBits(x) < 0 ? PI - (angle - PI_LOW) : angle;
        return withSign(angle, y);
    }

    /** arctan r for 0 ≤ r ≤ 1. */
    private static float arcTangent(float r) {
        float z = r * r;
        return r + (r * z) * (((((((A7 * z + A6) * z + A5) * z + A4) * z + A3) * z + A2) * z + A1) * z + A0);
    }

    /** erf⁻¹(x) = Φ⁻¹((1 + x)/2)/√2, without rounding (1 + x)/2. */
    public static float erfInv(float x) {
        float tail = halfOfRest(x);
        float radius = quantileRadius(tail, logTail(logFraction(tail)));
        return erfInvEnd(x, quantileOfTail(x, radius));
    }

    /** (1 − |x|)/2. */
    private static float halfOfRest(float x) {
        return 0.5f - 0.5f * Math.abs(x);
    }

    /** erf⁻¹(x), given Φ⁻¹((1 + x)/2) for outside the centre. */
    private static float erfInvEnd(float x, float outside) {
        return quantileEnd(0.5f * x, outside) * SQRT_HALF;
    }

    /** Φ⁻¹(p). */
    public static float normalQuantile(float p) {
        float tail = smallerTail(p);
        float radius = quantileRadius(tail, logTail(logFraction(tail)));
        return quantileEnd(fromMedian(p), quantileOfTail(fromMedian(p), radius));
    }

    /** p − ½. */
    private static float fromMedian(float p) {
        return p - 0.5f;
    }

    /** min(p, 1 − p). */
    private static float smallerTail(float p) {
        return p - 0.5f < 0f ? p : 1f - p;
    }

    /** √(−2 ln tail), given the tail of the logarithm's fraction. */
    private static float quantileRadius(float tail, float logTail) {
        return (float) Math.sqrt(-2f * logEnd(tail, logTail));
    }

    /** Φ⁻¹(½ + q) outside the centre, given the radius; of q only the sign counts. */
    private static float quantileOfTail(float q, float t) {
        float z = t - (((QE3 * t + QE2) * t + QE1) * t + QE0) / ((((QF4 * t + QF3) * t + QF2) * t + QF1) * t + 1f);
        z = t == Float.POSITIVE_INFINITY ? t : z;
        return q < 0f ? -z : z;
    }

    /** Φ⁻¹(½ + q), given its value for outside the centre. */
    private static float quantileEnd(float q, float outside) {
        float s = 0.180625f - q * q;
        float c = (((QC3 * s + QC2) * s + QC1) * s + QC0) / (((QD3 * s + QD2) * s + QD1) * s + 1f);
        return Math.abs(q) <= 0.425f ? 2f * q + q * c : outside;
    }

    /** a · b, but 0 where one factor is 0 and the other infinite or NaN. */
    public static float mulz(float a, float b) {
        float p = a * b;
        return Math.abs(p) >= 0 || (a != 0 && b != 0) ? p : 0;
    }
}
