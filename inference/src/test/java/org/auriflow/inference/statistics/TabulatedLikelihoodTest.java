package org.auriflow.inference.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TabulatedLikelihoodTest {
    private static final double[] GRID = {-1, -0.8, -0.5, -0.1, 0, 0.4};

    private static TabulatedLikelihood table(LogLikelihood function) {
        return new TabulatedLikelihood(
                GRID,
                Arrays.stream(GRID).map(t -> function.at(new double[] {t})).toArray());
    }

    @Test
    void aParabolaIsReproducedAndItsIntervalExact() {
        LogLikelihood parabola = theta -> 3 - 0.5 * Math.pow((theta[0] + 0.33) / 0.15, 2);
        TabulatedLikelihood table = table(parabola);
        for (double t = -1; t <= 0.4; t += 0.013) {
            assertEquals(parabola.at(new double[] {t}), table.at(new double[] {t}), 1e-12);
        }
        assertEquals(parabola.at(new double[] {0.4}), table.at(new double[] {0.4}));
        assertEquals(parabola.at(new double[] {0}), table.at(new double[] {-0.0}));
        LikelihoodScan scan = new LikelihoodScan(table, -1, 0.4);
        assertEquals(-0.33, scan.thetaHat(), 1e-8);
        assertEquals(
                -0.33 - 0.15 * 1.959963984540054,
                scan.confidenceSet(0.95).hull().lower(),
                1e-9);
    }

    @Test
    void otherCurvesAreSmoothAndMeetThePoints() {
        TabulatedLikelihood table = table(theta -> Math.sin(3 * theta[0]));
        double h = 1e-7;
        for (int i = 1; i < GRID.length - 1; i++) {
            double here = table.at(new double[] {GRID[i]});
            double fromLeft = (here - table.at(new double[] {GRID[i] - h})) / h;
            double fromRight = (table.at(new double[] {GRID[i] + h}) - here) / h;
            assertEquals(Math.sin(3 * GRID[i]), here);
            assertEquals(fromLeft, fromRight, 1e-5);
            assertEquals(3 * Math.cos(3 * GRID[i]), fromLeft, 0.3);
        }
    }

    @Test
    void impossiblePointsDoNotSpread() {
        double[] values = {Double.NEGATIVE_INFINITY, 1, 2, 4, 5, 6};
        TabulatedLikelihood table = new TabulatedLikelihood(GRID, values);
        assertEquals(Double.NEGATIVE_INFINITY, table.at(new double[] {-0.9}));
        double between = table.at(new double[] {-0.65});
        assertTrue(between > 1 && between < 2, "" + between);
        assertEquals(1, table.at(new double[] {-0.8}));
    }

    @Test
    void badTablesAreRefused() {
        TabulatedLikelihood table = table(theta -> theta[0]);
        for (Runnable action : List.<Runnable>of(
                () -> new TabulatedLikelihood(new double[] {1, 2}, new double[2]),
                () -> new TabulatedLikelihood(new double[] {1, 2, 3}, new double[2]),
                () -> new TabulatedLikelihood(new double[] {1, 3, 3}, new double[3]),
                () -> new TabulatedLikelihood(new double[] {1, 2, Double.NaN}, new double[3]),
                () -> new TabulatedLikelihood(new double[] {1, 2, 3}, new double[] {0, Double.NaN, 0}),
                () -> table.at(new double[] {0.5}),
                () -> table.at(new double[] {Double.NaN}))) {
            String message =
                    assertThrows(IllegalArgumentException.class, action::run).getMessage();
            assertTrue(message.startsWith("tabulated likelihood: ") && message.contains("got "), message);
        }
    }
}
