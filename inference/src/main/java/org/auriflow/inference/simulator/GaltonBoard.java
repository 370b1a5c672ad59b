package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * The generalized Galton board of arXiv:1805.12244: a ball falls through rows of nails, and theta tilts the nails in a
 * way that depends on where they are.
 *
 * <p>With R = 20 rows l = 0..R−1 and N = 31 nails, the ball starts at position j = ⌊N/2⌋ and goes left at (l, j) with
 * probability
 *
 * <pre>
 *   P_left(l, j | θ) = (1 − f_l)/2 + f_l σ(10 θ a_j),    f_l = sin(π l/(R − 1)),   a_j = 2j/(N − 1) − 1,
 * </pre>
 *
 * <p>except in odd rows, where it must go right at j = 0 and left at j = N. In even rows left keeps j and right makes it
 * j + 1; in odd rows left makes it j − 1 and right keeps it. The observable x is the last j, 0 to N; the choices z are
 * R bits, 1 for right. The formula agrees with the published data; the one printed in the paper has half the slope and
 * does not.
 *
 * <p>Any finite theta is allowed; {@link #prior} is the range that the paper trains on. The exact likelihood follows
 * from a forward recursion over rows, and the exact score from the differentiated recursion.
 */
public final class GaltonBoard implements Simulator, ExactLikelihood {
    private static final Prior PRIOR = UniformPrior.of("theta", -1, -0.4);
    private static final List<String> OBSERVABLES = List.of("x");

    private final int rows;
    private final int nails;
    private final double[] level;
    private final double[] coordinate;

    /** The board of the paper: 20 rows of 31 nails. */
    public GaltonBoard() {
        this(20, 31);
    }

    /**
     * A board of another size.
     *
     * @param rows R, at least 2
     * @param nails N, at least 2
     * @throws IllegalArgumentException if the board is too small
     */
    public GaltonBoard(int rows, int nails) {
        if (rows < 2 || nails < 2) {
            throw new IllegalArgumentException(
                    "GaltonBoard: at least 2 rows of 2 nails are needed, got " + rows + " rows of " + nails);
        }
        this.rows = rows;
        this.nails = nails;
        this.level = new double[rows];
        for (int l = 0; l < rows; l++) {
            level[l] = StrictMath.sin(Math.PI * l / (rows - 1));
        }
        this.coordinate = new double[nails + 1];
        for (int j = 0; j <= nails; j++) {
            coordinate[j] = 2.0 * j / (nails - 1) - 1;
        }
    }

    @Override
    public String name() {
        return "galton";
    }

    /** theta in [−1, −0.4]. */
    @Override
    public Prior prior() {
        return PRIOR;
    }

    @Override
    public List<String> observables() {
        return OBSERVABLES;
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        int position = nails / 2;
        // balls come back to the same columns, and a tilt costs more than the rest of a step
        Dual[] tilt = new Dual[nails + 1];
        for (int row = 0; row < rows; row++) {
            if (tilt[position] == null) {
                tilt[position] = tilt(position, theta[0]);
            }
            boolean right = trace.bernoulli(goRight(row, position, tilt[position]));
            position += row % 2 == 0 ? (right ? 1 : 0) : (right ? 0 : -1);
        }
        return new double[] {position};
    }

    /** 1 − P_left, written so that it does not cancel where P_left is near 1. */
    private Dual goRight(int row, int position, Dual tilt) {
        if (row % 2 == 1 && (position == 0 || position == nails)) {
            return Dual.constant(position == 0 ? 1 : 0);
        }
        double f = level[row];
        return tilt.affine(f, (1 - f) / 2);
    }

    /** σ(−10 θ a_j). */
    private Dual tilt(int position, Dual theta) {
        return theta.times(-10 * coordinate[position]).sigmoid();
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    /**
     * p(x | θ) for all x.
     *
     * @param theta finite
     * @return N + 1 probabilities that add up to 1
     */
    public double[] probabilities(double theta) {
        return lastRow(theta)[0];
    }

    /**
     * The score d/dθ log p(x | θ) for all x.
     *
     * @param theta finite
     * @return N + 1 scores, NaN where x is impossible
     */
    public double[] scores(double theta) {
        double[][] last = lastRow(theta);
        double[] result = new double[nails + 1];
        Arrays.setAll(result, x -> last[1][x] / last[0][x]);
        return result;
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        return StrictMath.log(lastRow(single(theta))[0][position(x)]);
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        double[][] last = lastRow(single(theta));
        // 0/0 where x is impossible: NaN, as promised
        return new double[] {last[1][position(x)] / last[0][position(x)]};
    }

    /** Counts events per position first, so that an evaluation costs one recursion however many events there are. */
    @Override
    public LogLikelihood logLikelihood(double[][] events) {
        int[] counts = new int[nails + 1];
        for (double[] x : events) {
            counts[position(x)]++;
        }
        return theta -> {
            double[] probabilities = probabilities(single(theta));
            double total = 0;
            for (int x = 0; x < counts.length; x++) {
                if (counts[x] > 0) {
                    total += counts[x] * StrictMath.log(probabilities[x]);
                }
            }
            return total;
        };
    }

    /** The forward recursion: for all positions after the last row, p(x | θ) and its derivative. */
    private double[][] lastRow(double theta) {
        Dual angle = Dual.parameters(new double[] {theta})[0];
        double[] p = new double[nails + 1];
        double[] slope = new double[nails + 1];
        p[nails / 2] = 1;
        for (int row = 0; row < rows; row++) {
            double[] nextP = new double[nails + 1];
            double[] nextSlope = new double[nails + 1];
            for (int j = 0; j <= nails; j++) {
                if (p[j] == 0) {
                    continue;
                }
                Dual right = goRight(row, j, tilt(j, angle));
                int to = row % 2 == 0 ? j + 1 : j;
                move(p[j], slope[j], right, to, nextP, nextSlope);
                move(p[j], slope[j], right.subtractedFrom(1), to - 1, nextP, nextSlope);
            }
            p = nextP;
            slope = nextSlope;
        }
        return new double[][] {p, slope};
    }

    private static void move(double p, double slope, Dual chance, int to, double[] nextP, double[] nextSlope) {
        if (chance.value(0) > 0) {
            nextP[to] += p * chance.value(0);
            nextSlope[to] += slope * chance.value(0) + p * chance.gradient(0, 0);
        }
    }

    private double single(double[] theta) {
        if (theta.length != 1) {
            throw new IllegalArgumentException("galton: theta must have 1 component, got " + theta.length);
        }
        return theta[0];
    }

    private int position(double[] x) {
        if (x.length != 1 || !(x[0] >= 0 && x[0] <= nails) || x[0] != Math.rint(x[0])) {
            throw new IllegalArgumentException(
                    "galton: x must be one whole number from 0 to " + nails + ", got " + Arrays.toString(x));
        }
        return (int) x[0];
    }
}
