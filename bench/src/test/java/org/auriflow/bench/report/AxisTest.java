package org.auriflow.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.auriflow.bench.report.Axis.Tick;
import org.junit.jupiter.api.Test;

final class AxisTest {
    @Test
    void ticksAreRoundInsideAndAsManyAsWanted() {
        double[][] ranges = {
            {0, 1}, {-1, -0.4}, {0, 4.8}, {3, 25.7}, {-1e-6, 3e-6}, {1e5, 9e7}, {1.6003, 1.6041}, {-0.15, 8.2}
        };
        for (double[] range : ranges) {
            for (int about = 5; about <= 8; about++) {
                Axis axis = Axis.linear("", range[0], range[1]);
                List<Tick> ticks = axis.ticks(about);
                assertTrue(ticks.size() >= 3 && ticks.size() <= 12, ticks.toString());
                double step = ticks.get(1).value() - ticks.get(0).value();
                for (Tick tick : ticks) {
                    assertTrue(axis.place(tick.value()) >= -1e-9 && axis.place(tick.value()) <= 1 + 1e-9, tick.text());
                    assertEquals(Math.rint(tick.value() / step), tick.value() / step, 1e-6);
                    double written = Double.parseDouble(tick.text().replace('−', '-'));
                    assertEquals(tick.value(), written, 1e-6 * step);
                }
            }
        }
    }

    @Test
    void wholeNumbersHaveNoFractions() {
        assertEquals(List.of("0", "1"), texts(Axis.whole("", 0, 1.5).ticks(7)));
        assertEquals(
                List.of("0", "500", "1,000"), texts(Axis.whole("", -20, 1020).ticks(2)));
    }

    @Test
    void logarithmicTicksArePowers() {
        Axis axis = Axis.logarithmicAround("", List.of(1e-3, 20.0, 1e3, Double.NaN));
        assertTrue(axis.logarithmic());
        assertEquals(0, axis.place(axis.low()), 1e-12);
        assertEquals(1, axis.place(axis.high()), 1e-12);
        assertEquals(List.of("0.001", "0.01", "0.1", "1", "10", "100", "1000"), texts(axis.ticks(6)));
        assertFalse(axis.shows(0));
    }

    @Test
    void longNumbersAreScientificAndNarrowAxesHaveFewer() {
        assertEquals(
                List.of("5e4", "1e5", "1.5e5"),
                texts(Axis.linear("", 8e3, 1.6e5).ticks(4)));
        assertEquals(List.of("0", "5e−6"), texts(Axis.linear("", -4e-6, 5e-6).ticks(2)));
        for (double[] range : new double[][] {{-4e-6, 5e-6}, {8e3, 1.6e5}, {1.6003, 1.6041}, {-123456, 3}, {0, 1}}) {
            List<String> texts = texts(Axis.linear("", range[0], range[1]).ticksWithin(17));
            assertTrue(texts.size() >= 2 && String.join("  ", texts).length() <= 17, texts.toString());
        }
    }

    @Test
    void farValuesStayAtADistanceThatCanBeDrawn() {
        Axis axis = Axis.linear("", 0, 1);
        assertEquals(axis.place(1e30), axis.place(1e20));
        assertTrue(axis.place(-1e30) < -1);
    }

    @Test
    void numbersHaveAMinusSignAndNoNegativeZero() {
        assertEquals("−0.81", Decimals.fixed(-0.812, 2));
        assertEquals("0.00", Decimals.fixed(-0.001, 2));
        assertEquals("0.00012", Decimals.significant(0.000123, 2));
        assertEquals("1.2e−07", Decimals.significant(1.23e-7, 2));
        assertEquals("∞", Decimals.significant(Double.POSITIVE_INFINITY, 2));
    }

    private static List<String> texts(List<Tick> ticks) {
        return ticks.stream().map(Tick::text).toList();
    }
}
