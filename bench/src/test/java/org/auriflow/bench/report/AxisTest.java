package org.auriflow.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AxisTest {
    @Test
    void ticksAreRoundInsideAndAsManyAsWanted() {
        double[][] ranges = {{0, 1}, {-1, -0.4}, {3, 25.7}, {-1e-6, 3e-6}, {1e5, 9e7}, {1.6003, 1.6041}, {-0.15, 8.2}};
        for (double[] range : ranges) {
            Axis axis = Axis.linear("", range[0], range[1]);
            List<Double> ticks = axis.ticks(6);
            assertTrue(ticks.size() >= 3 && ticks.size() <= 12, ticks.toString());
            for (double tick : ticks) {
                assertTrue(axis.place(tick) >= -1e-9 && axis.place(tick) <= 1 + 1e-9, ticks.toString());
                double step = ticks.get(1) - ticks.get(0);
                assertEquals(Math.rint(tick / step), tick / step, 1e-6);
            }
            assertEquals(ticks.size(), ticks.stream().map(axis::text).distinct().count(), ticks.toString());
        }
    }

    @Test
    void wholeNumbersHaveNoFractions() {
        Axis axis = Axis.whole("", 0, 1.5);
        assertEquals(List.of("0", "1"), axis.ticks(7).stream().map(axis::text).toList());
        assertEquals("", axis.text(0.5));
    }

    @Test
    void logarithmicTicksArePowers() {
        Axis axis = Axis.logarithmicAround("", List.of(1e-3, 20.0, 1e3, Double.NaN));
        assertTrue(axis.logarithmic());
        assertEquals(0, axis.place(axis.low()), 1e-12);
        assertEquals(1, axis.place(axis.high()), 1e-12);
        assertTrue(axis.ticks(6).containsAll(List.of(1.0, 10.0)), axis.ticks(6).toString());
    }

    @Test
    void numbersHaveAMinusSignAndNoNegativeZero() {
        assertEquals("−0.81", Decimals.fixed(-0.812, 2));
        assertEquals("0.00", Decimals.fixed(-0.001, 2));
        assertEquals("0.00012", Decimals.significant(0.000123, 2));
        assertEquals("1.2e−07", Decimals.significant(1.23e-7, 2));
        assertEquals("∞", Decimals.significant(Double.POSITIVE_INFINITY, 2));
    }
}
