package org.auriflow.engine.cpu;

/**
 * Coefficients and bit patterns that {@link FloatMath} shares with its vector twin.
 *
 * <p>Not for use elsewhere.
 */
public final class FloatMathConstants {
    /** Adding it rounds |x| &lt; 2²² to an integer, half to even, which then stands in the low mantissa bits. */
    public static final float ROUNDER = 0x1.8p23f;

    public static final int ROUNDER_BITS = 0x4B400000;
    public static final int SIGN = 0x80000000;
    public static final int SQRT_HALF_BITS = 0x3F3504F3;
    public static final int MANTISSA = 0x007FFFFF;

    public static final float LOG2_E = 0x1.715476p0f;
    /** High part of ln 2 with 9 significant bits, so that its products with exponents are exact. */
    public static final float LN2_HIGH = 0.693359375f;

    public static final float LN2_LOW = -2.12194440e-4f;
    public static final float LN2 = 0.6931472f;

    /** (eʳ − 1 − r)/r² for |r| ≤ ln(2)/2. */
    public static final float E0 = 0.4999999701976776f;

    public static final float E1 = 0.1666654646396637f;
    public static final float E2 = 0.04166744649410248f;
    public static final float E3 = 0.008366248570382595f;
    public static final float E4 = 0.0013869678368791938f;

    /** (ln(1 + f) − f + f²/2)/f³ for √½ ≤ 1 + f ≤ √2. */
    public static final float L0 = 0.3333333134651184f;

    public static final float L1 = -0.2500081956386566f;
    public static final float L2 = 0.2000124156475067f;
    public static final float L3 = -0.1662341058254242f;
    public static final float L4 = 0.14201585948467255f;
    public static final float L5 = -0.13159598410129547f;
    public static final float L6 = 0.12762142717838287f;
    public static final float L7 = -0.07636362314224243f;

    /** From here on the quotient of tanh is 1 exactly. */
    public static final float TANH_END = 10f;

    /** Where erf changes from an odd polynomial to 1 − exp(−x g(x)), and where it rounds to 1. */
    public static final float ERF_SPLIT = 0.9f;

    public static final float ERF_END = 3.95f;
    public static final float ES0 = 0.12837915122509003f;
    public static final float ES1 = -0.3761250674724579f;
    public static final float ES2 = 0.11281973868608475f;
    public static final float ES3 = -0.026773206889629364f;
    public static final float ES4 = 0.005004218779504299f;
    public static final float ES5 = -0.0006053932593204081f;
    public static final float EL0 = 1.128519892692566f;
    public static final float EL1 = 0.6356995701789856f;
    public static final float EL2 = 0.1052865982055664f;
    public static final float EL3 = -0.022905878722667694f;
    public static final float EL4 = 0.0032199332490563393f;
    public static final float EL5 = -0.00021459057461470366f;

    /** Beyond this argument sin and cos go through float64; below it the products of REDUCE_1 to _4 are exact. */
    public static final float TRIG_END = 12800f;

    public static final float TWO_OVER_PI = 0.63661977f;
    /** π/2 in four pieces of 11 bits and a rest. */
    public static final float REDUCE_1 = 0x1.92p0f;

    public static final float REDUCE_2 = 0x1.fbp-12f;
    public static final float REDUCE_3 = 0x1.51p-22f;
    public static final float REDUCE_4 = 0x1.0bp-34f;
    public static final float REDUCE_5 = 0x1.184698p-44f;
    public static final float S0 = -0.16666655242443085f;
    public static final float S1 = 0.008332187309861183f;
    public static final float S2 = -0.00019517897453624755f;
    public static final float C0 = 0.04166664555668831f;
    public static final float C1 = -0.0013887309469282627f;
    public static final float C2 = 2.4432327336398885e-05f;

    /** (arctan(r)/r − 1)/r² in r² for 0 ≤ r ≤ 1. */
    public static final float A0 = -0.33333152532577515f;

    public static final float A1 = 0.19993767142295837f;
    public static final float A2 = -0.14211003482341766f;
    public static final float A3 = 0.10665785521268845f;
    public static final float A4 = -0.07551723718643188f;
    public static final float A5 = 0.043205857276916504f;
    public static final float A6 = -0.01636413298547268f;
    public static final float A7 = 0.0029197228141129017f;

    /** π and π/2, and what float32 leaves of them. */
    public static final float PI = 0x1.921fb6p1f;

    public static final float PI_LOW = -0x1.777a5c0000000p-24f;
    public static final float HALF_PI = 0x1.921fb6p0f;
    public static final float HALF_PI_LOW = -0x1.777a5c0000000p-25f;
    public static final float SQRT_HALF = 0x1.6a09e6p-1f;

    /** Φ⁻¹(½ + q)/q − 2 in 0.180625 − q² for |q| ≤ 0.425: numerator, then denominator. */
    public static final float QC0 = 1.3871327638626099f;

    public static final float QC1 = 14.653228759765625f;
    public static final float QC2 = 1.8092453479766846f;
    public static final float QC3 = -75.37068939208984f;
    public static final float QD1 = 17.901872634887695f;
    public static final float QD2 = 78.83087921142578f;
    public static final float QD3 = 67.3000259399414f;

    /** t + Φ⁻¹(exp(−t²/2)) for the tail beyond that: numerator, then denominator. */
    public static final float QE0 = 2.927457094192505f;

    public static final float QE1 = 4.956613540649414f;
    public static final float QE2 = 0.9207000732421875f;
    public static final float QE3 = 0.020161479711532593f;
    public static final float QF1 = 3.5827338695526123f;
    public static final float QF2 = 2.137465238571167f;
    public static final float QF3 = 0.22579361498355865f;
    public static final float QF4 = 0.003020663047209382f;

    private FloatMathConstants() {}
}
