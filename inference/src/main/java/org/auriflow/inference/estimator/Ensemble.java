package org.auriflow.inference.estimator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.auriflow.engine.Engine;
import org.auriflow.inference.loss.DensityLoss;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.loss.ScoreLoss;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.nn.io.AtomicFile;
import org.auriflow.nn.io.Json;

/**
 * k estimators of the same thing, whose mean is better than one of them and whose spread says how far training can be trusted.
 *
 * <p>What is averaged is log r̂, log p̂ or t̂, as in MadMiner (1907.10621), so that Σ over events and mean over members can be
 * exchanged; a mean of log p̂ is not normalised any more. Covariances are those of one member, Σ (v − v̄)(v − v̄)ᵀ / (k − 1); that
 * of the mean is smaller by up to k.
 *
 * <pre>{@code
 * try (Ensemble<RatioEstimator> five = Ensemble.ratio(engine, runs, loss, options, 5, Resampling.BOOTSTRAP)) {
 *     double[] logR = five.mean(r -> r.logRatio(x, theta));
 *     double[][] covariance = five.covariance(r -> r.logRatio(x, theta));
 * }
 * }</pre>
 *
 * <p>Closing an ensemble closes its members.
 *
 * @param <E> what its members are
 */
public final class Ensemble<E extends Estimator> implements AutoCloseable {
    private static final String FILE = "ensemble.json";
    private static final String MEMBERS = "members";

    private final List<E> members;

    /**
     * An ensemble of these estimators.
     *
     * @throws IllegalArgumentException if there are fewer than 2
     */
    public Ensemble(List<E> members) {
        requireMembers(members.size());
        this.members = List.copyOf(members);
    }

    private static void requireMembers(int k) {
        if (k < 2) {
            throw new IllegalArgumentException("ensemble: requires at least 2 members, got " + k + "; train more");
        }
    }

    /**
     * Makes one member after the other; if one fails those before it are closed.
     *
     * @param member from m = 0 … k − 1 to an estimator
     */
    public static <E extends Estimator> Ensemble<E> of(int k, IntFunction<E> member) {
        requireMembers(k);
        List<E> all = new ArrayList<>();
        try {
            for (int m = 0; m < k; m++) {
                all.add(member.apply(m));
            }
            return new Ensemble<>(all);
        } catch (RuntimeException | Error e) {
            all.forEach(Estimator::close);
            throw e;
        }
    }

    /** Trains k ratio estimators; member m has the seed of the options plus m. */
    public static Ensemble<RatioEstimator> ratio(
            Engine engine, RatioRuns runs, RatioLoss loss, TrainingOptions options, int k, Resampling resampling) {
        return train(
                k,
                options,
                resampling,
                runs.y(),
                (rows, own) -> RatioEstimator.train(engine, runs.select(rows), loss, own));
    }

    /** Trains k score estimators; member m has the seed of the options plus m. */
    public static Ensemble<ScoreEstimator> score(
            Engine engine, ScoreRuns runs, ScoreLoss loss, TrainingOptions options, int k, Resampling resampling) {
        return train(
                k,
                options,
                resampling,
                new double[runs.size()],
                (rows, own) -> ScoreEstimator.train(engine, runs.select(rows), loss, own));
    }

    /** Trains k density estimators; member m has the seed of the options plus m. */
    public static Ensemble<DensityEstimator> density(
            Engine engine, ScoreRuns runs, DensityLoss loss, TrainingOptions options, int k, Resampling resampling) {
        return train(
                k,
                options,
                resampling,
                new double[runs.size()],
                (rows, own) -> DensityEstimator.train(engine, runs.select(rows), loss, own));
    }

    /** Trains k density estimators on the runs of ratio estimators. */
    public static Ensemble<DensityEstimator> density(
            Engine engine, RatioRuns runs, DensityLoss loss, TrainingOptions options, int k, Resampling resampling) {
        return train(
                k,
                options,
                resampling,
                runs.y(),
                (rows, own) -> DensityEstimator.train(engine, runs.select(rows), loss, own));
    }

    private static <E extends Estimator> Ensemble<E> train(
            int k,
            TrainingOptions options,
            Resampling resampling,
            double[] labels,
            BiFunction<int[], TrainingOptions, E> member) {
        return of(
                k,
                m -> member.apply(resampling.rows(labels, m, k, options.seed()), options.withSeed(options.seed() + m)));
    }

    /** The members. */
    public List<E> members() {
        return members;
    }

