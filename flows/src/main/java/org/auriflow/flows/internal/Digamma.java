package org.auriflow.flows.internal;

/**
 * ψ(x) = d ln Γ(x)/dx for x > 0, in double: ψ(x) = ψ(x + 1) − 1/x up to 15, from there on the asymptotic expansion (NIST DLMF 5.5.2 and
 * 5.11.2). That of Commons Math 3.6.1 has a term of its expansion with the wrong sign, and is off by 1e-9.
 */
public final class Digamma {
    private Digamma() {}

    /** ψ(x). */
    public static double of(double x) {
        double shift = 0;
        double at = x;
        for (; at < 15; at++) {
            shift -= 1 / at;
        }
        double s = 1 / (at * at);
        double tail = s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s / 132))));
        return shift + StrictMath.log(at) - 0.5 / at - tail;
    }
}
