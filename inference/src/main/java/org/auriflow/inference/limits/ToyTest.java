package org.auriflow.inference.limits;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.auriflow.inference.statistics.NeymanConstruction;
import org.auriflow.inference.statistics.ToyDistribution;

/**
 * p-values from simulated experiments, with and without signal, on a grid of strengths; linear in between. Nothing is assumed about
 * the number of events.
 *
 * <p>Nuisance parameters are for the experiment to set, usually where they fit the data best; the auxiliary measurements of their constraints
 * should be repeated in each toy ({@link Constraint#toy}).
 *
 * @param <E> the type of an experiment's outcome
 */
public final class ToyTest<E> {
    private final TestStatistic statistic;
    private final Function<E, LikelihoodScan> scan;
    private final double[] mus;
    private final ToyDistribution[] signal;
    private final ToyDistribution[] background;

    /**
     * Simulates all toys.
     *
     * @param statistic Q_MU or Q_TILDE_MU
     * @param experiment makes outcomes from {μ}, of background alone from {0}
     * @param scan the (profile) likelihood of μ given an outcome, over a range that holds all strengths
     * @param mus the grid of strengths, in ascending order; with 0, where CLs is 1, limits below the first positive one are
     *     interpolated
     * @param toys per point of the grid, and of background
     * @param seed of the random numbers
     * @throws IllegalArgumentException if the statistic is not for upper limits, the grid has no positive strength, does
     *     not ascend or begins below 0, or there are no toys
     */
    public ToyTest(
            TestStatistic statistic,
            NeymanConstruction.Experiment<E> experiment,
            Function<E, LikelihoodScan> scan,
            double[] mus,
            int toys,
            long seed) {
        this(
                statistic,
                experiment,
                IntStream.range(0, toys)
                        .mapToObj(i ->
                                experiment.simulate(new double[] {0}, new RandomStream(seed, (0x424B_4744L << 32) + i)))
                        .toList(),
                scan,
                mus,
                toys,
                seed);
    }

    /**
     * Simulates toys with a signal.
     *
     * @param statistic Q_MU or Q_TILDE_MU
     * @param experiment makes outcomes from {μ}
     * @param background outcomes of background alone, at least one
     * @param scan the (profile) likelihood of μ given an outcome, over a range that holds all strengths
     * @param mus the grid of strengths, in ascending order; with 0, where CLs is 1, limits below the first positive one are
     *     interpolated
     * @param toys per point of the grid
     * @param seed of the random numbers
     * @throws IllegalArgumentException as the other constructor
     */
    public ToyTest(
            TestStatistic statistic,
            NeymanConstruction.Experiment<E> experiment,
            List<E> background,
            Function<E, LikelihoodScan> scan,
            double[] mus,
            int toys,
            long seed) {
        AsymptoticTest.requireForLimits(statistic);
        for (int k = 0; k < mus.length; k++) {
            if (!(k == 0 ? mus[k] >= 0 : mus[k] > mus[k - 1])) {
                throw new IllegalArgumentException(
                        "upper limit: strengths must be at least 0 and ascend, got " + Arrays.toString(mus));
            }
        }
        this.statistic = statistic;
        this.scan = scan;
        this.mus = mus.clone();
        double[][] values = new double[mus.length][background.size()];
        for (int i = 0; i < background.size(); i++) {
            LikelihoodScan outcome = scan.apply(background.get(i));
            for (int k = 0; k < mus.length; k++) {
                values[k][i] = statistic.of(outcome, mus[k]);
            }
        }
        this.background = Arrays.stream(values).map(ToyDistribution::new).toArray(ToyDistribution[]::new);
        NeymanConstruction<LikelihoodScan> construction = new NeymanConstruction<>(
                (theta, random) -> scan.apply(experiment.simulate(theta, random)),
                (outcome, theta) -> statistic.of(outcome, theta[0]),
                Arrays.stream(mus)
                        .filter(mu -> mu > 0)
                        .mapToObj(mu -> new double[] {mu})
                        .toArray(double[][]::new),
                toys,
                seed);
        this.signal = new ToyDistribution[mus.length];
        for (int k = 0; k < mus.length; k++) {
            signal[k] = mus[k] == 0 ? this.background[k] : construction.toys(mus[0] == 0 ? k - 1 : k);
        }
    }

    /** The test of observed data with these toys. */
    public HypothesisTest of(E observed) {
        LikelihoodScan data = scan.apply(observed);
        return new HypothesisTest() {
            @Override
            public PValues observed(double mu) {
                return interpolated(mu, k -> at(k, statistic.of(data, mus[k])));
            }

            @Override
            public PValues expected(double mu, double sigmas) {
                double share = Significance.pValue(sigmas);
                return interpolated(mu, k -> at(k, background[k].quantile(share)));
            }
        };
    }

    /** The grid of strengths; a copy. */
    public double[] mus() {
        return mus.clone();
    }

    private PValues at(int k, double q) {
        return PValues.of(signal[k], background[k], q);
    }

    private PValues interpolated(double mu, IntFunction<PValues> atPoint) {
        int last = mus.length - 1;
        if (!(mu >= mus[0] && mu <= mus[last])) {
            throw new IllegalArgumentException(
                    "upper limit: mu must be in [" + mus[0] + ", " + mus[last] + "], got " + mu);
        }
        int found = Arrays.binarySearch(mus, mu);
        if (found >= 0) {
            return atPoint.apply(found);
        }
        int right = -found - 1;
        double share = (mu - mus[right - 1]) / (mus[right] - mus[right - 1]);
        return PValues.between(atPoint.apply(right - 1), atPoint.apply(right), share);
    }
}
