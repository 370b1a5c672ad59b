package org.auriflow.bench.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.limits.AsimovEvents;
import org.auriflow.inference.limits.AsymptoticDistribution;
import org.auriflow.inference.limits.AsymptoticGridTest;
import org.auriflow.inference.limits.AsymptoticTest;
import org.auriflow.inference.limits.ExclusionRegions;
import org.auriflow.inference.limits.HypothesisTest;
import org.auriflow.inference.limits.Significance;
import org.auriflow.inference.limits.TestStatistic;
import org.auriflow.inference.limits.ToyGridTest;
import org.auriflow.inference.limits.ToyTest;
import org.auriflow.inference.limits.UpperLimits;
import org.auriflow.inference.statistics.LikelihoodGrid;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.inference.statistics.MaximumLikelihood;
import org.auriflow.inference.statistics.NeymanConstruction;
import org.auriflow.inference.statistics.ProfileLikelihood;
import org.auriflow.inference.statistics.TabulatedLikelihood;
import org.auriflow.inference.statistics.ToyDistribution;
import org.auriflow.inference.statistics.Wilks;

/**
 * Limits by CLs beside a null hypothesis. On either side of θ_null, μ = |θ − θ_null| is the strength of a signal: q_μ tests it, or q̃_μ
 * where θ_null is an end of the range, so that θ cannot lie beyond. Other parameters are profiled.
 */
final class NullTest {
    private static final int PROFILE_POINTS = 41;
    private static final int STRENGTHS = 60;
    private static final long NULL_TOYS = 0x4E55_4C4CL << 32;

    private final InferenceTask task;
    private final List<String> names;

    /** NaN where the null hypothesis leaves a parameter open. */
    private final double[] named;

    private final double[] theta;
    private final NullSample sample;
    private final LogLikelihood observed;
    private final LogLikelihood asimov;
    private final List<Exclusion.OneSided> limits = new ArrayList<>();
    private final List<Exclusion.Fit> pValues = new ArrayList<>();
    private final List<Exclusion.Regions> regions = new ArrayList<>();

    /**
     * A test.
     *
     * @param observed the likelihood of the data
     * @param theta the null hypothesis with all parameters, {@link #fill}
     * @param sample stands for it
     */
    NullTest(
            TrainedEstimator estimator, InferenceTask task, LogLikelihood observed, double[] theta, NullSample sample) {
        this.task = task;
        this.names = estimator.parameters();
        this.named = task.nullTheta().orElseThrow();
        this.theta = theta;
        this.sample = sample;
        this.observed = observed;
        this.asimov = new AsimovEvents(
                t -> estimator.eventLogLikelihoods(sample.x(), t), sample.weights(), task.x().length, theta);
    }

    /**
     * The null hypothesis with the parameters that it leaves open where the data fit best.
     *
     * @throws IllegalArgumentException if it is outside the range
     */
    static double[] fill(InferenceTask task, List<String> names, LogLikelihood likelihood) {
        double[] theta = task.nullTheta().orElseThrow().clone();
        int[] open = IntStream.range(0, theta.length)
                .filter(p -> Double.isNaN(theta[p]))
                .toArray();
        for (int p = 0; p < theta.length; p++) {
            if (theta[p] < task.lower()[p] || theta[p] > task.upper()[p]) {
                throw new IllegalArgumentException("null: requires a value in the range [" + task.lower()[p] + ", "
                        + task.upper()[p] + "] of " + names.get(p) + ", got " + theta[p]
                        + "; change --null or --prior");
            }
        }
        if (open.length > 0) {
            double[] found = new MaximumLikelihood(
                            eta -> likelihood.at(with(theta, open, eta)),
                            Arrays.stream(open)
                                    .mapToDouble(p -> task.lower()[p])
                                    .toArray(),
                            Arrays.stream(open)
                                    .mapToDouble(p -> task.upper()[p])
                                    .toArray(),
                            9)
                    .thetaHat();
            return with(theta, open, found);
        }
        return theta;
    }

    private static double[] with(double[] theta, int[] which, double[] values) {
        double[] joined = theta.clone();
        IntStream.range(0, which.length).forEach(i -> joined[which[i]] = values[i]);
        return joined;
    }

