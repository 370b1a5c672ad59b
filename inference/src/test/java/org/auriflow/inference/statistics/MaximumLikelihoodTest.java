package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MaximumLikelihoodTest {
    /** A normal distribution with deviations .1 and .2 and correlation .8. */
    private static final LogLikelihood CORRELATED = theta -> {
        double a = (theta[0] - 0.3) / 0.1;
        double b = (theta[1] + 0.2) / 0.2;
        return 5 - 0.5 * (a * a - 1.6 * a * b + b * b) / (1 - 0.64);
    };

    private static final double[] LOW = {-1, -2};
    private static final double[] HIGH = {1, 2};

    @Test
    void theMaximumOfAParaboloidAndItsRegion() {
        MaximumLikelihood found = new MaximumLikelihood(CORRELATED, LOW, HIGH, 15);
        assertArrayEquals(new double[] {0.3, -0.2}, found.thetaHat(), 1e-6);
        assertEquals(5, found.maximum(), 1e-10);
        assertEquals(1, found.minusTwoLogLambda(new double[] {0.4, -0.2 + 0.2 * 0.8}), 1e-9);
        // along the ridge −2 log λ is a², and the 95 % quantile of χ² with 2 degrees of freedom 5.99
        double edge = 0.1 * Math.sqrt(-2 * Math.log(0.05));
        for (double slip : new double[] {-1e-4, 1e-4}) {
            double a = edge + slip;
            assertEquals(slip < 0, found.isInRegion(new double[] {0.3 + a, -0.2 + 2 * 0.8 * a}, 0.95));
        }
    }

    @Test
    void theCurvatureIsTheInverseCovariance() {
        double[][] covariance = new MaximumLikelihood(CORRELATED, LOW, HIGH, 15).covariance();
        assertArrayEquals(new double[] {0.01, 0.016}, covariance[0], 1e-7);
        assertArrayEquals(new double[] {0.016, 0.04}, covariance[1], 1e-7);
        // Poisson: the variance is the count
        LogLikelihood count = theta -> 30 * Math.log(theta[0]) - theta[0];
        MaximumLikelihood found = new MaximumLikelihood(count, new double[] {1}, new double[] {1e4}, 50);
        assertEquals(30, found.covariance()[0][0], 0.1);
        for (LogLikelihood unfit : List.<LogLikelihood>of(theta -> theta[0], theta -> 1)) {
            MaximumLikelihood maximum = new MaximumLikelihood(unfit, new double[] {-1}, new double[] {1}, 5);
            assertThrows(IllegalStateException.class, maximum::covariance);
        }
    }

    @Test
    void aProfileHasTheMarginalWidth() {
        for (int parameter = 0; parameter < 2; parameter++) {
            LogLikelihood profile = new ProfileLikelihood(CORRELATED, parameter, LOW, HIGH, 21);
            LikelihoodScan scan = new LikelihoodScan(profile, LOW[parameter], HIGH[parameter], 41);
            double deviation = parameter == 0 ? 0.1 : 0.2;
            double center = parameter == 0 ? 0.3 : -0.2;
            assertEquals(center, scan.thetaHat(), 1e-6);
            assertEquals(
                    center + deviation * 1.959963984540054,
                    scan.confidenceSet(0.95).hull().upper(),
                    1e-6);
        }
    }

    @Test
    void aProfileOverTwoOthers() {
        LogLikelihood three = theta -> CORRELATED.at(theta) - 50 * Math.pow(theta[2] - 0.5 * theta[0], 2);
        LogLikelihood profile = new ProfileLikelihood(three, 0, new double[] {-1, -2, -1}, new double[] {1, 2, 1}, 9);
        assertEquals(5, profile.at(new double[] {0.3}), 1e-8);
        assertEquals(4.5, profile.at(new double[] {0.2}), 1e-8);
    }

    @Test
    void aMaximumOnTheBoundaryStaysInside() {
        MaximumLikelihood found = new MaximumLikelihood(CORRELATED, new double[] {0.4, -2}, new double[] {1, 2}, 9);
        assertEquals(0.4, found.thetaHat()[0], 1e-7);
        assertTrue(found.thetaHat()[0] >= 0.4);
        assertEquals(-0.2 + 0.2 * 0.8, found.thetaHat()[1], 1e-5);
    }

    @Test
    void oneParameterWorksToo() {
        MaximumLikelihood found =
                new MaximumLikelihood(theta -> -Math.pow(theta[0] - 0.123, 2), new double[] {-1}, new double[] {1}, 5);
        assertEquals(0.123, found.thetaHat()[0], 1e-6);
    }

    @Test
    void impossibleRegionsAreAvoided() {
        LogLikelihood half = theta -> theta[0] + theta[1] < 0.1 ? Double.NEGATIVE_INFINITY : CORRELATED.at(theta);
        MaximumLikelihood found = new MaximumLikelihood(half, LOW, HIGH, 41);
        assertArrayEquals(new double[] {0.3, -0.2}, found.thetaHat(), 0.02);
        LogLikelihood never = theta -> Double.NEGATIVE_INFINITY;
        assertThrows(ImpossibleEventsException.class, () -> new MaximumLikelihood(never, LOW, HIGH, 5));
        assertEquals(Double.NEGATIVE_INFINITY, new ProfileLikelihood(never, 0, LOW, HIGH, 5).at(new double[] {0}));
        assertFalse(found.isInRegion(new double[] {-1, -2}, 0.999));
    }

    @Test
    void badRequestsAreRefused() {
        for (Runnable action : List.<Runnable>of(
                () -> new MaximumLikelihood(CORRELATED, new double[0], new double[0], 5),
                () -> new MaximumLikelihood(CORRELATED, LOW, new double[] {1}, 5),
                () -> new MaximumLikelihood(CORRELATED, HIGH, LOW, 5),
                () -> new MaximumLikelihood(CORRELATED, LOW, HIGH, 2),
                () -> new MaximumLikelihood(CORRELATED, LOW, HIGH, 10_000),
                () -> new MaximumLikelihood(theta -> Double.NaN, LOW, HIGH, 5),
                () -> new ProfileLikelihood(CORRELATED, 2, LOW, HIGH, 5),
                () -> new ProfileLikelihood(CORRELATED, 0, new double[] {0}, new double[] {1}, 5))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.matches("(maximum|profile) likelihood: .*got .*"), message);
        }
    }
}
