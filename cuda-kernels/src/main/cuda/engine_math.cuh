// The engine's own float32 and float64 functions, with the same bits. GenerateFunctions.java wrote them from
// FloatMath, FloatMathConstants and DoubleMath: change those. Compile with -fmad=false, -ffp-contract=off.
#pragma once

#define ENGINE_FUNCTION static __device__ __forceinline__

namespace java {
ENGINE_FUNCTION float infinity32() { return __int_as_float(0x7F800000); }
ENGINE_FUNCTION float nan32() { return __int_as_float(0x7FC00000); }
ENGINE_FUNCTION double infinity64() { return __longlong_as_double(0x7FF0000000000000LL); }
ENGINE_FUNCTION double nan64() { return __longlong_as_double(0x7FF8000000000000LL); }

// Integer arithmetic that wraps, where C++ leaves the result open.
ENGINE_FUNCTION int add(int a, int b) { return (int) ((unsigned) a + (unsigned) b); }
ENGINE_FUNCTION int subtract(int a, int b) { return (int) ((unsigned) a - (unsigned) b); }
ENGINE_FUNCTION int shift_left(int a, int n) { return (int) ((unsigned) a << n); }
ENGINE_FUNCTION int smaller(int a, int b) { return a <= b ? a : b; }

typedef unsigned long long bits;
ENGINE_FUNCTION long long add(long long a, long long b) { return (long long) ((bits) a + (bits) b); }
ENGINE_FUNCTION long long subtract(long long a, long long b) { return (long long) ((bits) a - (bits) b); }
ENGINE_FUNCTION long long shift_left(long long a, int n) { return (long long) ((bits) a << n); }
ENGINE_FUNCTION long long shift_right_unsigned(long long a, int n) { return (long long) ((bits) a >> n); }
}  // namespace java

