package org.auriflow.inference.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

/** Statistics of two parameters whose information is known: scores t ~ N(0, 1) each, seen through noise. */
final class ExpectedInformationTest {
    private static final int N = 4_000;

    private static double[][] normals(int n, long stream) {
        RandomStream random = new RandomStream(7, stream);
        double[][] rows = new double[n][2];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> random.normal());
        }
        return rows;
    }

    private static ExpectedInformation of(double[][] scores) {
        return new ExpectedInformation(scores, scores, true, List.of("a", "b"));
    }

    /** A statistic a t + b noise, the components mixed. */
    private static double[][] seen(double[][] scores, double[][] noise, double a, double b) {
        double[][] rows = new double[scores.length][];
        Arrays.setAll(rows, i -> {
            double u = a * scores[i][0] + b * noise[i][0];
            double v = a * scores[i][1] + b * noise[i][1];
            return new double[] {3 * u - v + 5, u + 0.1 * v};
        });
        return rows;
    }

    @Test
    void noiseTakesInformationAway() {
        double[][] scores = normals(N, 1);
        double[][] noise = normals(N, 2);
        ExpectedInformation information = of(scores);
        assertEquals(information.full(), information.of(seen(scores, noise, 1, 0)), 0.01);
        assertEquals(0.5, information.of(seen(scores, noise, 1, 1)), 0.03);
        assertEquals(0.2, information.of(seen(scores, noise, 1, 2)), 0.03);
        assertEquals(0, information.of(seen(scores, noise, 0, 1)), 2e-3);
    }

    /** Noise alone would be taken for an information of 0.02 on average. */
    @Test
    void fewEventsDoNotMakeInformation() {
        double sum = 0;
        for (int k = 0; k < 400; k++) {
            double[][] scores = normals(50, 10 + 2 * k);
            sum += of(scores).of(seen(scores, normals(50, 11 + 2 * k), 0, 1));
        }
        assertEquals(0, sum / 400, 5e-3);
    }

    @Test
    void aStatisticThatSaysNothingIsNoError() {
        ExpectedInformation information = of(normals(N, 1));
        assertEquals(0, information.of(new double[N][2]));
        double[][] infinite = normals(N, 1);
        infinite[3][1] = Double.POSITIVE_INFINITY;
        assertEquals(Double.NaN, information.of(infinite));
    }
}
