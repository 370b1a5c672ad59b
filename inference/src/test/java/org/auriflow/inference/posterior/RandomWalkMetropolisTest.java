package org.auriflow.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;

class RandomWalkMetropolisTest {
    /** An exponential distribution cut at 2: mean 1 − 2 e⁻²/(1 − e⁻²). */
    @Test
    void drawsFollowTheDensity() {
        RandomWalkMetropolis.Chain chain = RandomWalkMetropolis.run(
                x -> x[0] < 0 || x[0] > 2 ? Double.NEGATIVE_INFINITY : -x[0],
                new double[] {1},
                0.8,
                200_000,
                1000,
                new RandomStream(1, 1));
        double mean = 0;
        int early = 0;
        for (double[] d : chain.draws()) {
            mean += d[0] / chain.draws().length;
            early += d[0] < 0.5 ? 1 : 0;
        }
        double cut = Math.exp(-2);
        assertEquals(1 - 2 * cut / (1 - cut), mean, 0.01);
        assertEquals((1 - Math.exp(-0.5)) / (1 - cut), (double) early / chain.draws().length, 0.01);
        assertTrue(chain.acceptance() > 0.4 && chain.acceptance() < 0.8, "acceptance " + chain.acceptance());
    }

    @Test
    void impossibleStartsAndNumbersAreRefused() {
        RandomStream random = new RandomStream(1, 1);
        for (double log : new double[] {Double.NEGATIVE_INFINITY, Double.NaN}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> RandomWalkMetropolis.run(x -> log, new double[1], 1, 10, 0, random));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> RandomWalkMetropolis.run(x -> x[0] == 0 ? 0 : Double.NaN, new double[1], 1, 10, 0, random));
        assertThrows(
                IllegalArgumentException.class,
                () -> RandomWalkMetropolis.run(x -> 0, new double[1], 0, 10, 0, random));
    }
}
