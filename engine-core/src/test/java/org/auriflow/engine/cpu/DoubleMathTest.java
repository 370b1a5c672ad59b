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
}
