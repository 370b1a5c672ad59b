package org.auriflow.bench.information;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.geometry.FisherInformation;
import org.auriflow.inference.geometry.GaussianFamily;
import org.auriflow.inference.geometry.Geodesics;
import org.auriflow.inference.geometry.LearnedMetric;
import org.auriflow.inference.geometry.Metric;
import org.auriflow.inference.geometry.ScoredEvents;
import org.auriflow.inference.geometry.TabulatedMetric;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.Sally;
import org.auriflow.inference.simulator.ExactLikelihood;
import org.auriflow.inference.simulator.GaussianMixture;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.nn.Activation;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.TrainingListener;

/** Fisher information from SALLY, and geodesic distances on an analytic and on a learned metric, beside the exact ones. */
public final class GaussianInformation {
    /** Ends of geodesics that stay where the ratio was trained. */
    private static final double[][][] ENDS = {
        {{-0.5, 0.9}, {0.7, 1.3}},
        {{-0.7, 1.0}, {0.7, 1.0}},
        {{0, 0.8}, {0, 1.4}},
        {{-0.8, 1.2}, {0.8, 1.2}},
        {{-0.9, 1.4}, {0.2, 0.8}}
    };

    /** Wider than all of the family, so that weights r̂ have no heavy tail. */
    private static final double[] REFERENCE = {0, 1.5};

    private static final int NODES = 7;
    /** Runs that fill the estimates begin here, far from those of the training. */
    private static final long FURTHER = 1L << 30;

    private GaussianInformation() {}

    /**
     * What is done.
     *
     * @param runs that each estimator is trained with
     * @param events from which the information is estimated
     * @param epochs of a training
     * @param seed of all random numbers
     * @param threads that simulate
     */
    public record Settings(int runs, int events, int epochs, long seed, int threads) {
        /**
         * Checks the numbers.
         *
         * @throws IllegalArgumentException if there are too few runs, events or epochs
         */
        public Settings {
            if (runs < 20) {
                throw new IllegalArgumentException("runs: at least 20 are needed, got " + runs + "; raise --runs");
            }
            if (events < 2) {
                throw new IllegalArgumentException("events: at least 2 are needed, got " + events + "; raise --events");
            }
            if (epochs < 1) {
                throw new IllegalArgumentException("epochs: at least 1 is needed, got " + epochs + "; raise --epochs");
            }
        }

        private TrainingOptions training() {
            return new TrainingOptions(List.of(64, 64), Activation.TANH, epochs, 256, 3e-3, 0, 0, 0, seed);
        }
    }

    /**
     * An entry of the Fisher information of one event.
     *
     * @param problem the simulator
     * @param entry parameters and where, as {@code I(mu, sigma)}
     * @param exact by quadrature of the exact score
     * @param network by quadrature of the learned score
     * @param estimate from the learned score of fresh events
     * @param error its standard error
     * @param unit what a deviation is measured by: √(I_ii I_jj)
     */
    public record Entry(
            String problem, String entry, double exact, double network, double estimate, double error, double unit) {
        /** (network − exact)/unit. */
        public double deviation() {
            return (network - exact) / unit;
        }
    }

    /**
     * The distance of two members of the Gaussian family.
     *
     * @param from μ and σ
     * @param to μ and σ
     * @param exact in closed form
     * @param analytic by the geodesic equation on the exact metric
     * @param learned by the geodesic equation on the metric of ALICES
     */
    public record Distance(List<Double> from, List<Double> to, double exact, double analytic, double learned) {}

    /**
     * Fisher information by SALLY on the Gaussian mixture at three θ.
     *
     * @throws CancellationException if cancelled
     */
    public static void mixture(Engine engine, Settings s, Cancellation cancellation, Consumer<Entry> out) {
        GaussianMixture mixture = new GaussianMixture();
        for (double theta : new double[] {0.5, 1, 1.5}) {
            score(engine, mixture, new double[] {theta}, plane(4.5, 61), s, cancellation, out);
        }
    }

    /**
     * Fisher information by SALLY on the Gaussian family at μ = 0 and σ = 1.
     *
     * @throws CancellationException if cancelled
     */
    public static void normal(Engine engine, Settings s, Cancellation cancellation, Consumer<Entry> out) {
        score(engine, new GaussianFamily(), new double[] {0, 1}, line(6.5, 201), s, cancellation, out);
    }

