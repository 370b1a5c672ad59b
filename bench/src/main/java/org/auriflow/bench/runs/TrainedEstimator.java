package org.auriflow.bench.runs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.auriflow.engine.Engine;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.estimator.DensityEstimator;
import org.auriflow.inference.estimator.Estimator;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.posterior.SmoothTarget;
import org.auriflow.inference.statistics.LogLikelihood;

/**
 * The estimator in a directory of {@link RunsTraining}, of whatever kind, alone or an ensemble whose mean counts.
 *
 * <p>The likelihood of a score estimator is that of its local model: log L(θ) = Σ t̂(x_i)·δ − n δᵀIδ/2 with δ = θ − θref and I the
 * Fisher information of t̂, right near θref (1805.00020, section 3).
 */
public final class TrainedEstimator implements AutoCloseable {
    private final TrainingFile file;
    private final List<Estimator> members;

    private TrainedEstimator(TrainingFile file, List<Estimator> members) {
        this.file = file;
        this.members = members;
    }

    /**
     * Reads a directory.
     *
     * @throws IllegalArgumentException if there is no complete training in it
     */
    public static TrainedEstimator open(Engine engine, Path directory) {
        TrainingFile file = TrainingFile.read(directory);
        int k = file.wanted();
        if (file.members().size() < k) {
            throw new IllegalArgumentException("estimator: requires a finished training, got "
                    + file.members().size() + " of " + k + " members in " + directory
                    + "; the same auriflow train goes on");
        }
        List<Estimator> members = new ArrayList<>();
        try {
            for (int m = 0; m < k; m++) {
                Path from = TrainingFile.member(directory, k, m);
                members.add(
                        switch (file.method().kind()) {
                            case RATIO -> RatioEstimator.load(engine, from);
                            case SCORE -> ScoreEstimator.load(engine, from);
                            case DENSITY -> DensityEstimator.load(engine, from);
                        });
            }
            return new TrainedEstimator(file, members);
        } catch (RuntimeException e) {
            members.forEach(Estimator::close);
            throw e;
        }
    }

    TrainingFile file() {
        return file;
    }

    /** The name of its method. */
    public String method() {
        return file.method().name();
    }

    /** The names of its parameters. */
    public List<String> parameters() {
        return file.parameters();
    }

    /** The names of its observables. */
    public List<String> observables() {
        return file.observables();
    }

    /** The lower ends of the range of theta that it was trained on. */
    public double[] lower() {
        return file.lower();
    }

    /** The upper ends. */
    public double[] upper() {
        return file.upper();
    }

    Kind kind() {
        return file.method().kind();
    }

    int size() {
        return members.size();
    }

    /** Whether ratios need a θ1. */
    boolean needsReference() {
        return kind() == Kind.RATIO && !((RatioEstimator) members.get(0)).isMarginal() && reference() == null;
    }

    /** θ1 of training, θref of scores; null where there is none. */
    double[] reference() {
        if (members.get(0) instanceof ScoreEstimator score) {
            return score.reference();
        }
        try {
            return members.get(0) instanceof RatioEstimator ratio ? ratio.reference() : null;
        } catch (IllegalStateException severalOrMarginal) {
            return null;
        }
    }

    /**
     * Of each member and event log r̂(x_i | θ0_i, θ1_i), or log p̂(x_i | θ0_i) of a density without θ1.
     *
     * @param theta1 null for the reference
     */
    double[][] logRatios(double[][] x, double[][] theta0, double[][] theta1) {
        return members.stream()
                .map(m -> {
                    if (m instanceof RatioEstimator ratio) {
                        return ratio.logRatios(x, theta0, theta1);
                    }
                    double[] zero = ((DensityEstimator) m).logProbs(x, theta0);
                    if (theta1 != null) {
                        double[] one = ((DensityEstimator) m).logProbs(x, theta1);
                        Arrays.setAll(zero, i -> zero[i] - one[i]);
                    }
                    return zero;
                })
                .toArray(double[][]::new);
    }

    /** t̂(x_i | θ_i), the mean over members; of a score estimator at its reference. */
    double[][] scores(double[][] x, double[][] theta, double[][] theta1) {
        return meanRows(m -> {
            if (m instanceof RatioEstimator ratio) {
                return ratio.scores(x, theta, theta1);
            }
            return m instanceof DensityEstimator density ? density.scores(x, theta) : ((ScoreEstimator) m).score(x);
        });
    }

