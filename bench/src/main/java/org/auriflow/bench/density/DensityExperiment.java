package org.auriflow.bench.density;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.bench.mflow.Cloud;
import org.auriflow.bench.report.TrainingHistory;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Flow;
import org.auriflow.flows.Transform;
import org.auriflow.flows.continuous.FlowMatching;
import org.auriflow.flows.continuous.VelocityField;
import org.auriflow.flows.distribution.StandardisedContext;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Standardise;
import org.auriflow.inference.data.Table;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.AdamW;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.EpochMetrics;
import org.auriflow.nn.train.LossFunction;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.auriflow.nn.train.TrainingListener;
import org.auriflow.nn.train.TrainingResult;
import org.auriflow.nn.train.WeightDecay;

/** Learns the density of a table's columns and measures it on rows that were held out. */
public final class DensityExperiment {
    private static final double CLIP = 5;

    private static final double WARM_UP = 0.05;

    private static final int FEWEST_SAMPLES = 1000;

    private static final int MOST_SAMPLES = 5000;

    private final Engine engine;
    private final DensitySettings settings;
    private final DensityData data;
    private final DensityDefaults defaults;
    private final DensityDefaults.Parts parts;
    private final Distribution model;

    /**
     * Checks the table against the settings and makes the model.
     *
     * @throws IllegalArgumentException if they do not go together
     */
    public DensityExperiment(Engine engine, Table table, DensitySettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.data = new DensityData(table, settings);
        int c = data.context().size();
        this.defaults = new DensityDefaults(settings.family(), data.training().rows(), c > 0);
        this.parts = defaults.model(engine, data.columns().size(), c, settings.seed());
        this.model = model();
    }

    /**
     * What came of it.
     *
     * @param model of the columns in their own units, given the context in its own
     * @param training losses
     * @param logLikelihood mean ln p of test rows in nats
     * @param logLikelihoodError standard error of it
     * @param rows what every row was used for
     * @param samples of the model
     */
    public record Outcome(
            Distribution model,
            TrainingHistory training,
            double logLikelihood,
            double logLikelihoodError,
            DensityRows rows,
            Cloud samples) {}

    /** The names of the columns. */
    public List<String> columns() {
        return data.columns();
    }

    /** Rows of training, validation and test. */
    public int[] rows() {
        return new int[] {
            data.training().rows(),
            data.validation() == null ? 0 : data.validation().rows(),
            data.test().rows()
        };
    }

    /** Test rows. */
    public Cloud test() {
        return Cloud.of(data.test().values(DensityData.X), data.columns().size());
    }

    /** What a user should know, a sentence each. */
    public List<String> notes() {
        return data.notes(settings.family());
    }

    /** The model, trained or not. */
    public Distribution trained() {
        return model;
    }

    /** How long is trained at most. */
    public DensityBudget budget() {
        int batch = settings.batch() == 0
                ? defaults.batch()
                : Math.min(settings.batch(), data.training().rows());
        int epochs = settings.epochs() == 0 ? defaults.epochs(batch) : settings.epochs();
        return new DensityBudget(batch, epochs, data.validation() == null ? 0 : DensityDefaults.patience(epochs));
    }

    /** In the units of the table. */
    private Distribution model() {
        Transform units = Standardise.of(data.standardiser());
        Transform all = parts.transform() == null ? units : Composite.of(units, parts.transform());
        Flow flow = Flow.of(all, parts.base());
        return data.context().isEmpty() ? flow : StandardisedContext.of(data.contextStandardiser(), flow);
    }

    /** Sets what is to begin with statistics of rows. */
    private void initialise() {
        if (parts.transform() != null) {
            int n = Math.min(data.training().rows(), 1000);
            DataSet some = data.training().take(IntStream.range(0, n).toArray());
            Pass pass = Pass.evaluation();
            parts.transform()
                    .initialise(
                            data.standardiser().call(some.tensor(DensityData.X), pass),
                            data.context().isEmpty()
                                    ? null
                                    : data.contextStandardiser().call(some.tensor(DensityData.CONTEXT), pass));
        }
    }

    private Tensor loss(Map<String, Tensor> batch, Pass pass) {
        return model.logProb(batch.get(DensityData.X), batch.get(DensityData.CONTEXT), pass)
                .mean()
                .neg();
    }

    private LossFunction matching(VelocityField field) {
        FlowMatching matching = FlowMatching.of(field).seed(settings.seed());
        return (batch, pass) -> matching.loss(
                data.standardiser().call(batch.get(DensityData.X), pass),
                data.context().isEmpty() ? null : data.contextStandardiser().call(batch.get(DensityData.CONTEXT), pass),
                pass);
    }

    /**
     * Trains. The model ends as it was after the best epoch.
     *
     * @return how it went, also if it was cancelled
     */
    public TrainingResult train(TrainingListener listener, Cancellation cancellation) {
        initialise();
        VelocityField field = parts.field();
        DensityBudget budget = budget();
        Model trained = field == null ? model : field;
        Trainer.Builder b = Trainer.builder(engine)
                .model(trained)
                .loss(field == null ? this::loss : matching(field))
                .data(data.training())
                .optimizer(new AdamW(0.9, 0.999, 1e-8, defaults.weightDecay(), WeightDecay.MATRICES))
                .schedule(Schedule.cosine(defaults.learningRate(), WARM_UP, 0))
                .clipNorm(CLIP)
                .epochs(budget.epochs())
                .batchSize(budget.batch())
                .seed(settings.seed())
                .listener(listener)
                .cancellation(cancellation);
        if (data.validation() != null) {
            b.validation(data.validation()).earlyStopping(budget.patience());
        }
        return b.build().train();
    }

    /** Measures a trained model. */
    public Outcome evaluate(TrainingResult training) {
        try (DensityEvaluation e = new DensityEvaluation(engine, model, settings.seed())) {
            double[] logProb = e.logProb(data.test());
            int n = logProb.length;
            double mean = Arrays.stream(logProb).average().orElseThrow();
            double squares =
                    Arrays.stream(logProb).map(v -> (v - mean) * (v - mean)).sum();
            int draws = Math.min(MOST_SAMPLES, Math.max(FEWEST_SAMPLES, n));
            float[] samples = e.sample(draws, data.test());
            return new Outcome(
                    model,
                    history(training.history(), training.bestEpoch()),
                    mean,
                    Math.sqrt(squares / (n - 1) / n),
                    data.rows(logProb),
                    Cloud.of(samples, data.columns().size()));
        }
    }

    private TrainingHistory history(List<EpochMetrics> epochs, int best) {
        boolean validated = data.validation() != null;
        return new TrainingHistory(
                parts.field() == null ? "−ln p [nats]" : "flow matching",
                epochs.stream().map(EpochMetrics::trainingLoss).toList(),
                validated ? epochs.stream().map(EpochMetrics::validationLoss).toList() : List.of(),
                validated ? best : epochs.size());
    }
}
