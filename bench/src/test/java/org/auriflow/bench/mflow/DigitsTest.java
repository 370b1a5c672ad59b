package org.auriflow.bench.mflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

/** The split of the digits, and what is made of their grey levels. */
final class DigitsTest {
    private static final double[] NONE = {};

    /** The grey levels that a draw was made of. */
    private static List<Integer> levels(double[] x) {
        return Arrays.stream(x).mapToObj(v -> (int) Math.floor(16 * v)).toList();
    }

    @Test
    void noHeldOutImageIsDrawn() {
        Digits digits = new Digits(1);
        RandomStream random = new RandomStream(2, 3);
        Set<List<Integer>> drawn = new HashSet<>();
        for (int i = 0; i < 30_000; i++) {
            drawn.add(levels(digits.draw(NONE, random)));
        }
        Set<List<Integer>> heldOut = new HashSet<>();
        for (int i = 0; i < digits.heldOut(); i++) {
            heldOut.add(levels(digits.drawHeldOut(i, NONE, random)));
        }
        assertEquals(359, heldOut.size(), "a fifth, each once");
        assertEquals(1797 - 359, drawn.size(), "all others");
        assertTrue(heldOut.stream().noneMatch(drawn::contains));
        Set<List<Integer>> others = new HashSet<>();
        Digits second = new Digits(2);
        for (int i = 0; i < second.heldOut(); i++) {
            others.add(levels(second.drawHeldOut(i, NONE, random)));
        }
        assertNotEquals(heldOut, others, "another seed, another split");
    }

    /** Uniform between two grey levels, anew in every draw. */
    @Test
    void greyLevelsAreSpread() {
        Digits digits = new Digits(1);
        RandomStream random = new RandomStream(2, 4);
        List<Double> fractions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            for (double v : digits.drawHeldOut(0, NONE, random)) {
                assertTrue(v >= 0 && v < digits.extent(), "in range: " + v);
                fractions.add(16 * v - Math.floor(16 * v));
            }
        }
        double mean = fractions.stream().mapToDouble(f -> f).average().orElseThrow();
        double variance = fractions.stream()
                .mapToDouble(f -> (f - mean) * (f - mean))
                .average()
                .orElseThrow();
        assertEquals(0.5, mean, 4 * Math.sqrt(1 / 12.0 / fractions.size()));
        assertEquals(1 / 12.0, variance, 0.005);
    }

    /** Every outlier is a held-out image in a mirror. */
    @Test
    void outliersAreMirrored() {
        Digits digits = new Digits(1);
        RandomStream random = new RandomStream(2, 5);
        Set<List<Integer>> heldOut = new HashSet<>();
        for (int i = 0; i < digits.heldOut(); i++) {
            heldOut.add(levels(digits.drawHeldOut(i, NONE, random)));
        }
        for (int k = 0; k < 50; k++) {
            List<Integer> outlier = levels(digits.drawOutlier(random));
            Integer[] back = new Integer[64];
            Arrays.setAll(back, i -> outlier.get(i / 8 * 8 + 7 - i % 8));
            assertTrue(heldOut.contains(List.of(back)));
        }
    }

    @Test
    void theTruthIsUnknown() {
        Digits digits = new Digits(1);
        assertTrue(!digits.hasDistance() && !digits.hasDensity());
        assertThrows(UnsupportedOperationException.class, () -> digits.distance(new double[64]));
        assertThrows(UnsupportedOperationException.class, () -> digits.logProb(new double[64], NONE));
    }
}