namespace float_math {
// Adding it rounds |x| < 2²² to an integer, half to even, which then stands in the low mantissa bits.
constexpr float ROUNDER = 0x1.8p23f;  // 1.2582912E7
constexpr int ROUNDER_BITS = 0x4B400000;
constexpr int SIGN = (int) 0x80000000;
constexpr int SQRT_HALF_BITS = 0x3F3504F3;
constexpr int MANTISSA = 0x007FFFFF;
constexpr float LOG2_E = 0x1.715476p0f;  // 1.442695
// High part of ln 2 with 9 significant bits, so that its products with exponents are exact.
constexpr float LN2_HIGH = 0x1.63p-1f;  // 0.6933594
constexpr float LN2_LOW = -0x1.bd0106p-13f;  // -2.1219444E-4
constexpr float LN2 = 0x1.62e43p-1f;  // 0.6931472
// (eʳ − 1 − r)/r² for |r| ≤ ln(2)/2.
constexpr float E0 = 0x1.fffffep-2f;  // 0.49999997
constexpr float E1 = 0x1.5554b4p-3f;  // 0.16666546
constexpr float E2 = 0x1.5556f8p-5f;  // 0.041667446
constexpr float E3 = 0x1.12252ep-7f;  // 0.008366249
constexpr float E4 = 0x1.6b95d6p-10f;  // 0.0013869678
// (ln(1 + f) − f + f²/2)/f³ for √½ ≤ 1 + f ≤ √2.
constexpr float L0 = 0x1.555554p-2f;  // 0.3333333
constexpr float L1 = -0x1.000226p-2f;  // -0.2500082
constexpr float L2 = 0x1.99a01cp-3f;  // 0.20001242
constexpr float L3 = -0x1.54728cp-3f;  // -0.1662341
constexpr float L4 = 0x1.22d936p-3f;  // 0.14201586
constexpr float L5 = -0x1.0d8232p-3f;  // -0.13159598
constexpr float L6 = 0x1.055e62p-3f;  // 0.12762143
constexpr float L7 = -0x1.38c91p-4f;  // -0.07636362
// From here on the quotient of tanh is 1 exactly.
constexpr float TANH_END = 10.0f;
// Where erf changes from an odd polynomial to 1 − exp(−x g(x)), and where it rounds to 1.
constexpr float ERF_SPLIT = 0x1.ccccccp-1f;  // 0.9
constexpr float ERF_END = 0x1.f9999ap1f;  // 3.95
constexpr float ES0 = 0x1.06eba6p-3f;  // 0.12837915
constexpr float ES1 = -0x1.8126eep-2f;  // -0.37612507
constexpr float ES2 = 0x1.ce1c12p-4f;  // 0.11281974
constexpr float ES3 = -0x1.b6a6f8p-6f;  // -0.026773207
constexpr float ES4 = 0x1.47f4dcp-8f;  // 0.005004219
constexpr float ES5 = -0x1.3d6682p-11f;  // -6.0539326E-4
constexpr float EL0 = 0x1.20e6aep0f;  // 1.1285199
constexpr float EL1 = 0x1.457a6ap-1f;  // 0.63569957
constexpr float EL2 = 0x1.af41p-4f;  // 0.1052866
constexpr float EL3 = -0x1.774a38p-6f;  // -0.022905879
constexpr float EL4 = 0x1.a60b08p-9f;  // 0.0032199332
constexpr float EL5 = -0x1.c2077p-13f;  // -2.1459057E-4
// Beyond this argument sin and cos go through float64; below it the products of REDUCE_1 to _4 are exact.
constexpr float TRIG_END = 12800.0f;
constexpr float TWO_OVER_PI = 0x1.45f306p-1f;  // 0.63661975
// π/2 in four pieces of 11 bits and a rest.
constexpr float REDUCE_1 = 1.5703125f;
constexpr float REDUCE_2 = 0x1.fbp-12f;  // 4.8351288E-4
constexpr float REDUCE_3 = 0x1.51p-22f;  // 3.138557E-7
constexpr float REDUCE_4 = 0x1.0bp-34f;  // 6.070877E-11
constexpr float REDUCE_5 = 0x1.184698p-44f;  // 6.223372E-14
constexpr float S0 = -0x1.555546p-3f;  // -0.16666655
constexpr float S1 = 0x1.110774p-7f;  // 0.008332187
constexpr float S2 = -0x1.9951eap-13f;  // -1.9517897E-4
constexpr float C0 = 0x1.55554ap-5f;  // 0.041666646
constexpr float C1 = -0x1.6c0c28p-10f;  // -0.001388731
constexpr float C2 = 0x1.99e80cp-16f;  // 2.4432327E-5
// (arctan(r)/r − 1)/r² in r² for 0 ≤ r ≤ 1.
constexpr float A0 = -0x1.5554dcp-2f;  // -0.33333153
constexpr float A1 = 0x1.9978ecp-3f;  // 0.19993767
constexpr float A2 = -0x1.230a96p-3f;  // -0.14211003
constexpr float A3 = 0x1.b4dedep-4f;  // 0.106657855
constexpr float A4 = -0x1.35519p-4f;  // -0.07551724
constexpr float A5 = 0x1.61f14p-5f;  // 0.043205857
constexpr float A6 = -0x1.0c1c26p-6f;  // -0.016364133
constexpr float A7 = 0x1.7eb1a4p-9f;  // 0.0029197228
// π and π/2, and what float32 leaves of them.
constexpr float PI = 0x1.921fb6p1f;  // 3.1415927
constexpr float PI_LOW = -0x1.777a5cp-24f;  // -8.742278E-8
constexpr float HALF_PI = 0x1.921fb6p0f;  // 1.5707964
constexpr float HALF_PI_LOW = -0x1.777a5cp-25f;  // -4.371139E-8
constexpr float SQRT_HALF = 0x1.6a09e6p-1f;  // 0.70710677
// Φ⁻¹(½ + q)/q − 2 in 0.180625 − q² for |q| ≤ 0.425: numerator, then denominator.
constexpr float QC0 = 0x1.631b22p0f;  // 1.3871328
constexpr float QC1 = 0x1.d4e74p3f;  // 14.653229
constexpr float QC2 = 0x1.cf2ab4p0f;  // 1.8092453
constexpr float QC3 = -0x1.2d7b96p6f;  // -75.37069
constexpr float QD1 = 0x1.1e6e12p4f;  // 17.901873
constexpr float QD2 = 0x1.3b52d2p6f;  // 78.83088
constexpr float QD3 = 0x1.0d333ap6f;  // 67.300026
// t + Φ⁻¹(exp(−t²/2)) for the tail beyond that: numerator, then denominator.
constexpr float QE0 = 0x1.76b6eap1f;  // 2.927457
constexpr float QE1 = 0x1.3d3928p2f;  // 4.9566135
constexpr float QE2 = 0x1.d766p-1f;  // 0.9207001
constexpr float QE3 = 0x1.4a536p-6f;  // 0.02016148
constexpr float QF1 = 0x1.ca9706p1f;  // 3.5827339
constexpr float QF2 = 0x1.119876p1f;  // 2.1374652
constexpr float QF3 = 0x1.ce6ce2p-3f;  // 0.22579361
constexpr float QF4 = 0x1.8beca2p-9f;  // 0.003020663
// Adding it rounds |x| < 2⁵¹ to an integer, half to even, which then stands in the low mantissa bits.
constexpr double ROUNDER_64 = 0x1.8p52;  // 6.755399441055744E15
constexpr long long ROUNDER_64_BITS = 0x4338000000000000LL;
constexpr long long SQRT_HALF_64_BITS = 0x3FE6A09E667F3BCDLL;
constexpr long long ONE_64_BITS = 0x3FF0000000000000LL;
constexpr long long MANTISSA_64 = 0x000FFFFFFFFFFFFFLL;
// log₂((1 + s)/(1 − s))/s in s².
constexpr double PL0 = 0x1.71547652b8251p1;  // 2.88539008177785
constexpr double PL1 = 0x1.ec709dc53bfcfp-1;  // 0.9617966941132127
constexpr double PL2 = 0x1.2776c2935a8c1p-1;  // 0.5770779423594591
constexpr double PL3 = 0x1.a61a2ef4051f3p-2;  // 0.412209256786155
constexpr double PL4 = 0x1.4795463b406c3p-2;  // 0.3199053739227617
constexpr double PL5 = 0x1.21b245a850e1dp-2;  // 0.2829066165906811
// 2ʳ for |r| ≤ ½.
constexpr double PE0 = 0x1.ffffffffa7135p-1;  // 0.9999999999595618
constexpr double PE1 = 0x1.62e42fef9cc69p-1;  // 0.6931471805568324
constexpr double PE2 = 0x1.ebfbe0aa03dfp-3;  // 0.24022651213498092
constexpr double PE3 = 0x1.c6b08da70cce3p-5;  // 0.055504109063258665
constexpr double PE4 = 0x1.3b29d8bb0b97ep-7;  // 0.009618025613318034
constexpr double PE5 = 0x1.5d877598350dep-10;  // 0.0013333478473685416
constexpr double PE6 = 0x1.446c79efd4834p-13;  // 1.5469729214118296E-4
constexpr double PE7 = 0x1.00c0e4e15189cp-16;  // 1.5303700711365693E-5

// eʳ − 1 for r = x − k ln 2.
ENGINE_FUNCTION float expm1OfRemainder(float x, float k) {
    float r = (x - k * LN2_HIGH) - k * LN2_LOW;
    return r + (r * r) * ((((E4 * r + E3) * r + E2) * r + E1) * r + E0);
}

// 2ⁿ; only the low 9 bits of n + 127 count.
ENGINE_FUNCTION float powerOfTwo(int n) {
    return __int_as_float(java::shift_left(java::add(n, 127), 23));
}

// eˣ.
ENGINE_FUNCTION float exp(float x) {
    float c = x > 89.0f ? 89.0f : x;
    c = c < -110.0f ? -110.0f : c;
    float t = c * LOG2_E + ROUNDER;
    int n = java::subtract(__float_as_int(t), ROUNDER_BITS);
    float p = expm1OfRemainder(c, t - ROUNDER) + 1.0f;
    int half = n >> 1;
    return (p * powerOfTwo(half)) * powerOfTwo(java::subtract(n, half));
}

// eˣ for −110 ≤ x ≤ 0, in fewer operations than exp.
ENGINE_FUNCTION float expOfNegative(float x) {
    float t = x * LOG2_E + ROUNDER;
    float p = expm1OfRemainder(x, t - ROUNDER) + 1.0f;
    return (p * powerOfTwo(java::add(__float_as_int(t), 64))) * 0x1.0p-64f;
}

// e^−|x|, in fewer operations than exp.
ENGINE_FUNCTION float expOfMinusMagnitude(float x) {
    float c = -::fabsf(x);
    return expOfNegative(c < -110.0f ? -110.0f : c);
}

// eˣ − 1.
ENGINE_FUNCTION float expm1(float x) {
    float c = x > 89.0f ? 89.0f : x;
    c = c < -30.0f ? -30.0f : c;
    float t = c * LOG2_E + ROUNDER;
    float p = expm1OfRemainder(c, t - ROUNDER);
    float s = powerOfTwo(java::subtract(__float_as_int(t), 1));
    float y = 2.0f * (s * p + (s - 0.5f));
    return ::fabsf(x) < 0x1.0p-25f ? x : y;
}

// The part in [√½, √2) of a float whose bits are SQRT_HALF_BITS + bits.
ENGINE_FUNCTION float mantissa(int bits) {
    return __int_as_float(java::add(bits & MANTISSA, SQRT_HALF_BITS));
}

// The f of x = 2ᵉ (1 + f).
ENGINE_FUNCTION float logFraction(float x) {
    return mantissa(java::subtract(__float_as_int(x < 0x1p-126f ? x * 0x1.0p23f : x), SQRT_HALF_BITS)) - 1.0f;
}

// ln(1 + f) − f.
ENGINE_FUNCTION float logTail(float f) {
    float z = f * f;
    return (z * f) * (((((((L7 * f + L6) * f + L5) * f + L4) * f + L3) * f + L2) * f + L1) * f + L0) - 0.5f * z;
}

// A small integer as a float.
ENGINE_FUNCTION float integer(int e) {
    return __int_as_float(java::add(e, ROUNDER_BITS)) - ROUNDER;
}

// ln x, given the tail of its fraction.
ENGINE_FUNCTION float logEnd(float x, float tail) {
    bool tiny = x < 0x1p-126f;
    float scaled = tiny ? x * 0x1.0p23f : x;
    int bits = java::subtract(__float_as_int(scaled), SQRT_HALF_BITS);
    float e = integer(bits >> 23);
    e = tiny ? e - 23.0f : e;
    float y = ((mantissa(bits) - 1.0f) + (tail + e * LN2_LOW)) + e * LN2_HIGH;
    y = x < java::infinity32() ? y : x;
    y = x < 0.0f ? java::nan32() : y;
    return x == 0.0f ? -java::infinity32() : y;
}

// ln x.
ENGINE_FUNCTION float log(float x) {
    return logEnd(x, logTail(logFraction(x)));
}

// The f of 1 + x = 2ᵉ (1 + f).
ENGINE_FUNCTION float log1pFraction(float x) {
    float u = x + 1.0f;
    float b = u - 1.0f;
    float lost = (1.0f - (u - b)) + (x - b);
    int bits = java::subtract(__float_as_int(u), SQRT_HALF_BITS);
    return (mantissa(bits) - 1.0f) + lost * powerOfTwo(java::subtract(0, java::smaller(bits >> 23, 64)));
}

// ln(1 + x), given its fraction and the tail of that.
ENGINE_FUNCTION float log1pEnd(float x, float f, float tail) {
    float e = integer(java::subtract(__float_as_int(x + 1.0f), SQRT_HALF_BITS) >> 23);
    float y = (f + (tail + e * LN2_LOW)) + e * LN2_HIGH;
    y = x < java::infinity32() ? y : x;
    y = x < -1.0f ? java::nan32() : y;
    y = x == -1.0f ? -java::infinity32() : y;
    return x == 0.0f ? x : y;
}

// ln(1 + x).
ENGINE_FUNCTION float log1p(float x) {
    float f = log1pFraction(x);
    return log1pEnd(x, f, logTail(f));
}

// The sign of x on y ≥ 0.
ENGINE_FUNCTION float withSign(float y, float x) {
    return __int_as_float(__float_as_int(y) | (__float_as_int(x) & SIGN));
}

// tanh x, as m/(m + 2) with m = e²ˣ − 1.
ENGINE_FUNCTION float tanh(float x) {
    float a = ::fabsf(x);
    float c = a > TANH_END ? TANH_END : a;
    c = c + c;
    float t = c * LOG2_E + ROUNDER;
    float s = powerOfTwo(__float_as_int(t));
    float m = s * expm1OfRemainder(c, t - ROUNDER) + (s - 1.0f);
    return withSign(m / (m + 2.0f), x);
}

// 1/(1 + e⁻ˣ).
ENGINE_FUNCTION float sigmoid(float x) {
    float e = expOfMinusMagnitude(x);
    float numerator = x < 0.0f ? e : 1.0f;
    return numerator / (e + 1.0f);
}

// max(x, 0) + ln(1 + u) for 0 ≤ u ≤ 1.
ENGINE_FUNCTION float softplusEnd(float x, float u) {
    bool large = u > 0x1.a8279ap-2f;
    float f = large ? 0.5f * (u - 1.0f) : u;
    float y = f + logTail(f);
    float positive = x > 0.0f ? x : 0.0f;
    return positive + (large ? y + LN2 : y);
}

// ln(1 + eˣ).
ENGINE_FUNCTION float softplus(float x) {
    return softplusEnd(x, expOfMinusMagnitude(x));
}

// ln erfc |x|.
ENGINE_FUNCTION float erfExponent(float x) {
    float a = ::fabsf(x);
    float c = a > ERF_END ? ERF_END : a;
    return -(c * (((((EL5 * c + EL4) * c + EL3) * c + EL2) * c + EL1) * c + EL0));
}

// erf x, given erfc |x|.
ENGINE_FUNCTION float erfEnd(float x, float complement) {
    float a = ::fabsf(x);
    float z = a * a;
    float small = a + a * (((((ES5 * z + ES4) * z + ES3) * z + ES2) * z + ES1) * z + ES0);
    return withSign(a < ERF_SPLIT ? small : 1.0f - complement, x);
}

// erf x.
ENGINE_FUNCTION float erf(float x) {
    return erfEnd(x, expOfNegative(erfExponent(x)));
}

// |x| less its nearest multiple of π/2.
ENGINE_FUNCTION float trigRemainder(float x) {
    float a = ::fabsf(x);
    float k = (a * TWO_OVER_PI + ROUNDER) - ROUNDER;
    float r = (a - k * REDUCE_1) - k * REDUCE_2;
    return ((r - k * REDUCE_3) - k * REDUCE_4) - k * REDUCE_5;
}

ENGINE_FUNCTION float sine(float r) {
    float z = r * r;
    return r + (r * z) * ((S2 * z + S1) * z + S0);
}

ENGINE_FUNCTION float cosine(float r) {
    float z = r * r;
    return (1.0f - 0.5f * z) + (z * z) * ((C2 * z + C1) * z + C0);
}

// Flips the sign of y where the top bit is set.
ENGINE_FUNCTION float flip(float y, int sign) {
    return __int_as_float(__float_as_int(y) ^ (sign & SIGN));
}

// sin x, given the remainder of |x|.
ENGINE_FUNCTION float sinEnd(float x, float r) {
    int n = __float_as_int(::fabsf(x) * TWO_OVER_PI + ROUNDER);
    float y = (n & 1) == 0 ? sine(r) : cosine(r);
    return flip(y, java::shift_left(n, 30) ^ __float_as_int(x));
}

// sin x.
ENGINE_FUNCTION float sin(float x) {
    return ::fabsf(x) > TRIG_END ? (float) ::sin((double) x) : sinEnd(x, trigRemainder(x));
}

// cos x, given the remainder of |x|.
ENGINE_FUNCTION float cosEnd(float x, float r) {
    int n = __float_as_int(::fabsf(x) * TWO_OVER_PI + ROUNDER);
    float y = (n & 1) == 0 ? cosine(r) : sine(r);
    return flip(y, java::shift_left(java::add(n, 1), 30));
}

// cos x.
ENGINE_FUNCTION float cos(float x) {
    return ::fabsf(x) > TRIG_END ? (float) ::cos((double) x) : cosEnd(x, trigRemainder(x));
}

// aʸ for a ≥ 0, in float64 because y log₂ a needs eight bits more than the result has.
ENGINE_FUNCTION double powerOfMagnitude(double a, double y) {
    long long bits = java::add(__double_as_longlong(a), java::subtract(ONE_64_BITS, SQRT_HALF_64_BITS));
    double e = __longlong_as_double(java::add(java::shift_right_unsigned(bits, 52), ROUNDER_64_BITS)) - (ROUNDER_64 +
            1023);
    double f = __longlong_as_double(java::add(bits & MANTISSA_64, SQRT_HALF_64_BITS)) - 1;
    double s = f / (f + 2);
    double z = s * s;
    double log = e + s * (((((PL5 * z + PL4) * z + PL3) * z + PL2) * z + PL1) * z + PL0);
    log = a < java::infinity64() ? log : a;
    log = a == 0 ? -java::infinity64() : log;
    double t = y * log;
    t = t > 200 ? 200 : t;
    t = t < -200 ? -200 : t;
    double n = t + ROUNDER_64;
    double r = t - (n - ROUNDER_64);
    double p = ((((((PE7 * r + PE6) * r + PE5) * r + PE4) * r + PE3) * r + PE2) * r + PE1) * r + PE0;
    return p * __longlong_as_double(java::shift_left(java::add(java::subtract(__double_as_longlong(n), ROUNDER_64_BITS),
            1023LL), 52));
}

ENGINE_FUNCTION bool isWhole(float y) {
    float a = ::fabsf(y);
    return a >= 0x1.0p23f || (a + 0x1.0p23f) - 0x1.0p23f == a;
}

// x to the power y.
ENGINE_FUNCTION float pow(float x, float y) {
    float magnitude = (float) powerOfMagnitude(::fabsf(x), y);
    bool whole = isWhole(y);
    bool odd = whole && !isWhole(0.5f * y);
    float z = odd ? flip(magnitude, __float_as_int(x)) : magnitude;
    z = x < 0.0f && x > -java::infinity32() && !whole ? java::nan32() : z;
    return y == 0.0f ? 1.0f : z;
}

// arctan r for 0 ≤ r ≤ 1.
ENGINE_FUNCTION float arcTangent(float r) {
    float z = r * r;
    return r + (r * z) * (((((((A7 * z + A6) * z + A5) * z + A4) * z + A3) * z + A2) * z + A1) * z + A0);
}

// atan2(y, x), the angle of the point (x, y).
ENGINE_FUNCTION float atan2(float y, float x) {
    float a = ::fabsf(y);
    float b = ::fabsf(x);
    bool steep = a > b;
    float larger = steep ? a : b;
    float smaller = steep ? b : a;
    float ratio = smaller / larger;
    ratio = smaller == larger ? 1.0f : ratio;
    ratio = larger == 0.0f ? smaller : ratio;
    float angle = arcTangent(ratio);
    angle = steep ? HALF_PI - (angle - HALF_PI_LOW) : angle;
    angle = __float_as_int(x) < 0 ? PI - (angle - PI_LOW) : angle;
    return withSign(angle, y);
}

// (1 − |x|)/2.
ENGINE_FUNCTION float halfOfRest(float x) {
    return 0.5f - 0.5f * ::fabsf(x);
}

// √(−2 ln tail), given the tail of the logarithm's fraction.
ENGINE_FUNCTION float quantileRadius(float tail, float logTail) {
    return ::sqrtf(-2.0f * logEnd(tail, logTail));
}

// Φ⁻¹(½ + q) outside the centre, given the radius; of q only the sign counts.
ENGINE_FUNCTION float quantileOfTail(float q, float t) {
    float z = t - (((QE3 * t + QE2) * t + QE1) * t + QE0) / ((((QF4 * t + QF3) * t + QF2) * t + QF1) * t + 1.0f);
    z = t == java::infinity32() ? t : z;
    return q < 0.0f ? -z : z;
}

// Φ⁻¹(½ + q), given its value for outside the centre.
ENGINE_FUNCTION float quantileEnd(float q, float outside) {
    float s = 0x1.71eb86p-3f - q * q;
    float c = (((QC3 * s + QC2) * s + QC1) * s + QC0) / (((QD3 * s + QD2) * s + QD1) * s + 1.0f);
    return ::fabsf(q) <= 0x1.b33334p-2f ? 2.0f * q + q * c : outside;
}

// erf⁻¹(x), given Φ⁻¹((1 + x)/2) for outside the centre.
ENGINE_FUNCTION float erfInvEnd(float x, float outside) {
    return quantileEnd(0.5f * x, outside) * SQRT_HALF;
}

// erf⁻¹(x) = Φ⁻¹((1 + x)/2)/√2, without rounding (1 + x)/2.
ENGINE_FUNCTION float erfInv(float x) {
    float tail = halfOfRest(x);
    float radius = quantileRadius(tail, logTail(logFraction(tail)));
    return erfInvEnd(x, quantileOfTail(x, radius));
}

// min(p, 1 − p).
ENGINE_FUNCTION float smallerTail(float p) {
    return p - 0.5f < 0.0f ? p : 1.0f - p;
}

// p − ½.
ENGINE_FUNCTION float fromMedian(float p) {
    return p - 0.5f;
}

// Φ⁻¹(p).
ENGINE_FUNCTION float normalQuantile(float p) {
    float tail = smallerTail(p);
    float radius = quantileRadius(tail, logTail(logFraction(tail)));
    return quantileEnd(fromMedian(p), quantileOfTail(fromMedian(p), radius));
}

// a · b, but 0 where one factor is 0 and the other infinite or NaN.
ENGINE_FUNCTION float mulz(float a, float b) {
    float p = a * b;
    return ::fabsf(p) >= 0 || (a != 0 && b != 0) ? p : 0;
}
}  // namespace float_math