    /** The mean over members. */
    static double[] mean(double[][] ofMembers) {
        double[] mean = new double[ofMembers[0].length];
        for (double[] row : ofMembers) {
            Arrays.setAll(mean, i -> mean[i] + row[i] / ofMembers.length);
        }
        return mean;
    }

    private double[][] meanRows(Function<Estimator, double[][]> value) {
        List<double[][]> all = members.stream().map(value).toList();
        double[][] mean = new double[all.get(0).length][];
        for (int i = 0; i < mean.length; i++) {
            int row = i;
            mean[i] = mean(all.stream().map(v -> v[row]).toArray(double[][]::new));
        }
        return mean;
    }

    /** The likelihood of each event, at one θ for all: θ → log p(x_i | θ) up to constants of x. */
    double[] eventLogLikelihoods(double[][] x, double[] theta) {
        if (kind() == Kind.SCORE) {
            double[] delta = delta(theta);
            double quadratic = quadratic(delta);
            return Arrays.stream(scores(x, null, null))
                    .mapToDouble(t -> dot(t, delta) - quadratic / 2)
                    .toArray();
        }
        double[][] points = new double[x.length][];
        Arrays.fill(points, theta);
        double[][] reference = null;
        if (needsReference()) {
            reference = new double[x.length][];
            Arrays.fill(reference, middle());
        }
        return mean(logRatios(x, points, reference));
    }

    private double[] middle() {
        double[] middle = lower();
        double[] upper = upper();
        Arrays.setAll(middle, p -> (middle[p] + upper[p]) / 2);
        return middle;
    }

    /** Σ over the events. */
    public LogLikelihood logLikelihood(double[][] x) {
        if (kind() != Kind.SCORE) {
            List<LogLikelihood> all = members.stream()
                    .map(m -> m instanceof RatioEstimator ratio
                            ? ratio.logLikelihood(x)
                            : ((DensityEstimator) m).logLikelihood(x))
                    .toList();
            return theta -> all.stream().mapToDouble(l -> l.at(theta)).sum() / all.size();
        }
        double[] sum = new double[parameters().size()];
        for (double[] t : scores(x, null, null)) {
            Arrays.setAll(sum, p -> sum[p] + t[p]);
        }
        return theta -> dot(sum, delta(theta)) - x.length * quadratic(delta(theta)) / 2;
    }

    /** The same with its gradient through the networks. */
    SmoothTarget target(double[][] x) {
        LogLikelihood likelihood = logLikelihood(x);
        if (kind() == Kind.SCORE) {
            return SmoothTarget.of(likelihood::at);
        }
        return new SmoothTarget() {
            @Override
            public double logDensity(double[] theta) {
                return likelihood.at(theta);
            }

            @Override
            public double logDensity(double[] theta, double[] gradient) {
                Arrays.fill(gradient, 0);
                double sum = 0;
                for (Estimator m : members) {
                    if (m instanceof RatioEstimator ratio) {
                        for (double[] row : ratio.logRatioAndScore(x, theta)) {
                            sum += row[0] / members.size();
                            add(gradient, row, 1);
                        }
                    } else {
                        sum += ((DensityEstimator) m).logLikelihood(x).at(theta) / members.size();
                        for (double[] row : ((DensityEstimator) m).score(x, theta)) {
                            add(gradient, row, 0);
                        }
                    }
                }
                return sum;
            }

            private void add(double[] gradient, double[] row, int from) {
                Arrays.setAll(gradient, p -> gradient[p] + row[from + p] / members.size());
            }
        };
    }

    private double[] delta(double[] theta) {
        double[] delta = theta.clone();
        double[] reference = reference();
        Arrays.setAll(delta, p -> delta[p] - reference[p]);
        return delta;
    }

    private double quadratic(double[] delta) {
        double sum = 0;
        double[][] information = file.information();
        for (int p = 0; p < delta.length; p++) {
            sum += delta[p] * dot(information[p], delta);
        }
        return sum;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int p = 0; p < b.length; p++) {
            sum += a[p] * b[p];
        }
        return sum;
    }

    @Override
    public void close() {
        members.forEach(Estimator::close);
    }
}
