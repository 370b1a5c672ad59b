package org.auriflow.bench.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.auriflow.engine.Engine;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.data.RunColumn;
import org.auriflow.inference.data.RunTable;
import org.auriflow.inference.estimator.DensityEstimator;
import org.auriflow.inference.estimator.Estimator;
import org.auriflow.inference.estimator.LabelReport;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.ScoreEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.ScoreRuns;
import org.auriflow.nn.io.AtomicFile;
import org.auriflow.nn.io.Json;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.EpochMetrics;
import org.auriflow.nn.train.TrainingListener;

/** Trains an estimator, or an ensemble member by member, on runs; what is finished is kept and not trained again. */
public final class RunsTraining {
    private static final int FEWEST = 20;

    private final RunTable table;
    private final TrainSettings settings;
    private final Path directory;
    private final Map<String, Object> provenance;

    /** Hears how a training goes. */
    public interface Listener {
        /** Joint ratios that are unusual, before the first epoch. */
        void labels(String report);

        /** After an epoch. */
        void epoch(int member, int epochs, EpochMetrics metrics);

        /** A member that was there already. */
        void kept(int member);
    }

    /**
     * A training.
     *
     * @param table the runs
     * @param settings of the training
     * @param directory to write to
     * @param provenance what else to keep in training.json
     * @throws IllegalArgumentException if the runs lack a column, are too few, or the directory has an estimator of other
     *     settings or runs
     */
    public RunsTraining(RunTable table, TrainSettings settings, Path directory, Map<String, Object> provenance) {
        RunsForMethod.require(settings.method(), table);
        if (table.rows() < FEWEST) {
            throw new IllegalArgumentException(
                    "train: requires at least " + FEWEST + " runs, got " + table.rows() + "; simulate more");
        }
        this.table = table;
        this.settings = settings;
        this.directory = directory;
        this.provenance = provenance;
        known();
    }

    /** The file of this training with the members that are finished. */
    private TrainingFile known() {
        TrainingFile fresh = describe();
        if (!Files.exists(directory.resolve(TrainingFile.NAME))) {
            return fresh;
        }
        TrainingFile there = TrainingFile.read(directory);
        List<String> different = new ArrayList<>();
        fresh.settings().forEach((key, value) -> {
            Object other = there.settings().get(key);
            if (!Objects.equals(String.valueOf(value), String.valueOf(other))) {
                different.add(key + " " + other + " there, " + value + " here");
            }
        });
        if (!different.isEmpty()) {
            throw new IllegalArgumentException("out: requires a new directory or one of the same training, got "
                    + directory + " with " + String.join("; ", different) + "; choose another --out");
        }
        return there;
    }

    private TrainingFile describe() {
        int k = table.layout().parameters().size();
        double[] lower = new double[k];
        double[] upper = new double[k];
        Arrays.fill(lower, Double.POSITIVE_INFINITY);
        Arrays.fill(upper, Double.NEGATIVE_INFINITY);
        boolean score = settings.method().kind() == Kind.SCORE;
        double[] theta =
                table.column(!table.layout().isRatio() ? RunColumn.THETA : score ? RunColumn.THETA1 : RunColumn.THETA0);
        for (int i = 0; i < theta.length; i++) {
            lower[i % k] = Math.min(lower[i % k], theta[i]);
            upper[i % k] = Math.max(upper[i % k], theta[i]);
        }
        Map<String, Object> s = settings.describe(learned());
        s.put("runs", table.rows());
        s.put("runs_checksum", checksum());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("settings", s);
        all.put(TrainingFile.LEARNED, learned());
        all.put("parameters", table.layout().parameters());
        all.put("observables", table.layout().observables());
        all.put("theta_lower", list(lower));
        all.put("theta_upper", list(upper));
        all.put("made_by", provenance);
        all.put("members", List.of());
        return new TrainingFile(all);
    }

    /** How many of the runs the method learns from. */
    private int learned() {
        return settings.method().kind() == Kind.SCORE
                ? RunsForMethod.scoreRuns(table).size()
                : table.rows();
    }

