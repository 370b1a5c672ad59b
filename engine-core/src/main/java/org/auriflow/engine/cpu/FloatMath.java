package org.auriflow.engine.cpu;

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
    /** Adding it rounds |x| &lt; 2²² to an integer, half to even, which then stands in the low mantissa bits. */
    static final float ROUNDER = 0x1.8p23f;

    static final int ROUNDER_BITS = 0x4B400000;
    static final int SIGN = 0x80000000;
    static final int SQRT_HALF_BITS = 0x3F3504F3;
    static final int MANTISSA = 0x007FFFFF;
    static final int ONE_BITS = 0x3F800000;

    static final float LOG2_E = 0x1.715476p0f;
    /** High part of ln 2 with 9 significant bits, so that its products with exponents are exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;

    /** (eʳ − 1 − r)/r² for |r| ≤ ln(2)/2. */
    static final float E0 = 0.5f;

    static final float E1 = 0.16666665673255920f;
    static final float E2 = 0.04166649281978607f;
    static final float E3 = 0.008333547040820122f;
    static final float E4 = 0.001393233658745885f;
    static final float E5 = 1.976023195311427e-4f;

    /** (ln(1 + f) − f + f²/2)/f³ for √½ ≤ 1 + f ≤ √2. */
    static final float L0 = 0.3333331346511841f;

    static final float L1 = -0.25000008940696716f;
    static final float L2 = 0.2000207155942917f;
    static final float L3 = -0.16667988896369934f;
    static final float L4 = 0.14220358431339264f;
    static final float L5 = -0.12406232953071594f;
    static final float L6 = 0.11883548647165298f;
    static final float L7 = -0.1167011484503746f;
    static final float L8 = 0.06749299168586731f;

    /** Where tanh changes from an odd polynomial to 1 − 2/(exp(2x) + 1), and where it rounds to 1. */
    static final float TANH_SPLIT = 0.55f;

    static final float TANH_END = 9.02f;
    static final float T0 = -0.33333316445350647f;
    static final float T1 = 0.13332544267177582f;
    static final float T2 = -0.0538475476205349f;
    static final float T3 = 0.02105071395635605f;
    static final float T4 = -0.00624284939840436f;

    /** Where erf changes from an odd polynomial to 1 − exp(−x g(x)), and where it rounds to 1. */
    static final float ERF_SPLIT = 0.9f;

    static final float ERF_END = 3.95f;
    static final float ES0 = 0.12837915122509003f;
    static final float ES1 = -0.3761250674724579f;
    static final float ES2 = 0.11281973868608475f;
    static final float ES3 = -0.026773206889629364f;
    static final float ES4 = 0.005004218779504299f;
    static final float ES5 = -0.0006053932593204081f;
    static final float EL0 = 1.128519892692566f;
    static final float EL1 = 0.6356995701789856f;
    static final float EL2 = 0.1052865982055664f;
    static final float EL3 = -0.022905878722667694f;
    static final float EL4 = 0.0032199332490563393f;
    static final float EL5 = -0.00021459057461470366f;

    /** Beyond this argument sin and cos go through float64; below it the products of REDUCE_1 to _4 are exact. */
    static final float TRIG_END = 12800f;

    static final float TWO_OVER_PI = 0.63661977f;
    /** π/2 in four pieces of 11 bits and a rest. */
    static final float REDUCE_1 = 0x1.92p0f;

    static final float REDUCE_2 = 0x1.fbp-12f;
    static final float REDUCE_3 = 0x1.51p-22f;
    static final float REDUCE_4 = 0x1.0bp-34f;
    static final float REDUCE_5 = 0x1.184698p-44f;
    static final float S0 = -0.16666655242443085f;
    static final float S1 = 0.008332187309861183f;
    static final float S2 = -0.00019517897453624755f;
    static final float C0 = 0.04166664555668831f;
    static final float C1 = -0.0013887309469282627f;
    static final float C2 = 2.4432327336398885e-05f;

    /** Φ⁻¹(½ + q)/q − 2 in 0.180625 − q² for |q| ≤ 0.425: numerator, then denominator. */
    static final float QC0 = 1.3871327638626099f;

    static final float QC1 = 14.653228759765625f;
    static final float QC2 = 1.8092453479766846f;
    static final float QC3 = -75.37068939208984f;
    static final float QD1 = 17.901872634887695f;
    static final float QD2 = 78.83087921142578f;
    static final float QD3 = 67.3000259399414f;

    /** t + Φ⁻¹(exp(−t²/2)) for the tail beyond that: numerator, then denominator. */
    static final float QE0 = 2.7278459072113037f;

    static final float QE1 = 2.6367592811584473f;
    static final float QE2 = 0.2591920793056488f;
    static final float QE3 = 0.0006995419389568269f;
    static final float QF1 = 2.4338138103485107f;
    static final float QF2 = 0.9468817114830017f;
    static final float QF3 = 0.051309697329998016f;

    /** Adding it rounds |x| &lt; 2⁵¹ to an integer, half to even, which then stands in the low mantissa bits. */
    static final double ROUNDER_64 = 0x1.8p52;

    static final long ROUNDER_64_BITS = 0x4338000000000000L;
    static final long SQRT_HALF_64_BITS = 0x3FE6A09E667F3BCDL;
    static final long ONE_64_BITS = 0x3FF0000000000000L;
    static final long MANTISSA_64 = 0x000FFFFFFFFFFFFFL;

    /** log₂((1 + s)/(1 − s))/s in s². */
    static final double PL0 = 2.88539008177785;

    static final double PL1 = 0.9617966941132127;
    static final double PL2 = 0.5770779423594591;
    static final double PL3 = 0.412209256786155;
    static final double PL4 = 0.3199053739227617;
    static final double PL5 = 0.2829066165906811;

    /** 2ʳ for |r| ≤ ½. */
    static final double PE0 = 0.9999999999595618;

    static final double PE1 = 0.6931471805568324;
    static final double PE2 = 0.24022651213498092;
    static final double PE3 = 0.055504109063258665;
    static final double PE4 = 0.009618025613318034;
    static final double PE5 = 0.0013333478473685416;
    static final double PE6 = 0.00015469729214118296;
    static final double PE7 = 1.5303700711365693e-05;

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
}
