package org.auriflow.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R̂ and effective sizes on chains whose answer is known. */
class ConvergenceTest {
    private static final int DRAWS = 5_000;

    /** Autoregressive chains of variance 1, each multiplied and shifted. */
    private static Chains chains(double phi, double[] scale, double[] shift) {
        List<Chain> chains = new ArrayList<>();
        for (int c = 0; c < scale.length; c++) {
            RandomStream random = new RandomStream(3, c);
            double[][] draws = new double[DRAWS][1];
            double x = random.normal();
            for (double[] d : draws) {
                x = phi * x + Math.sqrt(1 - phi * phi) * random.normal();
                d[0] = scale[c] * x + shift[c];
            }
            chains.add(new Chain(draws, 1, 0, DRAWS, 1));
        }
        return new Chains(chains);
    }

    /** The effective size of an autoregressive chain is n (1 − φ)/(1 + φ), above n for alternating ones. */
    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0, 0.5, 0.9})
    void effectiveSizeOfAnAutoregression(double phi) {
        Chains chains = chains(phi, new double[] {1, 1, 1, 1}, new double[4]);
        double exact = 4 * DRAWS * (1 - phi) / (1 + phi);
        assertEquals(exact, chains.bulkSize(0), 0.15 * exact);
        assertEquals(Math.sqrt(1 / exact), chains.standardError(t -> t[0]), 0.15 * Math.sqrt(1 / exact));
        // Quantiles forget faster than the mean, and cannot alternate as well.
        assertTrue(chains.tailSize(0) > 0.9 * Math.min(exact, 4.0 * DRAWS), "tail " + chains.tailSize(0));
        assertEquals(1, chains.rHat(0), 0.01);
        assertTrue(chains.warnings().isEmpty(), "" + chains.warnings());
    }

    /** One chain elsewhere, or as wide again: the second is seen only by the folded R̂. */
    @Test
    void chainsThatDisagreeAreSeen() {
        Chains shifted = chains(0, new double[] {1, 1, 1, 1}, new double[] {0, 0, 0, 1});
        Chains wider = chains(0, new double[] {1, 1, 1, 2}, new double[4]);
        assertTrue(shifted.rHat(0) > 1.05, "" + shifted.rHat(0));
        assertTrue(shifted.bulkSize(0) < 100, "" + shifted.bulkSize(0));
        assertTrue(wider.rHat(0) > 1.02, "" + wider.rHat(0));
        assertTrue(wider.warnings().get(0).contains("R-hat"), "" + wider.warnings());
    }

    /** A drift within each chain is seen because chains are split. */
    @Test
    void driftIsSeen() {
        double[][] draws = new double[1000][1];
        RandomStream random = new RandomStream(1, 1);
        for (int i = 0; i < draws.length; i++) {
            draws[i][0] = random.normal() + i / 500.0;
        }
        Chain chain = new Chain(draws, 1, 0, 1000, 1);
        assertTrue(new Chains(List.of(chain, chain)).rHat(0) > 1.1);
    }

    @Test
    void constantsHaveNoDiagnostics() {
        Chains chains = chains(0, new double[] {0, 0}, new double[] {1, 1});
        assertTrue(Double.isNaN(chains.rHat(0)) && Double.isNaN(chains.bulkSize(0)));
        assertTrue(!chains.warnings().isEmpty());
    }
}