    /**
     * The mean over the members.
     *
     * @param value n numbers of a member, such as {@code r -> r.logRatio(x, theta)}
     * @return n numbers
     */
    public double[] mean(Function<? super E, double[]> value) {
        return mean(matrix(value));
    }

    /** The mean over the members of vectors, such as {@code s -> s.score(x)}, shape (n, k). */
    public double[][] meanRows(Function<? super E, double[][]> value) {
        int[] width = new int[1];
        double[] mean = mean(e -> {
            double[][] rows = value.apply(e);
            width[0] = rows.length == 0 ? 0 : rows[0].length;
            return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        });
        double[][] rows = new double[width[0] == 0 ? 0 : mean.length / width[0]][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(mean, i * width[0], (i + 1) * width[0]));
        return rows;
    }

    /**
     * The covariance over the members, shape (n, n), of one member.
     *
     * @param value n numbers of a member
     */
    public double[][] covariance(Function<? super E, double[]> value) {
        double[][] v = matrix(value);
        double[] mean = mean(v);
        double[][] covariance = new double[mean.length][mean.length];
        for (double[] row : v) {
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    covariance[i][j] += (row[i] - mean[i]) * (row[j] - mean[j]) / (v.length - 1);
                }
            }
        }
        return covariance;
    }

    /**
     * The covariance over the members of the maximum likelihood estimate: θ̂_m − θ = I⁻¹ Σ t̂_m(x_i | θ) to first order, so
     * C = I⁻¹ Cov[Σ t̂_m] I⁻¹. It comes on top of the statistical I⁻¹.
     *
     * @param score t̂ of the n observed events of a member at a θ near the estimate, shape (n, k)
     * @param inverse I⁻¹ of the information in all n events at this θ, shape (k, k), as {@code FisherInformation.covariance} gives it
     * @return shape (k, k), of one member
     */
    public double[][] estimateCovariance(Function<? super E, double[][]> score, double[][] inverse) {
        double[][] ofSum = covariance(e -> {
            double[] sum = new double[inverse.length];
            for (double[] t : score.apply(e)) {
                Arrays.setAll(sum, j -> sum[j] + t[j]);
            }
            return sum;
        });
        RealMatrix i = MatrixUtils.createRealMatrix(inverse);
        return i.multiply(MatrixUtils.createRealMatrix(ofSum)).multiply(i).getData();
    }

    /**
     * The mean of the members' log likelihoods.
     *
     * @param ofMember such as {@code r -> r.logLikelihood(events)}
     */
    public LogLikelihood logLikelihood(Function<? super E, LogLikelihood> ofMember) {
        List<LogLikelihood> all = members.stream().map(ofMember).toList();
        return theta -> all.stream().mapToDouble(l -> l.at(theta)).sum() / all.size();
    }

    private double[][] matrix(Function<? super E, double[]> value) {
        return members.stream().map(value).toArray(double[][]::new);
    }

    private static double[] mean(double[][] v) {
        double[] mean = new double[v[0].length];
        for (double[] row : v) {
            Arrays.setAll(mean, i -> mean[i] + row[i] / v.length);
        }
        return mean;
    }

    /**
     * Writes every member into a directory of its own, {@code member-0} and so on, and {@code ensemble.json} last.
     *
     * @throws UncheckedIOException if they cannot be written
     */
    public void save(Path directory) {
        try {
            Files.createDirectories(directory);
            for (int m = 0; m < members.size(); m++) {
                members.get(m).save(Files.createDirectories(member(directory, m)));
            }
            byte[] text = Json.write(Map.of(MEMBERS, members.size())).getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(directory.resolve(FILE), out -> out.write(text));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "save: cannot write the ensemble to " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Path member(Path directory, int m) {
        return directory.resolve("member-" + m);
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param member reads one, such as {@code d -> RatioEstimator.load(engine, d)}
     * @throws UncheckedIOException if a file is missing or malformed
     * @throws IllegalArgumentException if the members are of another kind
     */
    public static <E extends Estimator> Ensemble<E> load(Path directory, Function<Path, E> member) {
        Path file = directory.resolve(FILE);
        try {
            Object k = Json.parse(Files.readString(file)).get(MEMBERS);
            if (!(k instanceof Number number)) {
                throw new IllegalArgumentException(
                        "load: " + file + " must tell the number of members, got " + k + "; choose another directory");
            }
            return of(number.intValue(), m -> member.apply(member(directory, m)));
        } catch (IOException e) {
            throw new UncheckedIOException("load: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        members.forEach(Estimator::close);
    }
}