namespace double_math {

ENGINE_FUNCTION double central(double r) {
    double numerator = ((((((0x1.39a296f7d925ep11 * r + 0x1.052d26b2e45e4p15) * r + 0x1.06c1c55b78f2p16) * r +
            0x1.66c3e869b752ap15) * r + 0x1.ad1d8cd4ee71dp13) * r + 0x1.ece5d2213c0ccp10) * r + 0x1.0a4888b1a436ep7) * r
            + 0x1.b18d91e9eef75p1;
    double denominator = ((((((0x1.46a7eca984b69p12 * r + 0x1.c0e457cb1ae76p14) * r + 0x1.3317caa64f4bep15) * r +
            0x1.4b772d5d65266p14) * r + 0x1.512322e75c89fp12) * r + 0x1.5797efdc8b3f7p9) * r + 0x1.5281b386e1ab5p5) * r
            + 1;
    return numerator / denominator;
}

ENGINE_FUNCTION double middle(double r) {
    double numerator = ((((((0x1.9615ac0b7ace9p-11 * r + 0x1.744eb6c45ec67p-6) * r + 0x1.ef2abb9b85c37p-3) * r +
            0x1.453cc085375b2p0) * r + 0x1.d2ecb1a3d02c4p1) * r + 0x1.713f71462256ap2) * r + 0x1.2857748cab19bp2) * r +
            0x1.6c665fde9526ap0;
    double denominator = ((((((0x1.20d3f686439e4p-30 * r + 0x1.1f18cbfdf2728p-11) * r + 0x1.f207a7eab17bfp-7) * r +
            0x1.2f5123394f04p-3) * r + 0x1.61292f23385c9p-1) * r + 0x1.ad278e6526633p0) * r + 0x1.06cefbb46a449p1) * r +
            1;
    return numerator / denominator;
}

ENGINE_FUNCTION double far(double r) {
    double numerator = ((((((0x1.afb74d693bf93p-23 * r + 0x1.c6ec6cc59e02ap-16) * r + 0x1.45c1908425345p-10) * r +
            0x1.b2b41193b4ee7p-6) * r + 0x1.2fad9315255cfp-2) * r + 0x1.c8ea6461fa445p0) * r + 0x1.5daea6e875003p2) * r
            + 0x1.aa1b1c13ee526p2;
    double denominator = ((((((0x1.269bff1f8c19p-49 * r + 0x1.31446f740b9ep-23) * r + 0x1.35c2c496374bfp-16) * r +
            0x1.9c8bc979dc5d7p-11) * r + 0x1.e76f93215462ap-7) * r + 0x1.186eb183443fbp-3) * r + 0x1.331d34fc7d77fp-1) *
            r + 1;
    return numerator / denominator;
}

// Φ⁻¹(½ + q), where the smaller tail is ½ − |q|.
ENGINE_FUNCTION double quantile(double q, double tail) {
    if (::fabs(q) <= 0x1.b333333333333p-2) {
        double r = 0x1.71eb851eb851fp-3 - q * q;
        return q * central(r);
    }
    if (tail == 0) {
        return q < 0 ? -java::infinity64() : java::infinity64();
    }
    double r = ::sqrt(-::log(tail));
    double z = r <= 5 ? middle(r - 0x1.999999999999ap0) : far(r - 5);
    return q < 0 ? -z : z;
}

// Quantile of the standard normal distribution, Φ⁻¹(p).
ENGINE_FUNCTION double normalQuantile(double p) {
    return quantile(p - 0.5, p < 0.5 ? p : 1 - p);
}

// Inverse of the error function, Φ⁻¹((1 + x)/2)/√2.
ENGINE_FUNCTION double erfInv(double x) {
    return quantile(0.5 * x, 0.5 - 0.5 * ::fabs(x)) * 0x1.6a09e667f3bcdp-1;
}

ENGINE_FUNCTION double scaledErfc(double a) {
    double p = (((((((0x1.5a6f37808e11cp-12 * a + 0x1.464c05b53eaecp-8) * a + 0x1.33c737da237cfp-5) * a +
            0x1.700a848944bafp-3) * a + 0x1.2d61a1bba3c17p-1) * a + 0x1.5876527d22584p0) * a + 0x1.0cb4880c78f03p1) * a
            + 0x1.07ee2893f61afp1) * a;
    double q = ((((((((0x1.3304ffe04cafep-11 * a + 0x1.212c53d050ffdp-7) * a + 0x1.11f5eb07b2314p-4) * a +
            0x1.4aafaec9b5ad9p-2) * a + 0x1.138a83f14d87dp0) * a + 0x1.4517ba9ac2893p1) * a + 0x1.0d6f42518f212p2) * a +
            0x1.2cbf24762d0dfp2) * a + 0x1.985ce372251bep1) * a;
    return (p + 0x1.000000115595dp0) / (q + 1);
}

// Error function, 2/√π ∫₀ˣ exp(−t²) dt.
ENGINE_FUNCTION double erf(double x) {
    double a = ::fabs(x);
    if (a <= 1) {
        double z = x * x;
        double p = ((((0x1.72778079aac6cp-24 * z + 0x1.9d570b93a344ap-13) * z + 0x1.ed9852c8dfeadp-10) * z +
                0x1.74c368832b5aep-5) * z + 0x1.26350564533bcp-3) * z + 0x1.20dd750429b6dp0;
        double q = ((((0x1.5e14dde65e1ddp-16 * z + 0x1.6bb7b3794a44fp-11) * z + 0x1.5eca2957c0ad9p-7) * z +
                0x1.8082a96922d4p-4) * z + 0x1.d7b351c0292ccp-2) * z + 1;
        return x * (p / q);
    }
    if (a > 6) {
        return x > 0 ? 1 : -1;
    }
    double y = 1 - ::exp(-a * a) * scaledErfc(a);
    return x < 0 ? -y : y;
}

// Logistic function 1/(1 + e⁻ˣ), accurate in both tails: 0 at −∞, 1 at +∞, NaN for NaN.
ENGINE_FUNCTION double sigmoid(double x) {
    double e = ::exp(-::fabs(x));
    return (x < 0 ? e : 1) / (1 + e);
}

// Softplus ln(1 + eˣ), accurate in both tails: 0 at −∞, +∞ at +∞, NaN for NaN.
ENGINE_FUNCTION double softplus(double x) {
    return (x > 0 ? x : 0) + ::log1p(::exp(-::fabs(x)));
}

// a · b, but 0 where one factor is 0 and the other infinite or NaN.
ENGINE_FUNCTION double mulz(double a, double b) {
    double p = a * b;
    return ::fabs(p) >= 0 || (a != 0 && b != 0) ? p : 0;
}
}  // namespace double_math
