package org.auriflow.engine.cpu;

import static org.auriflow.engine.cpu.FloatMathConstants.*;

/**
 * Float32 functions with the same bits everywhere: scalar or SIMD, cold or warm, on every JDK.
 *
 * <p>They are built from +, −, ×, ÷, comparisons and bit operations alone, all of which IEEE 754 rounds exactly, in a
 * fixed order and without fused multiply-add. Selects take the place of branches, so that the vector twin in
 * {@code org.auriflow.engine.cpu.simd} is a transcription; a change here needs the same change there, and a test
 * compares the two bit by bit. Errors are in units in the last place (ulp) of the result against float64 or better,
 * measured over every float unless another domain is named. NaN gives NaN.
 *
 * <p>The coefficients are minimax fits of our own, rounded one after the other with the remaining ones fitted again.
 */
public final class FloatMath {
    private FloatMath() {}

    /** eˣ. Gradual underflow. */
    public static float exp(float x) {
        float c = x > 89f ? 89f : x;
        c = c < -110f ? -110f : c;
        float t = c * LOG2_E + ROUNDER;
        int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
        float k = t - ROUNDER;
        float r = (c - k * LN2_HIGH) - k * LN2_LOW;
        float p = (r + (r * r) * expTail(r)) + 1f;
        // Two factors, because 2ⁿ alone overflows or underflows before the result does.
        int half = n >> 1;
        return (p * powerOfTwo(half)) * powerOfTwo(n - half);
    }

    /** eˣ − 1. */
    public static float expm1(float x) {
        float c = x > 89f ? 89f : x;
        c = c < -30f ? -30f : c;
        float t = c * LOG2_E + ROUNDER;
        int n = Float.floatToRawIntBits(t) - ROUNDER_BITS;
        float k = t - ROUNDER;
        float r = (c - k * LN2_HIGH) - k * LN2_LOW;
        float p = r + (r * r) * expTail(r);
        // Half of 2ⁿ, because 2¹²⁸ overflows before the result does.
        float s = powerOfTwo(n - 1);
        float y = 2f * (s * p + (s - 0.5f));
        return Math.abs(x) < 0x1p-25f ? x : y;
    }

    private static float expTail(float r) {
        return ((((E5 * r + E4) * r + E3) * r + E2) * r + E1) * r + E0;
    }

    private static float powerOfTwo(int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }

    /** ln x. */
    public static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        float scaled = tiny ? x * 0x1p23f : x;
        int bits = Float.floatToRawIntBits(scaled) - SQRT_HALF_BITS;
        int e = (bits >> 23) - (tiny ? 23 : 0);
        float f = Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS) - 1f;
        float y = logarithm(f, Float.intBitsToFloat(e + ROUNDER_BITS) - ROUNDER);
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x < 0f ? Float.NaN : y;
        return x == 0f ? Float.NEGATIVE_INFINITY : y;
    }

    /** ln(1 + x). */
    public static float log1p(float x) {
        float u = x + 1f;
        // u + lost is 1 + x exactly.
        float b = u - 1f;
        float lost = (1f - (u - b)) + (x - b);
        int bits = Float.floatToRawIntBits(u) - SQRT_HALF_BITS;
        int e = bits >> 23;
        // Beyond 2⁶⁴ what was lost no longer counts, and 2⁻ᵉ would leave the exponent range.
        float f = (Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS) - 1f) + lost * powerOfTwo(-Math.min(e, 64));
        float y = logarithm(f, Float.intBitsToFloat(e + ROUNDER_BITS) - ROUNDER);
        y = x < Float.POSITIVE_INFINITY ? y : x;
        y = x < -1f ? Float.NaN : y;
        y = x == -1f ? Float.NEGATIVE_INFINITY : y;
        return x == 0f ? x : y;
    }

    /** ln(1 + f) + e ln 2. */
    private static float logarithm(float f, float e) {
        float p = (((((((L8 * f + L7) * f + L6) * f + L5) * f + L4) * f + L3) * f + L2) * f + L1) * f + L0;
        float z = f * f;
        float y = (z * f) * p + e * LN2_LOW;
        y = y - 0.5f * z;
        return (f + y) + e * LN2_HIGH;
    }

    /** tanh x. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float z = a * a;
        float small = a + (a * z) * ((((T4 * z + T3) * z + T2) * z + T1) * z + T0);
        float c = a > TANH_END ? TANH_END : a;
        float large = 1f - 2f / (exp(c + c) + 1f);
        return withSign(a < TANH_SPLIT ? small : large, x);
    }

    /** 1/(1 + e⁻ˣ). */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        float numerator = x < 0f ? e : 1f;
        return numerator / (1f + e);
    }

    /** ln(1 + eˣ). */
    public static float softplus(float x) {
        float positive = x > 0f ? x : 0f;
        return positive + log1p(exp(-Math.abs(x)));
    }

    /** erf x. */
    public static float erf(float x) {
        float a = Math.abs(x);
        float z = a * a;
        float small = a + a * (((((ES5 * z + ES4) * z + ES3) * z + ES2) * z + ES1) * z + ES0);
        float c = a > ERF_END ? ERF_END : a;
        float g = ((((EL5 * c + EL4) * c + EL3) * c + EL2) * c + EL1) * c + EL0;
        float large = 1f - exp(-(c * g));
        return withSign(a < ERF_SPLIT ? small : large, x);
    }

    /** sin x. */
    public static float sin(float x) {
        float a = Math.abs(x);
        if (a > TRIG_END) {
            return (float) StrictMath.sin(x);
        }
        float t = a * TWO_OVER_PI + ROUNDER;
        int n = Float.floatToRawIntBits(t);
        float r = reduce(a, t - ROUNDER);
        float y = (n & 1) == 0 ? sine(r) : cosine(r);
        return flip(y, (n << 30) ^ Float.floatToRawIntBits(x));
    }

    /** cos x. */
    public static float cos(float x) {
        float a = Math.abs(x);
        if (a > TRIG_END) {
            return (float) StrictMath.cos(x);
        }
        float t = a * TWO_OVER_PI + ROUNDER;
        int n = Float.floatToRawIntBits(t);
        float r = reduce(a, t - ROUNDER);
        float y = (n & 1) == 0 ? cosine(r) : sine(r);
        return flip(y, (n + 1) << 30);
    }

    private static float reduce(float a, float k) {
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
        int odd = whole && !isWhole(0.5f * y) ? SIGN : 0;
        float z = flip(magnitude, odd & Float.floatToRawIntBits(x));
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

    /** Φ⁻¹(p). */
    public static float normalQuantile(float p) {
        float q = p - 0.5f;
        float s = 0.180625f - q * q;
        float c = (((QC3 * s + QC2) * s + QC1) * s + QC0) / (((QD3 * s + QD2) * s + QD1) * s + 1f);
        float central = 2f * q + q * c;
        float tail = q < 0f ? p : 1f - p;
        float t = (float) Math.sqrt(-2f * log(tail));
        float z = t - (((QE3 * t + QE2) * t + QE1) * t + QE0) / (((QF3 * t + QF2) * t + QF1) * t + 1f);
        z = tail == 0f ? Float.POSITIVE_INFINITY : z;
        z = q < 0f ? -z : z;
        return Math.abs(q) <= 0.425f ? central : z;
    }

    /** a · b, but 0 where one factor is 0 and the other infinite or NaN. */
    public static float mulz(float a, float b) {
        float p = a * b;
        return Math.abs(p) >= 0 || a != 0 && b != 0 ? p : 0;
    }
}
