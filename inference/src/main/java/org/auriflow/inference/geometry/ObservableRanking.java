package org.auriflow.inference.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.Sample;

/** Which observables are worth a histogram: sets of them by the information of their joint histogram. */
public final class ObservableRanking {
    private final ScoredEvents events;
    private final List<String> names;
    private final double[][] x;
    private final int bins;
    private final Criterion criterion;

    /**
     * A set of observables.
     *
     * @param names in the order they were chosen
     * @param information per event of the joint histogram
     * @param value of the criterion
     * @param share of the value that the full score has
     */
    public record Ranked(List<String> names, FisherInformation information, double value, double share) {}

    /**
     * A ranking.
     *
     * @param names of D observables
     * @param x their values, shape (n, D)
     * @param bins of equal population along each; d observables have bins^d
     * @throws IllegalArgumentException if names or rows do not fit
     */
    public ObservableRanking(ScoredEvents events, List<String> names, double[][] x, int bins, Criterion criterion) {
        if (x.length != events.size() || x[0].length != names.size()) {
            throw new IllegalArgumentException("ranking: requires a row of " + names.size()
                    + " observables for each of "
                    + events.size() + " events, got " + x.length + " rows of " + (x.length == 0 ? 0 : x[0].length)
                    + "; check the columns");
        }
        this.events = events;
        this.names = List.copyOf(names);
        this.x = x;
        this.bins = bins;
        this.criterion = criterion;
    }

    /** Every observable alone, the best first. */
    public List<Ranked> single() {
        return IntStream.range(0, names.size())
                .mapToObj(k -> ranked(List.of(k)))
                .sorted(Comparator.comparingDouble(r -> -r.value))
                .toList();
    }

    /**
     * The best observable, the best one to add to it, and so on.
     *
     * @param most observables in the last set
     */
    public List<Ranked> greedy(int most) {
        List<Ranked> sets = new ArrayList<>();
        List<Integer> chosen = new ArrayList<>();
        while (sets.size() < Math.min(most, names.size())) {
            int next = IntStream.range(0, names.size())
                    .filter(k -> !chosen.contains(k))
                    .boxed()
                    .max(Comparator.comparingDouble(k -> ranked(with(chosen, k)).value))
                    .orElseThrow();
            chosen.add(next);
            sets.add(ranked(chosen));
        }
        return sets;
    }

    private static List<Integer> with(List<Integer> chosen, int k) {
        List<Integer> more = new ArrayList<>(chosen);
        more.add(k);
        return more;
    }

    private Ranked ranked(List<Integer> columns) {
        double[][] values = Arrays.stream(x)
                .map(row -> columns.stream().mapToDouble(k -> row[k]).toArray())
                .toArray(double[][]::new);
        FisherInformation information = events.histogram(values, Binning.equalPopulation(bins, Sample.of(values)));
        double value = criterion.of(information);
        return new Ranked(
                columns.stream().map(names::get).toList(), information, value, value / criterion.of(events.perEvent()));
    }
}
