package org.auriflow.inference.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The board game for two players with a loaded die, p_k ∝ exp(θ a_k) with a = −2, −1.2, ..., 2 for the eyes 1 to 6. The
 * observable is the number of throws until the first player is on square 100; a throw beyond it is forfeited.
 *
 * <p>Players move independently, so that the exact likelihood follows from the time T at which one of them is absorbed: a
 * game of 2t − 1 throws has the probability P(T = t) P(T ≥ t), and one of 2t throws P(T = t) P(T &gt; t).
 */
public final class ChutesAndLadders implements Simulator, ExactLikelihood {
    private static final int LAST = 100;
    private static final int EYES = 6;
    private static final int LONGEST = 1_000_000;
    private static final int[] LANDING = landing();

    private static int[] landing() {
        int[] to = new int[LAST + 1];
        Arrays.setAll(to, square -> square);
        int[][] jumps = {
            {1, 38}, {4, 14}, {9, 31}, {16, 6}, {21, 42}, {28, 84}, {36, 44}, {47, 26}, {49, 11}, {51, 67}, {56, 53},
            {62, 19}, {64, 60}, {71, 91}, {80, 100}, {87, 24}, {93, 73}, {95, 75}, {98, 78}
        };
        for (int[] jump : jumps) {
            to[jump[0]] = jump[1];
        }
        return to;
    }

    @Override
    public String name() {
        return "chutes-and-ladders";
    }

    /** theta in [−1, 1]; 0 is a fair die. */
    @Override
    public Prior prior() {
        return UniformPrior.of("theta", -1, 1);
    }

    @Override
    public List<String> observables() {
        return List.of("throws");
    }

    @Override
    public double[] simulate(Dual[] theta, Trace trace) {
        ChoiceDistribution die = Discrete.categorical(weights(theta[0]));
        int[] squares = new int[2];
        int count = 0;
        while (squares[0] != LAST && squares[1] != LAST) {
            int player = count++ % 2;
            squares[player] = move(squares[player], 1 + trace.drawInt(die));
        }
        return new double[] {count};
    }

    private static Dual[] weights(Dual theta) {
        Dual[] weights = new Dual[EYES];
        Arrays.setAll(weights, k -> theta.times(-2 + 0.8 * k).exp());
        return weights;
    }

    private static int move(int square, int eyes) {
        return square + eyes > LAST ? square : LANDING[square + eyes];
    }

    @Override
    public Optional<ExactLikelihood> exact() {
        return Optional.of(this);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        return length(x, theta)[0];
    }

    @Override
    public double[] score(double[] x, double[] theta) {
        return new double[] {length(x, theta)[1]};
    }

    /** log p(x | θ) and its derivative, by the absorbing Markov chain of one player. */
    private double[] length(double[] x, double[] theta) {
        if (x.length != 1 || !(x[0] >= 1 && x[0] <= LONGEST) || x[0] != Math.rint(x[0]) || theta.length != 1) {
            throw new IllegalArgumentException("chutes-and-ladders: x must be one whole number from 1 to " + LONGEST
                    + " and theta one number, got " + Arrays.toString(x) + " and " + Arrays.toString(theta));
        }
        Dual[] weights = weights(Dual.parameters(theta)[0]);
        Dual total = Dual.sum(weights);
        Dual[] die = Arrays.stream(weights).map(w -> w.dividedBy(total)).toArray(Dual[]::new);
        double[] p = new double[LAST + 1];
        double[] slope = new double[LAST + 1];
        p[0] = 1;
        int turns = ((int) x[0] + 1) / 2;
        for (int turn = 1; turn <= turns; turn++) {
            double[] nextP = new double[LAST + 1];
            double[] nextSlope = new double[LAST + 1];
            for (int square = 0; square < LAST; square++) {
                for (int k = 0; k < EYES; k++) {
                    int to = move(square, k + 1);
                    nextP[to] += p[square] * die[k].value(0);
                    nextSlope[to] += slope[square] * die[k].value(0) + p[square] * die[k].gradient(0, 0);
                }
            }
            p = nextP;
            slope = nextSlope;
        }
        // what is not absorbed adds up to P(T > t) without cancellation; the last square holds P(T = t) alone
        double notYet = 0;
        double notYetSlope = 0;
        for (int square = 0; square < LAST; square++) {
            notYet += p[square];
            notYetSlope += slope[square];
        }
        if (x[0] % 2 == 1) {
            notYet += p[LAST];
            notYetSlope += slope[LAST];
        }
        return new double[] {
            StrictMath.log(p[LAST]) + StrictMath.log(notYet), slope[LAST] / p[LAST] + notYetSlope / notYet
        };
    }
}
