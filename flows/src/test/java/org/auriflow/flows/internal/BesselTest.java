package org.auriflow.flows.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BesselTest {
    /** ln I − x with 40 digits by mpmath: small and large arguments, and both sides of where the series ends. */
    @ParameterizedTest
    @CsvSource({
        "0, 0.001, -0.00099975000001562501907",
        "0, 1, -0.76408564149282135131",
        "0.5, 2, -1.283997570310531957",
        "1, 30, -2.6322519107175924855",
        "1.5, 49, -2.885467969462721728",
        "3, 67.9, -3.0928605030007860012",
        "3, 68.1, -3.0941391106925417867",
        "10, 1, -23.013178577973041788",
        "10, 249, -3.8783428542355020994",
        "10, 251, -3.8807410738608007284",
        "49, 1000, -5.5735512627222220379",
        "49, 6000, -5.4687739696245501816",
        "499, 1000, -126.51948672391877235",
        "499, 500000, -7.7291212002408428139",
        "0, 1000000, -7.8266936871867472938",
        "4, 1e-8, -79.633365538397188657",
        "1.5, 1e10, -12.431863998274901162"
    })
    void agreesWithReferences(double order, double x, double expected) {
        double tolerance = 4e-15 * Math.max(Math.max(1, Math.abs(expected)), x <= 50 + 2 * order * order ? x : 1);
        assertEquals(expected, Bessel.logScaledI(order, x), tolerance);
    }
}
