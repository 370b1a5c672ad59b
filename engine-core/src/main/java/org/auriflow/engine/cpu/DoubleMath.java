package org.auriflow.engine.cpu;

/**
 * Float64 functions that {@link StrictMath} lacks, with the same bits on every JDK.
 *
 * <p>They are built from +, −, ×, ÷, square roots and {@link StrictMath}, never from {@link Math} functions, whose
 * results may differ between interpreter and compiled code.
 */
public final class DoubleMath {
    private DoubleMath() {}

    /**
     * Quantile of the standard normal distribution, Φ⁻¹(p).
     *
     * <p>Relative error about 1e-16. p = 0 gives −∞, p = 1 gives +∞, p = ½ gives 0; outside [0, 1] and for NaN the
     * result is NaN. Differentiable on (0, 1) with derivative 1/φ(Φ⁻¹(p)).
     *
     * <p>M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988) 477, routine PPND16.
     */
    public static double normalQuantile(double p) {
        return quantile(p - 0.5, p < 0.5 ? p : 1 - p);
    }

    /**
     * Inverse of the error function, Φ⁻¹((1 + x)/2)/√2.
     *
     * <p>Relative error below 1e-15. ±1 gives ±∞, ±0 gives ±0; outside [−1, 1] and for NaN the result is NaN.
     */
    public static double erfInv(double x) {
        // Half of x and of what is left to 1 are exact where they count; (1 + x)/2 would not be.
        return quantile(0.5 * x, 0.5 - 0.5 * StrictMath.abs(x)) * 0.70710678118654752440;
    }

    /** Φ⁻¹(½ + q), where the smaller tail is ½ − |q|. */
    private static double quantile(double q, double tail) {
        if (StrictMath.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return q * central(r);
        }
        if (tail == 0) {
            return q < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        // The logarithm of a negative tail is NaN, and so is everything that follows from it.
        double r = StrictMath.sqrt(-StrictMath.log(tail));
        double z = r <= 5 ? middle(r - 1.6) : far(r - 5);
        return q < 0 ? -z : z;
    }

    /**
     * Error function, 2/√π ∫₀ˣ exp(−t²) dt.
     *
     * <p>Error below 2 ulp. ±∞ gives ±1, ±0 gives ±0. Rational fits of our own: erf(x)/x in x² up to 1, and
     * exp(x²) erfc(x) on [1, 6], beyond which the result rounds to ±1.
     */
    public static double erf(double x) {
        double a = StrictMath.abs(x);
        if (a <= 1) {
            double z = x * x;
            double p = ((((8.6256024457263756632e-8 * z + 1.9709588069752515244e-4) * z + 0.0018829155471563982446) * z
                                                    + 0.045503334165327800134)
                                            * z
                                    + 0.14365581715028762294)
                            * z
                    + 1.128379167095512575;
            double q = ((((2.0866484101019163079e-5 * z + 6.9373623333491591024e-4) * z + 0.010705251871973175468) * z
                                                    + 0.09387460876512409528)
                                            * z
                                    + 0.46064498648983654938)
                            * z
                    + 1;
            return x * (p / q);
        }
        if (a > 6) {
            return x > 0 ? 1 : -1;
        }
        double y = 1 - StrictMath.exp(-a * a) * scaledErfc(a);
        return x < 0 ? -y : y;
    }

    private static double scaledErfc(double a) {
        double p = (((((((3.3038562836253267025e-4 * a + 0.004978896516372382144) * a + 0.037570580564633022561) * a
                                                                                        + 0.17970756095800542271)
                                                                                * a
                                                                        + 0.58863549628756826206)
                                                                * a
                                                        + 1.3455554538253134015)
                                                * a
                                        + 2.0992593823337995664)
                                * a
                        + 2.0619555208652038508)
                * a;
        double q = ((((((((5.8559327957249919439e-4 * a + 0.008824864315677411559) * a + 0.066884916387732136794) * a
                                                                                                        + 0.32293580156458075787)
                                                                                                * a
                                                                                        + 1.0763323272817893172)
                                                                                * a
                                                                        + 2.5397866492904283549)
                                                                * a
                                                        + 4.2099157139278006468)
                                                * a
                                        + 4.699166407972568426)
                                * a
                        + 3.1903347308491153004)
                * a;
        return (p + 1.0000000040359603282) / (q + 1);
    }

    /** Logistic function 1/(1 + e⁻ˣ), accurate in both tails: 0 at −∞, 1 at +∞, NaN for NaN. */
    public static double sigmoid(double x) {
        double e = StrictMath.exp(-StrictMath.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /** Softplus ln(1 + eˣ), accurate in both tails: 0 at −∞, +∞ at +∞, NaN for NaN. */
    public static double softplus(double x) {
        return (x > 0 ? x : 0) + StrictMath.log1p(StrictMath.exp(-StrictMath.abs(x)));
    }

    private static double central(double r) {
        double numerator = ((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                                                                                + 45921.953931549871457)
                                                                        * r
                                                                + 13731.693765509461125)
                                                        * r
                                                + 1971.5909503065514427)
                                        * r
                                + 133.14166789178437745)
                        * r
                + 3.3871328727963666080;
        double denominator = ((((((5226.4952788528545610 * r + 28729.085735721942674) * r + 39307.895800092710610) * r
                                                                                + 21213.794301586595867)
                                                                        * r
                                                                + 5394.1960214247511077)
                                                        * r
                                                + 687.18700749205790830)
                                        * r
                                + 42.313330701600911252)
                        * r
                + 1;
        return numerator / denominator;
    }

    private static double middle(double r) {
        double numerator =
                ((((((7.74545014278341407640e-4 * r + 0.0227238449892691845833) * r + 0.241780725177450611770) * r
                                                                                        + 1.27045825245236838258)
                                                                                * r
                                                                        + 3.64784832476320460504)
                                                                * r
                                                        + 5.76949722146069140550)
                                                * r
                                        + 4.63033784615654529590)
                                * r
                        + 1.42343711074968357734;
        double denominator =
                ((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 0.0151986665636164571966) * r
                                                                                        + 0.148103976427480074590)
                                                                                * r
                                                                        + 0.689767334985100004550)
                                                                * r
                                                        + 1.67638483018380384940)
                                                * r
                                        + 2.05319162663775882187)
                                * r
                        + 1;
        return numerator / denominator;
    }

    private static double far(double r) {
        double numerator =
                ((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.00124266094738807843860) * r
                                                                                        + 0.0265321895265761230930)
                                                                                * r
                                                                        + 0.296560571828504891230)
                                                                * r
                                                        + 1.78482653991729133580)
                                                * r
                                        + 5.46378491116411436990)
                                * r
                        + 6.65790464350110377720;
        double denominator =
                ((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r
                                                                                        + 7.86869131145613259100e-4)
                                                                                * r
                                                                        + 0.0148753612908506148525)
                                                                * r
                                                        + 0.136929880922735805310)
                                                * r
                                        + 0.599832206555887937690)
                                * r
                        + 1;
        return numerator / denominator;
    }

    /** a · b, but 0 where one factor is 0 and the other infinite or NaN. */
    public static double mulz(double a, double b) {
        double p = a * b;
        return Math.abs(p) >= 0 || (a != 0 && b != 0) ? p : 0;
    }
}
