package org.auriflow.inference.comparison;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.auriflow.inference.estimator.DensityEstimator;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.DensityLoss;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.loss.ScoreLoss;

/**
 * A method under the name that it has in tables: any loss, or whatever else turns runs into an estimate.
 *
 * <pre>{@code
 * ComparedMethod own = ComparedMethod.of(RatioLoss.of("huber", true, false, b -> ...));
 * }</pre>
 *
 * @param name in tables and files
 * @param kind what it estimates
 * @param needsRatio whether it uses the joint likelihood ratio
 * @param needsScore whether it uses the joint score
 * @param learning how it learns
 */
public record ComparedMethod(String name, Kind kind, boolean needsRatio, boolean needsScore, Learning learning) {
    /** All losses of {@link Losses}: those of ratios, of the score and of densities. */
    public static final List<ComparedMethod> ALL = Stream.of(
                    Losses.RATIO.stream().map(ComparedMethod::of),
                    Losses.SCORE.stream().map(ComparedMethod::of),
                    Losses.DENSITY.stream().map(ComparedMethod::of))
            .flatMap(s -> s)
            .toList();

    /** What a method estimates. */
    public enum Kind {
        /** log r(x | θ0, θ1). */
        RATIO,
        /** t(x | θ1). */
        SCORE,
        /** log p(x | θ). */
        DENSITY
    }

    /** From runs to an estimate. */
    @FunctionalInterface
    public interface Learning {
        /**
         * Simulates and trains; a training that was cancelled may return what it has.
         *
         * @throws java.util.concurrent.CancellationException if cancelled while simulating
         */
        Estimate learn(TrainingTask task);
    }

    /** A ratio method with the usual network and schedule. */
    public static ComparedMethod of(RatioLoss loss) {
        return of(loss, TrainingOptions::forRuns);
    }

    /**
     * A ratio method.
     *
     * @param options network and schedule for a number of runs; the seed is set by the comparison
     */
    public static ComparedMethod of(RatioLoss loss, IntFunction<TrainingOptions> options) {
        return new ComparedMethod(loss.name(), Kind.RATIO, loss.needsRatio(), loss.needsScore(), task -> {
            TrainingOptions o = options.apply(task.runs()).withSeed(task.seed());
            RatioEstimator r = RatioEstimator.train(task.engine(), task.ratioRuns(), loss, o, task.monitor());
            double[] reference = task.problem().reference();
            return new Estimate() {
                @Override
                public double[] logRatio(double[][] x, double[] theta0) {
                    return r.logRatio(x, theta0);
                }

                @Override
                public double[][] score(double[][] x) {
                    return r.score(x, reference);
                }

                @Override
                public void close() {
                    r.close();
                }
            };
        });
    }

    /** A density method with the usual network and schedule. */
    public static ComparedMethod of(DensityLoss loss) {
        return of(loss, TrainingOptions::forDensities);
    }

    /**
     * A density method.
     *
     * @param options network and schedule for a number of runs; the seed is set by the comparison
     */
    public static ComparedMethod of(DensityLoss loss, IntFunction<TrainingOptions> options) {
        return new ComparedMethod(loss.name(), Kind.DENSITY, loss.needsRatio(), loss.needsScore(), task -> {
            TrainingOptions o = options.apply(task.runs()).withSeed(task.seed());
            DensityEstimator p = loss.needsRatio()
                    ? DensityEstimator.train(task.engine(), task.ratioRuns(), null, loss, o, task.monitor())
                    : DensityEstimator.train(task.engine(), task.scoreRuns(), null, loss, o, task.monitor());
            double[] reference = task.problem().reference();
            return new Estimate() {
                @Override
                public double[] logRatio(double[][] x, double[] theta0) {
                    return p.logRatio(x, theta0, reference);
                }

                @Override
                public double[][] score(double[][] x) {
                    return p.score(x, reference);
                }

                @Override
                public void close() {
                    p.close();
                }
            };
        });
    }

    /** A score method with the usual network and schedule. */
    public static ComparedMethod of(ScoreLoss loss) {
        return of(loss, TrainingOptions::forRuns);
    }

    /**
     * A score method. Its ratios are those of histograms of the one number t̂ · (θ0 − θ1), filled from 10,000 further runs at θ0 and at
     * θ1 each.
     *
     * @param options network and schedule for a number of runs; the seed is set by the comparison
     */
    public static ComparedMethod of(ScoreLoss loss, IntFunction<TrainingOptions> options) {
        return new ComparedMethod(loss.name(), Kind.SCORE, false, true, task -> {
            TrainingOptions o = options.apply(task.runs()).withSeed(task.seed());
            ScoreEstimator t = ScoreEstimator.train(task.engine(), task.referenceRuns(), loss, o, task.monitor());
            return new ScoreHistograms(t, task);
        });
    }

    /**
     * The method of a loss of {@link Losses}.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ComparedMethod named(String name) {
        return ALL.stream().filter(m -> m.name.equals(name)).findFirst().orElseThrow(() -> {
            List<String> names = ALL.stream().map(ComparedMethod::name).toList();
            return new IllegalArgumentException(
                    "method: requires one of " + names + ", got '" + name + "'; check the spelling");
        });
    }
}