    private static void score(
            Engine engine,
            Simulator simulator,
            double[] theta,
            double[][] points,
            Settings s,
            Cancellation cancellation,
            Consumer<Entry> out) {
        ExactLikelihood exact = simulator.exact().orElseThrow();
        List<String> names = simulator.prior().names();
        PointProposal at = new PointProposal(names, theta);
        GoldMine mine = mine(simulator, s, cancellation);
        // A regular lattice with weights p(x | θ) is the trapezoid rule, exact to all digits for densities as smooth as
        // these.
        double[] density = Arrays.stream(points)
                .mapToDouble(x -> Math.exp(exact.logProb(x, theta)))
                .toArray();
        double[][] truth = information(new ScoredEvents(
                Arrays.stream(points).map(x -> exact.score(x, theta)).toArray(double[][]::new), density));
        try (ScoreEstimator sally = ScoreEstimator.train(
                engine, mine.score(s.runs(), at), new Sally(), s.training(), monitor(cancellation))) {
            check(cancellation);
            double[][] network = information(new ScoredEvents(sally.score(points), density));
            double[][] fresh = rows(
                    mine.withFirstRun(FURTHER).score(s.events(), at).x(),
                    simulator.observables().size());
            FisherInformation estimate = new ScoredEvents(sally.score(fresh)).perEvent();
            check(cancellation);
            for (int i = 0; i < theta.length; i++) {
                for (int j = i; j < theta.length; j++) {
                    out.accept(new Entry(
                            simulator.name(),
                            theta.length == 1
                                    ? "I at " + names.get(0) + " = " + theta[0]
                                    : "I(" + names.get(i) + ", " + names.get(j) + ")",
                            truth[i][j],
                            network[i][j],
                            estimate.matrix()[i][j],
                            estimate.standardError()[i][j],
                            Math.sqrt(truth[i][i] * truth[j][j])));
                }
            }
        }
    }

    private static double[][] information(ScoredEvents events) {
        return events.perEvent().matrix();
    }

    /**
     * Distances in the Gaussian family.
     *
     * @throws CancellationException if cancelled
     */
    public static void distances(Engine engine, Settings s, Cancellation cancellation, Consumer<Distance> out) {
        GaussianFamily family = new GaussianFamily();
        PointProposal at = new PointProposal(family.prior().names(), REFERENCE);
        GoldMine mine = mine(family, s, cancellation);
        try (RatioEstimator alices = RatioEstimator.train(
                engine,
                mine.ratio(s.runs(), family.prior(), at),
                Losses.ratio("alices"),
                s.training(),
                monitor(cancellation))) {
            check(cancellation);
            double[][] events =
                    rows(mine.withFirstRun(FURTHER).score(s.events(), at).x(), 1);
            LearnedMetric learned = new LearnedMetric(alices, events);
            Metric checked = theta -> {
                check(cancellation);
                return learned.at(theta);
            };
            Geodesics onTable = new Geodesics(new TabulatedMetric(
                    checked, family.prior().lower(), family.prior().upper(), NODES));
            for (double[][] ends : ENDS) {
                check(cancellation);
                out.accept(new Distance(
                        Arrays.stream(ends[0]).boxed().toList(),
                        Arrays.stream(ends[1]).boxed().toList(),
                        GaussianFamily.distance(ends[0], ends[1]),
                        new Geodesics(family).distance(ends[0], ends[1]),
                        onTable.distance(ends[0], ends[1])));
            }
        }
    }

    private static GoldMine mine(Simulator simulator, Settings s, Cancellation cancellation) {
        return new GoldMine(simulator, s.seed()).withThreads(s.threads()).withCancellation(cancellation::requested);
    }

    private static Monitor monitor(Cancellation cancellation) {
        return new Monitor(new TrainingListener() {}, cancellation);
    }

    private static void check(Cancellation cancellation) {
        if (cancellation.requested()) {
            throw new CancellationException("information: cancelled");
        }
    }

    private static double[][] rows(double[] flat, int width) {
        return IntStream.range(0, flat.length / width)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width))
                .toArray(double[][]::new);
    }

    /** Equally spaced points from −most to most. */
    private static double[][] line(double most, int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> new double[] {most * (2.0 * i / (n - 1) - 1)})
                .toArray(double[][]::new);
    }

    private static double[][] plane(double most, int n) {
        List<double[]> points = new ArrayList<>();
        for (double[] x : line(most, n)) {
            for (double[] y : line(most, n)) {
                points.add(new double[] {x[0], y[0]});
            }
        }
        return points.toArray(double[][]::new);
    }
}
