package org.auriflow.inference.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.math3.dfp.Dfp;
import org.apache.commons.math3.dfp.DfpField;
import org.junit.jupiter.api.Test;

/** The traced Galton board against the paths published with arXiv:1805.12244, and both against 40-digit arithmetic. */
class PublishedTrajectoriesTest {
    private static final double THETA1 = -0.6;

    private static final class Path {
        private final double theta;
        private final double[] z;
        private final double x;
        private final double t;
        private final double logR;

        Path(double[] columns) {
            theta = columns[0];
            z = Arrays.copyOfRange(columns, 2, 22);
            x = columns[22];
            t = columns[23];
            logR = columns[24];
        }
    }

    private static List<Path> paths() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(PublishedTrajectoriesTest.class.getResourceAsStream(
                        "/org/auriflow/inference/galton/trajectories.csv.gz")),
                StandardCharsets.UTF_8))) {
            return reader.lines().skip(1).map(PublishedTrajectoriesTest::parse).toList();
        }
    }

    private static Path parse(String line) {
        return new Path(Arrays.stream(line.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray());
    }

    @Test
    void allAgreeWithThePublishedValues() throws IOException {
        GaltonBoard board = new GaltonBoard();
        List<Path> paths = paths();
        assertEquals(1050, paths.size());
        for (Path path : paths) {
            TracedRun run = board.replay(path.z, new double[] {path.theta}, new double[] {THETA1});
            assertEquals(path.x, run.x()[0]);
            assertEquals(path.t, run.score(0)[0], 1e-11);
            assertEquals(path.logR, run.logRatio(0, 1), 1e-11);
        }
    }

    @Test
    void allAgreeWithFortyDigits() throws IOException {
        GaltonBoard board = new GaltonBoard();
        FortyDigits exact = new FortyDigits();
        double worst = 0;
        for (Path path : paths()) {
            TracedRun run = board.replay(path.z, new double[] {path.theta}, new double[] {THETA1});
            double[] expected = exact.scoreAndLogRatio(path.theta, THETA1, path.z);
            worst = Math.max(worst, Math.abs(run.score(0)[0] - expected[0]));
            worst = Math.max(worst, Math.abs(run.logRatio(0, 1) - expected[1]));
        }
        assertTrue(worst < 1e-13, "worst " + worst);
    }

    @Test
    void exactLikelihoodAgreesWithFortyDigits() {
        GaltonBoard board = new GaltonBoard();
        for (double theta : new double[] {-1, -0.6, 0, 0.35}) {
            double[][] expected = new FortyDigits().marginal(theta);
            double[] p = board.probabilities(theta);
            double[] scores = board.scores(theta);
            for (int x = 0; x <= 31; x++) {
                assertEquals(expected[0][x], p[x], 1e-14 * expected[0][x]);
                if (expected[0][x] > 0) {
                    assertEquals(expected[1][x], scores[x], 1e-13);
                    assertEquals(scores[x], board.score(new double[] {x}, new double[] {theta})[0]);
                    assertEquals(Math.log(p[x]), board.logProb(new double[] {x}, new double[] {theta}), 1e-15);
                } else {
                    assertTrue(Double.isNaN(scores[x]));
                }
            }
        }
    }

    /** The definition of the board once more, in decimal arithmetic, with the derivative in closed form. */
    private static final class FortyDigits {
        private final DfpField field = new DfpField(44);
        private final Map<List<Object>, Dfp[]> cells = new HashMap<>();

        /** log P_left, log P_right, P'/P_left, −P'/P_right, P_left, P_right, P'. */
        private Dfp[] cell(double theta, int row, int j) {
            return cells.computeIfAbsent(List.of(theta, row, j), key -> {
                Dfp one = field.getOne();
                // theta as its double is, so that rounding of the input is not counted as an error
                Dfp f = field.getPi().multiply(row).divide(19).sin();
                Dfp slope =
                        field.newDfp(10).multiply(field.newDfp(2 * j).divide(30).subtract(one));
                Dfp s = one.divide(
                        one.add(field.newDfp(theta).multiply(slope).negate().exp()));
                Dfp left = one.subtract(f).divide(2).add(f.multiply(s));
                Dfp right = one.subtract(left);
                Dfp derivative = f.multiply(s).multiply(one.subtract(s)).multiply(slope);
                return new Dfp[] {
                    left.log(),
                    right.log(),
                    derivative.divide(left),
                    derivative.divide(right).negate(),
                    left,
                    right,
                    derivative
                };
            });
        }

        double[] scoreAndLogRatio(double theta0, double theta1, double[] z) {
            Dfp score = field.getZero();
            Dfp logRatio = field.getZero();
            int j = 15;
            for (int row = 0; row < z.length; row++) {
                int bit = (int) z[row];
                score = score.add(cell(theta0, row, j)[2 + bit]);
                logRatio = logRatio.add(cell(theta0, row, j)[bit]).subtract(cell(theta1, row, j)[bit]);
                j += row % 2 == 0 ? bit : bit - 1;
            }
            return new double[] {score.toDouble(), logRatio.toDouble()};
        }

        double[][] marginal(double theta) {
            Dfp[] p = zeros();
            Dfp[] d = zeros();
            p[15] = field.getOne();
            for (int row = 0; row < 20; row++) {
                Dfp[] nextP = zeros();
                Dfp[] nextD = zeros();
                for (int j = 1; j < 31; j++) {
                    Dfp[] cell = cell(theta, row, j);
                    int right = row % 2 == 0 ? j + 1 : j;
                    nextP[right] = nextP[right].add(p[j].multiply(cell[5]));
                    nextP[right - 1] = nextP[right - 1].add(p[j].multiply(cell[4]));
                    nextD[right] = nextD[right].add(d[j].multiply(cell[5])).subtract(p[j].multiply(cell[6]));
                    nextD[right - 1] =
                            nextD[right - 1].add(d[j].multiply(cell[4])).add(p[j].multiply(cell[6]));
                }
                p = nextP;
                d = nextD;
            }
            double[][] result = new double[2][32];
            for (int x = 0; x < 32; x++) {
                result[0][x] = p[x].toDouble();
                result[1][x] = p[x].isZero() ? Double.NaN : d[x].divide(p[x]).toDouble();
            }
            return result;
        }

        private Dfp[] zeros() {
            Dfp[] zeros = new Dfp[33];
            Arrays.fill(zeros, field.getZero());
            return zeros;
        }
    }
}
