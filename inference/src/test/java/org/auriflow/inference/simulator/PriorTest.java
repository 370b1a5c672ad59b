package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriorTest {
    private static final UniformPrior BOX =
            new UniformPrior(List.of("a", "b"), new double[] {-1, 2}, new double[] {1, 6});

    static Stream<Prior> priors() {
        return Stream.of(
                BOX,
                UniformPrior.of("theta", -1, -0.4),
                PointProposal.at(0.3),
                PointProposal.at(1, 2, 3),
                PointProposal.grid(-1, -0.4, 10),
                new PointProposal(List.of("a", "b"), new double[] {1, 2}, new double[] {-1, 4}));
    }

    @ParameterizedTest
    @MethodSource("priors")
    void samplesAreInsideAndSpreadOverTheRange(Prior prior) {
        RandomStream random = new RandomStream(1, 1);
        double[] mean = new double[prior.dimension()];
        int count = 4000;
        for (int i = 0; i < count; i++) {
            double[] theta = prior.sample(random);
            assertTrue(prior.contains(theta));
            assertTrue(prior.logProb(theta) > Double.NEGATIVE_INFINITY);
            prior.require("test", theta);
            for (int p = 0; p < mean.length; p++) {
                assertTrue(theta[p] >= prior.lower()[p] && theta[p] <= prior.upper()[p]);
                mean[p] += theta[p] / count;
            }
        }
        for (int p = 0; p < mean.length; p++) {
            double width = prior.upper()[p] - prior.lower()[p];
            assertEquals(
                    (prior.lower()[p] + prior.upper()[p]) / 2, mean[p], 5 * width / Math.sqrt(4.0 * count) + 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("priors")
    void outsideIsRefusedWithTheValues(Prior prior) {
        double[] outside = prior.upper();
        outside[0] += 0.1;
        double[] broken = prior.lower();
        broken[0] = Double.NaN;
        for (double[] theta : new double[][] {outside, broken, new double[prior.dimension() + 1]}) {
            String message = assertThrows(IllegalArgumentException.class, () -> prior.require("infer", theta))
                    .getMessage();
            assertTrue(message.startsWith("infer: theta must ") && message.contains("got ["), message);
        }
        assertFalse(prior.contains(outside));
        assertFalse(prior.contains(broken));
        assertThrows(IllegalArgumentException.class, () -> prior.logProb(new double[prior.dimension() + 1]));
    }

    @Test
    void densitiesAndText() {
        assertEquals(-Math.log(8), BOX.logProb(new double[] {-1, 6}), 1e-15);
        assertEquals("a in [-1.0, 1.0] x b in [2.0, 6.0]", BOX.toString());
        assertEquals(0, PointProposal.at(0.3).logProb(new double[] {0.3}));
        assertEquals(-Math.log(10), PointProposal.grid(-1, -0.4, 10).logProb(new double[] {-0.4}), 1e-15);
        assertEquals("theta in {[-0.6]}", PointProposal.at(-0.6).toString());
        assertEquals(List.of("theta0", "theta1"), PointProposal.at(1, 2).names());
        assertArrayEquals(new double[] {-0.7}, PointProposal.grid(-1, -0.4, 3).points()[1], 1e-15);
    }

    @Test
    void whatIsHandedOutIsACopy() {
        BOX.lower()[0] = 17;
        PointProposal point = PointProposal.at(2);
        point.points()[0][0] = 17;
        point.sample(new RandomStream(1, 1))[0] = 17;
        assertEquals(-1, BOX.lower()[0]);
        assertEquals(2, point.lower()[0]);
    }

    @Test
    void badDefinitionsAreRefused() {
        for (Runnable action : List.<Runnable>of(
                () -> UniformPrior.of("theta", 1, 1),
                () -> UniformPrior.of("theta", 0, Double.POSITIVE_INFINITY),
                () -> UniformPrior.of("theta", Double.NaN, 0),
                () -> new UniformPrior(List.of(), new double[0], new double[0]),
                () -> new UniformPrior(List.of("a", "b"), new double[1], new double[2]),
                () -> new PointProposal(List.of("a")),
                () -> new PointProposal(List.of("a"), new double[2]),
                () -> PointProposal.at(Double.NaN),
                () -> PointProposal.grid(0, 1, 1))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("(UniformPrior|PointProposal): .*got .*"), message);
        }
    }
}