    /**
     * Tests.
     *
     * @param toys of one or two parameters
     * @param construction toys at the pools, with two parameters
     */
    Exclusion run(Optional<ToyTable> toys, Optional<NeymanConstruction<double[]>> construction) {
        List<double[]> nullToys = toys.map(this::nullToys).orElse(List.of());
        for (int p = 0; p < names.size(); p++) {
            if (!Double.isNaN(named[p])) {
                ofParameter(p);
                if (names.size() == 1 && toys.isPresent()) {
                    byToys(toys.get(), nullToys);
                }
            }
        }
        if (names.size() == 2 && Arrays.stream(named).noneMatch(Double::isNaN)) {
            ofBoth(toys, construction, nullToys);
        }
        String text = IntStream.range(0, names.size())
                .filter(p -> !Double.isNaN(named[p]))
                .mapToObj(this::equation)
                .collect(Collectors.joining(", "));
        return new Exclusion(theta, text, limits, pValues, regions);
    }

    private String equation(int p) {
        return names.get(p) + " = "
                + String.format(Locale.ROOT, "%.4g", theta[p])
                        .replaceAll("(\\..*?)0+$", "$1")
                        .replaceAll("\\.$", "");
    }

    private List<double[]> nullToys(ToyTable toys) {
        double[] cumulative = sample.cumulativeWeights();
        float[][] rows = toys.atNodes(sample.x());
        return IntStream.range(0, task.toysPerPoint())
                .mapToObj(i -> ToyTable.sum(
                        rows,
                        NullSample.draw(cumulative, task.x().length, new RandomStream(task.seed(), NULL_TOYS + i))))
                .toList();
    }

    private void ofParameter(int p) {
        LogLikelihood data = ofOne(observed, p);
        LogLikelihood expected = ofOne(asimov, p);
        for (int side : sides(task.lower()[p], task.upper()[p], theta[p])) {
            Strength strength = new Strength(theta[p], side, task.lower()[p], task.upper()[p]);
            HypothesisTest test = new AsymptoticTest(
                    strength.statistic(), strength.scan(data, PROFILE_POINTS), strength.scan(expected, PROFILE_POINTS));
            add(p, side, "Asimov", test, strengths(strength.highest()));
        }
        Strength strength = strength(task.lower()[p], task.upper()[p], theta[p]);
        TestStatistic statistic = strength.fit();
        double q = statistic.of(strength.scan(data, PROFILE_POINTS), 0);
        double pValue = new AsymptoticDistribution(statistic, 0, 0, 1).pValue(q);
        pValues.add(fit(equation(p), "Wilks", pValue, statistic == TestStatistic.T_MU ? 2 : 1));
    }

    private static Strength strength(double lower, double upper, double origin) {
        return new Strength(origin, sides(lower, upper, origin)[0], lower, upper);
    }

    /** Sides of the null hypothesis that the range has: 1 above, −1 below. */
    private static int[] sides(double lower, double upper, double origin) {
        return IntStream.of(1, -1)
                .filter(side -> side > 0 ? upper > origin : lower < origin)
                .toArray();
    }

    /** The likelihood of one parameter, kept where it was computed, or profiled on a grid and smooth in between. */
    private LogLikelihood ofOne(LogLikelihood all, int p) {
        if (names.size() == 1) {
            Map<Double, Double> known = new HashMap<>();
            return t -> known.computeIfAbsent(t[0], at -> all.at(new double[] {at}));
        }
        LogLikelihood profile = new ProfileLikelihood(all, p, task.lower(), task.upper(), 5);
        // the null hypothesis is one of the points: the likelihood may have an edge there
        double[] grid = DoubleStream.concat(
                        IntStream.range(0, PROFILE_POINTS)
                                .mapToDouble(i -> task.lower()[p]
                                        + i * (task.upper()[p] - task.lower()[p]) / (PROFILE_POINTS - 1)),
                        DoubleStream.of(theta[p]))
                .map(t -> Math.min(t, task.upper()[p]) + 0.0)
                .distinct()
                .sorted()
                .toArray();
        return new TabulatedLikelihood(
                grid, Arrays.stream(grid).map(t -> profile.at(new double[] {t})).toArray());
    }

    /** Small ones at equal ratios, then at equal distances to the end of the range. */
    private static double[] strengths(double highest) {
        double step = highest / STRENGTHS;
        return DoubleStream.concat(
                        IntStream.range(-15, 0).mapToDouble(k -> step * Math.pow(2, k / 2.0)),
                        IntStream.rangeClosed(1, STRENGTHS).mapToDouble(k -> k == STRENGTHS ? highest : k * step))
                .toArray();
    }

