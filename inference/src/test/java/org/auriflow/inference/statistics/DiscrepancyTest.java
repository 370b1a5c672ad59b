package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

/** Maximum mean discrepancy and area under the curve. */
class DiscrepancyTest {
    private static double[][] normals(int n, double shift, long seed) {
        RandomStream random = new RandomStream(seed, 3);
        double[][] x = new double[n][1];
        for (double[] row : x) {
            row[0] = shift + random.normal();
        }
        return x;
    }

    /** For unit normals a shift s apart and width w: 2 w/√(w² + 2) (1 − exp(−s²/(2 (w² + 2)))). */
    @Test
    void discrepancyOfNormalsIsInClosedForm() {
        double w = 0.9;
        double s = 0.8;
        double exact = 2 * w / Math.sqrt(w * w + 2) * (1 - Math.exp(-s * s / (2 * (w * w + 2))));
        assertEquals(exact, MaximumMeanDiscrepancy.squared(normals(3000, 0, 1), normals(3000, s, 2), w), 0.015);
        double[][] x = normals(50, 0, 3);
        assertEquals(0, MaximumMeanDiscrepancy.squared(x, x), 1e-12);
        assertEquals(2, MaximumMeanDiscrepancy.medianDistance(new double[][] {{0}, {1}, {3}}), 0);
        assertThrows(IllegalArgumentException.class, () -> MaximumMeanDiscrepancy.squared(x, new double[1][1]));
        assertThrows(IllegalArgumentException.class, () -> MaximumMeanDiscrepancy.squared(x, new double[3][2]));
    }

    @Test
    void areaCountsPairsAndHalfOfTies() {
        assertEquals(1, RankTest.areaUnderCurve(new double[] {3, 4}, new double[] {1, 2, 2.5}), 0);
        assertEquals(0.5, RankTest.areaUnderCurve(new double[] {1, 1}, new double[] {1}), 0);
        assertEquals((2 + 0.5) / 4.0, RankTest.areaUnderCurve(new double[] {5, 1}, new double[] {1, 3}), 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> RankTest.areaUnderCurve(new double[] {Double.NaN}, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> RankTest.areaUnderCurve(new double[0], new double[] {1}));
    }
}