    /** The same for the same runs in whatever format. */
    private String checksum() {
        CRC32C crc = new CRC32C();
        for (RunColumn column : table.layout().columns()) {
            if (column != RunColumn.RUN) {
                double[] values = table.column(column);
                ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES);
                bytes.asDoubleBuffer().put(values);
                crc.update(bytes);
            }
        }
        return Long.toHexString(crc.getValue());
    }

    /**
     * Trains what is not finished yet.
     *
     * @throws CancellationException if it was cancelled; members that were finished before are kept
     */
    public void run(Engine engine, Listener listener, Cancellation cancellation) {
        TrainingFile file = known();
        for (int m = 0; m < settings.members(); m++) {
            if (m < file.members().size()) {
                listener.kept(m);
                continue;
            }
            long begin = System.nanoTime();
            try (Estimator member = train(engine, m, monitor(m, listener, cancellation))) {
                if (member.training().cancelled()) {
                    throw new CancellationException("train");
                }
                file = file.withMember(describe(member, (System.nanoTime() - begin) * 1e-9));
                if (member instanceof ScoreEstimator score && !file.content().containsKey("information")) {
                    Map<String, Object> all = new LinkedHashMap<>(file.content());
                    all.put("information", information(score));
                    file = new TrainingFile(all);
                }
                Path to = TrainingFile.member(directory, settings.members(), m);
                Files.createDirectories(to);
                member.save(to);
            } catch (IOException e) {
                throw new UncheckedIOException("train: cannot write to " + directory + " (" + e.getMessage() + ")", e);
            }
            if (m == settings.members() - 1 && m > 0) {
                writeEnsemble();
            }
            file.write(directory);
        }
    }

    /** So that the library reads the directory as an ensemble. */
    private void writeEnsemble() {
        byte[] text =
                Json.write(Map.of("members", settings.members())).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try {
            AtomicFile.write(directory.resolve("ensemble.json"), to -> to.write(text));
        } catch (IOException e) {
            throw new UncheckedIOException("train: cannot write to " + directory + " (" + e.getMessage() + ")", e);
        }
    }

    private Monitor monitor(int m, Listener listener, Cancellation cancellation) {
        int epochs = settings.options(learned()).epochs();
        TrainingListener watched = new TrainingListener() {
            @Override
            public void epoch(EpochMetrics metrics) {
                listener.epoch(m, epochs, metrics);
            }
        };
        return new Monitor(watched, cancellation).withLabels(report -> {
            requireDefined(report);
            if (m == 0) {
                listener.labels(report.toString());
            }
        });
    }

    private static void requireDefined(LabelReport report) {
        if (report.undefined().count() > 0) {
            throw new IllegalArgumentException("train: requires joint ratios that are defined, got NaN in "
                    + report.undefined().count() + " runs such as "
                    + report.undefined().first()
                    + "; leave out runs that are impossible at theta0 and theta1");
        }
    }

    private Estimator train(Engine engine, int m, Monitor monitor) {
        TrainingOptions options = settings.options(learned()).withSeed(settings.seed() + m);
        String name = settings.method().name();
        if (settings.method().kind() == Kind.RATIO) {
            RatioRuns runs = table.ratioRuns();
            return RatioEstimator.train(engine, runs.select(rows(runs.y(), m)), Losses.ratio(name), options, monitor);
        }
        if (settings.method().kind() == Kind.DENSITY && table.layout().isRatio()) {
            RatioRuns runs = table.ratioRuns();
            return DensityEstimator.train(
                    engine, runs.select(rows(runs.y(), m)), null, Losses.density(name), options, monitor);
        }
        ScoreRuns runs = RunsForMethod.scoreRuns(table);
        ScoreRuns some = runs.select(rows(new double[runs.size()], m));
        return settings.method().kind() == Kind.DENSITY
                ? DensityEstimator.train(engine, some, null, Losses.density(name), options, monitor)
                : ScoreEstimator.train(engine, some, Losses.SCORE.get(0), options, monitor);
    }

    private int[] rows(double[] labels, int m) {
        return settings.members() == 1
                ? IntStream.range(0, labels.length).toArray()
                : settings.resampling().rows(labels, m, settings.members(), settings.seed());
    }

    private static Map<String, Object> describe(Estimator member, double seconds) {
        List<EpochMetrics> history = member.training().history();
        Map<String, Object> d = new LinkedHashMap<>();
        d.put("best_epoch", member.training().bestEpoch());
        d.put("seconds", seconds);
        d.put("training_loss", history.stream().map(EpochMetrics::trainingLoss).toList());
        d.put(
                "validation_loss",
                history.stream()
                        .map(EpochMetrics::validationLoss)
                        .filter(v -> !v.isNaN())
                        .toList());
        return d;
    }

    /** ⟨t̂ t̂ᵀ⟩ over the runs. */
    private List<List<Double>> information(ScoreEstimator estimator) {
        ScoreRuns runs = RunsForMethod.scoreRuns(table);
        double[][] t =
                estimator.score(RunsForMethod.rows(runs.x(), runs.observables().size()));
        int k = runs.parameters().size();
        double[][] information = new double[k][k];
        for (double[] row : t) {
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    information[i][j] += row[i] * row[j] / t.length;
                }
            }
        }
        return Arrays.stream(information).map(RunsTraining::list).toList();
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