    private void byToys(ToyTable toys, List<double[]> nullToys) {
        double[] nodes = toys.nodes();
        double low = Math.max(nodes[0], task.lower()[0]);
        double high = Math.min(nodes[nodes.length - 1], task.upper()[0]);
        if (sides(low, high, theta[0]).length == 0) {
            return; // no pool in the range
        }
        int n = task.x().length;
        double[] data = toys.data(task.x());
        for (int side : sides(low, high, theta[0])) {
            Strength strength = new Strength(theta[0], side, low, high);
            Map<Double, Integer> pool = new HashMap<>();
            double[] pools = toys.pools().axis(0);
            for (int k = 0; k < pools.length; k++) {
                pool.put(side * (pools[k] - theta[0]), k);
            }
            double[] mus = DoubleStream.concat(
                            DoubleStream.of(0),
                            pool.keySet().stream()
                                    .mapToDouble(mu -> mu)
                                    .filter(mu -> mu > 0 && mu <= strength.highest())
                                    .sorted())
                    .toArray();
            if (mus.length == 1) {
                continue;
            }
            ToyTest<double[]> test = new ToyTest<>(
                    strength.statistic(),
                    (mu, random) -> toys.toy(pool.get(mu[0]), n, random),
                    nullToys,
                    sums -> strength.scan(new TabulatedLikelihood(nodes, sums), 2 * nodes.length),
                    mus,
                    task.toysPerPoint(),
                    task.seed());
            add(0, side, "toys", test.of(data), mus);
        }
        Strength strength = strength(low, high, theta[0]);
        TestStatistic statistic = strength.fit();
        ToDoubleFunction<double[]> value =
                sums -> statistic.of(strength.scan(new TabulatedLikelihood(nodes, sums), 2 * nodes.length), 0);
        ToyDistribution distribution =
                new ToyDistribution(nullToys.stream().mapToDouble(value).toArray());
        double pValue = distribution.pValue(value.applyAsDouble(data));
        pValues.add(fit(equation(0), "toys", pValue, statistic == TestStatistic.T_MU ? 2 : 1));
    }

    private void add(int p, int side, String how, HypothesisTest test, double[] mus) {
        double[][] expected = new double[5][mus.length];
        double[] data = new double[mus.length];
        for (int k = 0; k < mus.length; k++) {
            data[k] = test.observed(mus[k]).cls();
            for (int n = -2; n <= 2; n++) {
                expected[n + 2][k] = test.expected(mus[k], n).cls();
            }
        }
        limits.add(new Exclusion.OneSided(
                names.get(p),
                theta[p],
                side > 0,
                how,
                task.levels().stream().map(l -> UpperLimits.cls(test, mus, l)).toList(),
                new Exclusion.Curve(
                        Arrays.stream(mus).map(mu -> theta[p] + side * mu).toArray(), data, expected)));
    }

    private void ofBoth(
            Optional<ToyTable> toys, Optional<NeymanConstruction<double[]>> construction, List<double[]> nullToys) {
        double level = task.levels().stream().mapToDouble(l -> l).max().orElseThrow();
        double[] xs = task.axis(0);
        double[] ys = task.axis(1);
        LikelihoodGrid data = new LikelihoodGrid(observed, xs, ys);
        LikelihoodGrid expected = new LikelihoodGrid(asimov, xs, ys);
        regions.add(
                new Exclusion.Regions("Asimov", ExclusionRegions.cls(new AsymptoticGridTest(data, expected), level)));
        double t = Math.max(0, 2 * (data.maximum() - observed.at(theta)));
        pValues.add(fit(equation(0) + ", " + equation(1), "Wilks", Wilks.pValue(t, 2), 0));
        if (toys.isPresent() && construction.isPresent()) {
            RunPools pools = toys.get().pools();
            ToyGridTest<double[]> test = new ToyGridTest<>(construction.get(), pools.axis(0), pools.axis(1), nullToys);
            regions.add(new Exclusion.Regions(
                    "toys", ExclusionRegions.cls(test.of(toys.get().data(task.x())), level)));
        }
    }

    private static Exclusion.Fit fit(String what, String how, double p, int sides) {
        return new Exclusion.Fit(what, how, p, sides, Significance.ofPValue(sides == 1 ? p : p / 2));
    }
}
