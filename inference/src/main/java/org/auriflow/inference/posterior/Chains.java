package org.auriflow.inference.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.auriflow.inference.statistics.Interval;

/** Draws of several Markov chains from one target, with what tells whether they can be trusted. */
public final class Chains {
    private static final double LARGEST_R_HAT = 1.01;
    private static final double DRAWS_PER_CHAIN = 100;

    private final List<Chain> chains;

    /**
     * Chains of one target.
     *
     * @throws IllegalArgumentException if there is none, or they differ in length or dimension
     */
    public Chains(List<Chain> chains) {
        if (chains.isEmpty()) {
            throw new IllegalArgumentException("chains: requires at least one chain, got none; give a start");
        }
        for (Chain c : chains) {
            double[][] first = chains.get(0).draws();
            if (c.draws().length != first.length || c.draws()[0].length != first[0].length) {
                throw new IllegalArgumentException("chains: require one shape, got (" + first.length + ", "
                        + first[0].length + ") and (" + c.draws().length + ", " + c.draws()[0].length + "); cut them");
            }
        }
        this.chains = List.copyOf(chains);
    }

    /** The chains, in order of their starts. */
    public List<Chain> chains() {
        return chains;
    }

    /** The number of parameters D. */
    public int dimension() {
        return chains.get(0).draws()[0].length;
    }

    /** The draws of all chains, one chain after the other, shape (chains · n, D). */
    public double[][] draws() {
        return chains.stream()
                .flatMap(c -> Arrays.stream(c.draws()))
                .map(double[]::clone)
                .toArray(double[][]::new);
    }

    /** Draws of one quantity, shape (chains, n). */
    private double[][] traces(ToDoubleFunction<double[]> quantity) {
        return chains.stream()
                .map(c -> Arrays.stream(c.draws()).mapToDouble(quantity).toArray())
                .toArray(double[][]::new);
    }

    private double[][] trace(int k) {
        if (k < 0 || k >= dimension()) {
            throw new IllegalArgumentException(
                    "chains: requires a parameter in [0, " + dimension() + "), got " + k + "; count from 0");
        }
        return traces(d -> d[k]);
    }

    /** Mean of each parameter over all draws. */
    public double[] mean() {
        return Moments.of(draws()).mean();
    }

    /** Covariance of the parameters over all draws, shape (D, D). */
    public double[][] covariance() {
        return Moments.of(draws()).covariance();
    }

    /** The p-quantile of parameter k. */
    public double quantile(int k, double p) {
        return Convergence.quantile(
                Arrays.stream(trace(k)).flatMapToDouble(Arrays::stream).toArray(), p);
    }

    /** The interval of parameter k with equal probability on either side, as level = 0.68. */
    public Interval interval(int k, double level) {
        return new Interval(quantile(k, (1 - level) / 2), quantile(k, (1 + level) / 2), false, false);
    }

    /** Rank-normalised split R̂ of parameter k (1903.08008); above 1.01 the chains have not met. */
    public double rHat(int k) {
        return Convergence.rHat(trace(k));
    }

    /** Effective number of independent draws for the centre of parameter k (1903.08008). */
    public double bulkSize(int k) {
        return Convergence.bulk(trace(k));
    }

    /** Effective number of independent draws for the 5 and 95 % quantiles of parameter k (1903.08008). */
    public double tailSize(int k) {
        return Convergence.tail(trace(k));
    }

    /** The mean of a quantity over the draws. */
    public double mean(ToDoubleFunction<double[]> quantity) {
        return Arrays.stream(traces(quantity))
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElseThrow();
    }

    /** The Monte Carlo standard error of the mean of a quantity: its standard deviation over √ of its effective number of draws. */
    public double standardError(ToDoubleFunction<double[]> quantity) {
        double[][] traces = traces(quantity);
        double mean = mean(quantity);
        double variance = Arrays.stream(traces)
                .flatMapToDouble(Arrays::stream)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        return Math.sqrt(variance / Convergence.mean(traces));
    }

    /** Trajectories that diverged after the warm-up: what they would have explored is missing from the draws. */
    public int divergences() {
        return chains.stream().mapToInt(Chain::divergences).sum();
    }

    /** Mean acceptance probability. */
    public double acceptance() {
        return chains.stream().mapToDouble(Chain::acceptance).average().orElseThrow();
    }

    /** Evaluations of the target, warm-up included. */
    public long evaluations() {
        return chains.stream().mapToLong(Chain::evaluations).sum();
    }

    /** The same chains with every draw changed, for example in other coordinates. */
    public Chains map(UnaryOperator<double[]> change) {
        return new Chains(chains.stream()
                .map(c -> new Chain(
                        Arrays.stream(c.draws()).map(change).toArray(double[][]::new),
                        c.acceptance(),
                        c.divergences(),
                        c.evaluations(),
                        c.stepSize()))
                .toList());
    }

    /** Reasons not to trust the draws, in words: R̂ above 1.01, fewer than 100 effective draws a chain, divergences. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (int k = 0; k < dimension(); k++) {
            double rHat = rHat(k);
            double size = Math.min(bulkSize(k), tailSize(k));
            if (!(rHat <= LARGEST_R_HAT)) {
                warnings.add("parameter " + k + ": R-hat is " + number(rHat) + ", above " + LARGEST_R_HAT
                        + "; run longer or look for several modes");
            }
            if (!(size >= DRAWS_PER_CHAIN * chains.size())) {
                warnings.add("parameter " + k + ": " + number(size) + " effective draws, fewer than "
                        + (int) DRAWS_PER_CHAIN + " for each chain; run longer");
            }
        }
        if (divergences() > 0) {
            warnings.add(divergences() + " divergent trajectories; raise the acceptance or choose other coordinates");
        }
        return warnings;
    }

    private static String number(double v) {
        return String.format(Locale.ROOT, "%.4g", v);
    }

    /** A table: mean, standard deviation, 5 and 95 % quantiles, R̂ and effective numbers of draws of each parameter. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format(
                "%d chains, acceptance %s, %d divergences%n        mean        sd        5%%       95%%     R-hat      bulk      tail",
                chains.size(), number(acceptance()), divergences()));
        double[] mean = mean();
        double[][] covariance = covariance();
        for (int k = 0; k < dimension(); k++) {
            table.append(System.lineSeparator()).append(String.format("%2d", k));
            double[] row = {
                mean[k],
                Math.sqrt(covariance[k][k]),
                quantile(k, 0.05),
                quantile(k, 0.95),
                rHat(k),
                bulkSize(k),
                tailSize(k)
            };
            for (double v : row) {
                table.append(String.format("%10s", number(v)));
            }
        }
        return table.toString();
    }
}
