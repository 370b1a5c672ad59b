package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DoubleMathTest {
    /** Reference values to 20 digits from mpmath, as roots of the complementary error function. */
    @ParameterizedTest
    @CsvSource({
        "0.001, -3.0902323061678135",
        "1e-8, -5.6120012441747888",
        "1e-16, -8.2220822161304355",
        "1e-50, -14.933337534788489",
        "1e-300, -37.0470962993612",
        "0.5, 0",
        "0.975, 1.959963984540054"
    })
    void normalQuantileMatchesReference(double p, double expected) {
        assertEquals(expected, DoubleMath.normalQuantile(p), 2e-15 * Math.max(1, Math.abs(expected)));
    }

    @Test
    void normalQuantileAtSpecialValues() {
        assertEquals(Double.NEGATIVE_INFINITY, DoubleMath.normalQuantile(0));
        assertEquals(Double.POSITIVE_INFINITY, DoubleMath.normalQuantile(1));
        assertEquals(Double.NaN, DoubleMath.normalQuantile(-0.1));
        assertEquals(Double.NaN, DoubleMath.normalQuantile(1.1));
        assertEquals(Double.NaN, DoubleMath.normalQuantile(Double.NaN));
    }

    /** Reference values to 17 digits from mpmath. */
    @ParameterizedTest
    @CsvSource({
        "1e-300, 8.8622692545275804e-301",
        "1e-20, 8.8622692545275797e-21",
        "1e-8, 8.8622692545275806e-9",
        "0.001, 0.00088622715746655212",
        "0.3, 0.27246271472675435",
        "0.5, 0.47693627620446987",
        "0.8499, 1.0176527650769829",
        "0.8501, 1.0181522915840081",
        "0.9, 1.1630871536766742",
        "0.99, 1.8213863677184495",
        "0.999999, 3.4589107372754988",
        "0.9999999999, 4.5728249585449249"
    })
    void erfInvMatchesReference(double x, double expected) {
        assertEquals(expected, DoubleMath.erfInv(x), 1e-15 * Math.abs(expected));
        assertEquals(-expected, DoubleMath.erfInv(-x), 1e-15 * Math.abs(expected));
    }

    @Test
    void erfInvAtSpecialValues() {
        assertEquals(0.0, DoubleMath.erfInv(0.0));
        assertEquals(-0.0, DoubleMath.erfInv(-0.0));
        assertEquals(Double.POSITIVE_INFINITY, DoubleMath.erfInv(1));
        assertEquals(Double.NEGATIVE_INFINITY, DoubleMath.erfInv(-1));
        assertEquals(Double.NaN, DoubleMath.erfInv(1.1));
        assertEquals(Double.NaN, DoubleMath.erfInv(Double.NEGATIVE_INFINITY));
        assertEquals(Double.NaN, DoubleMath.erfInv(Double.NaN));
    }
}
