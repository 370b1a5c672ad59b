package org.auriflow.inference.comparison;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.commons.math3.util.MathArrays;
import org.auriflow.inference.geometry.Criterion;
import org.auriflow.inference.geometry.FisherInformation;
import org.auriflow.inference.geometry.ObservableRanking;
import org.auriflow.inference.geometry.ScoredEvents;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.statistics.Binning;
import org.auriflow.inference.statistics.Sample;

/**
 * How much statistics can say about θ near the reference, beside the histogram of the best single observable.
 *
 * <p>Numbers are Fisher information per event, for k parameters (det I)^(1/k), from 10,000 events x ~ p(·|θ1) with exact scores, or 2,000
 * with joint scores where those are not known: averages of both within bins are the same. n events with information I are worth n I, so that a
 * statistic with I instead of I_best is worth I/I_best − 1 more data.
 */
public final class ExpectedInformation {
    private static final int EVENTS = 10_000;

    /** Of simulators without an exact likelihood, which are slow. */
    private static final int FEWER = 2_000;

    private static final int BINS = 50;
    private static final Criterion CRITERION = Criterion.DETERMINANT;

    private final double[][] scores;
    private final double[][] x;
    private final ScoredEvents events;
    private final boolean exact;
    private final ObservableRanking.Ranked best;
    private final int observables;
    private final long values;

    ExpectedInformation(double[][] scores, double[][] x, boolean exact, List<String> observables) {
        this.scores = scores;
        this.x = x;
        this.events = new ScoredEvents(scores);
        this.exact = exact;
        this.best = new ObservableRanking(events, observables, x, BINS, CRITERION)
                .single()
                .get(0);
        this.observables = observables.size();
        this.values = Arrays.stream(x).mapToDouble(row -> row[0]).distinct().count();
    }

    /** Simulates the events of a problem. */
    static ExpectedInformation of(ComparisonProblem problem, ScoreRuns runs) {
        double[][] x = Rows.of(runs.x(), runs.size());
        Optional<ExactLikelihood> exact = problem.simulator().exact();
        double[] reference = problem.reference();
        double[][] scores = exact.map(
                        e -> new ExactTable<>(v -> e.score(v, reference)).of(x).toArray(double[][]::new))
                .orElseGet(() -> Rows.of(runs.tXz(), runs.size()));
        return new ExpectedInformation(scores, x, exact.isPresent(), runs.observables());
    }

    /** The events that it needs. */
    static ScoreRuns runs(ComparisonProblem problem, int threads, BooleanSupplier cancelled) {
        return problem.testMine()
                .withThreads(threads)
                .withCancellation(cancelled)
                .score(problem.hasTruth() ? EVENTS : FEWER, PointProposal.at(problem.reference()));
    }

    /** The events, shape (n, d); not a copy. */
    double[][] x() {
        return x;
    }

    /**
     * The information of an estimated score as a statistic, one value of k components for each event.
     *
     * <p>Of a single parameter that of a histogram of 50 bins of equal population. Of more parameters that of the means of the statistic,
     * C Cov(t̂)⁻¹ Cᵀ with C = E[t t̂ᵀ] = ∂E[t̂]/∂θ, less what chance makes of it: by the Cramér–Rao bound no more than all of it, and all of it for the exact score.
     * The statistic may be a poor estimate of the score; what counts is what can be learned from it.
     *
     * @return per event; 0 where nothing can be learned about some direction, NaN where the statistic is not finite
     */
    double of(double[][] statistic) {
        if (!Arrays.stream(statistic).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            return Double.NaN;
        }
        if (scores[0].length == 1) {
            Binning binning = Binning.equalPopulation(BINS, Sample.of(statistic));
            return CRITERION.of(events.histogram(statistic, binning));
        }
        int k = scores[0].length;
        double[][] rows = new double[scores.length][];
        Arrays.setAll(rows, i -> MathArrays.concatenate(scores[i], statistic[i]));
        RealMatrix all = new Covariance(rows).getCovarianceMatrix();
        RealMatrix total = all.getSubMatrix(0, k - 1, 0, k - 1);
        RealMatrix c = all.getSubMatrix(0, k - 1, k, 2 * k - 1);
        RealMatrix covariance = all.getSubMatrix(k, 2 * k - 1, k, 2 * k - 1);
        try {
            RealMatrix half = new LUDecomposition(covariance).getSolver().solve(c.transpose());
            RealMatrix explained = c.multiply(half);
            // k statistics explain a share of k/n of anything by chance.
            double chance = k / (rows.length - k - 1.0);
            RealMatrix information =
                    explained.subtract(total.subtract(explained).scalarMultiply(chance));
            RealMatrix symmetric = information.add(information.transpose()).scalarMultiply(0.5);
            return CRITERION.of(FisherInformation.of(symmetric.getData()));
        } catch (SingularMatrixException constant) {
            return 0;
        }
    }

    /** All that events can say, where exact scores are known, else NaN. */
    public double full() {
        return exact ? CRITERION.of(events.perEvent()) : Double.NaN;
    }

    /** The observable whose histogram says most. */
    public String bestObservable() {
        return best.names().get(0);
    }

    /** What its histogram says. */
    public double best() {
        return best.value();
    }

    /** The standard error of {@link #best}; NaN for several parameters. */
    public double bestError() {
        return scores[0].length == 1 ? best.information().standardError()[0][0] : Double.NaN;
    }

    /** How many observables there are. */
    public int observables() {
        return observables;
    }

    /**
     * Whether the best histogram holds all that events can say, so that no method can gain: there is one observable, with no more values
     * than bins.
     */
    public boolean isHistogramComplete() {
        return observables == 1 && values <= BINS;
    }
}
