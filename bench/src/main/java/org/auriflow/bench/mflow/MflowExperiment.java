package org.auriflow.bench.mflow;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Transform;
import org.auriflow.flows.manifold.ImageTransform;
import org.auriflow.flows.manifold.ManifoldArchitecture;
import org.auriflow.flows.manifold.ManifoldDistribution;
import org.auriflow.flows.manifold.ManifoldTrainer;
import org.auriflow.flows.manifold.Orientation;
import org.auriflow.inference.manifold.ManifoldProblem;
import org.auriflow.nn.ConvolutionalEmbedding;
import org.auriflow.nn.Model;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.DataSet;

/** One training of one model on one data set, and what it came to. */
public final class MflowExperiment {
    /** Trials of the axes along which a manifold begins: how many random orders, and how many steps each. */
    private static final int ORDERS = 4;

    private static final int TRIAL_STEPS = 300;

    /** Images whose statistics a transform begins with. */
    private static final int BEGIN = 1000;

    private final Engine engine;
    private final MflowSettings settings;
    private final ManifoldProblem problem;

    /** An experiment on an engine. */
    public MflowExperiment(Engine engine, MflowSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.problem = settings.dataset().problem(settings.seed());
    }

    /**
     * What came of it.
     *
     * @param model trained
     * @param phases how
     * @param metrics held against the truth
     * @param clouds what a report draws
     * @param notes what a user should know, a sentence each
     */
    public record Outcome(
            Distribution model,
            List<ManifoldTrainer.Phase> phases,
            Metrics metrics,
            Clouds clouds,
            List<String> notes) {
        /** Dimension of the manifold, or of the whole space. */
        public int latentWidth() {
            return model instanceof ManifoldDistribution m ? m.latentWidth() : model.width();
        }
    }

    /** The true distribution. */
    public ManifoldProblem problem() {
        return problem;
    }

    private boolean conditional() {
        return settings.context() && problem.contextWidth() > 0;
    }

    /**
     * Trains and evaluates.
     *
     * @param checkpoints directory that keeps the state of unfinished trainings, or null
     * @return null if it was cancelled
     */
    public Outcome run(Path checkpoints, ManifoldTrainer.Listener listener, Cancellation cancellation) {
        Dataset.Recipe r = settings.dataset().recipe();
        DataSet data = data();
        Transform axes = axes(data);
        Distribution model = model(axes, data);
        ManifoldTrainer trainer = ManifoldTrainer.builder(engine, model, data)
                .scheme(settings.training().scheme())
                .epochs(settings.epochs())
                .learningRate(r.learningRate())
                .weightDecay(r.weightDecay())
                .clipNorm(r.clipNorm())
                .batchSize(r.batch())
                .seed(settings.seed())
                .checkpoints(checkpoints)
                .listener(listener)
                .cancellation(cancellation)
                .build();
        long begin = System.nanoTime();
        List<ManifoldTrainer.Phase> phases = trainer.train();
        double seconds = (System.nanoTime() - begin) * 1e-9;
        if (phases.stream().anyMatch(p -> p.result().cancelled())) {
            return null;
        }
        int epochs = phases.stream().mapToInt(p -> p.result().history().size()).sum();
        try (TrainedModel trained = new TrainedModel(engine, model)) {
            Evaluation e = new Evaluation(problem, trained, r.evaluated(settings.runs()), settings.seed());
            List<String> notes = new ArrayList<>();
            // Transforms of images begin with scales of their own.
            if (settings.algorithm() != Algorithm.FOM && r.images() == null) {
                notes.addAll(Cautions.ofRange(engine, data, axes, r.bound()));
            }
            notes.addAll(Cautions.ofRank(trained, e.test));
            return new Outcome(
                    model, phases, e.metrics(seconds, epochs), Clouds.of(trained, e, problem.imageShape()), notes);
        }
    }

    /** Of manifolds of vectors that are learned; null for others. */
    private Transform axes(DataSet data) {
        boolean learned = settings.algorithm() == Algorithm.MF || settings.algorithm() == Algorithm.MFE;
        if (!learned || problem.imageShape() != null) {
            return null;
        }
        return Orientation.choose(
                engine,
                Orientation.candidates(data.values(ManifoldTrainer.X), problem.width(), ORDERS, settings.seed()),
                axes -> (ManifoldDistribution) model(axes, data),
                data,
                TRIAL_STEPS,
                settings.dataset().recipe().learningRate(),
                settings.seed());
    }

    /** The training part of the draws; the rest is never seen, as in the published protocol. */
    private DataSet data() {
        int n = (int)
                Math.round(settings.runs() * (1 - settings.dataset().recipe().validation()));
        Draws d = Draws.overPrior(problem, n, new RandomStream(settings.seed(), 0xDA7A));
        DataSet.Builder b = DataSet.builder().column(ManifoldTrainer.X, d.x(), problem.width());
        if (conditional()) {
            b.column(ManifoldTrainer.CONTEXT, d.theta(), problem.contextWidth());
        }
        return b.build();
    }

    private Distribution model(Transform axes, DataSet data) {
        Dataset.Recipe r = settings.dataset().recipe();
        ManifoldArchitecture.Builder b = ManifoldArchitecture.builder(engine)
                .width(problem.width())
                .latent(problem.latentWidth())
                .context(conditional() ? problem.contextWidth() : 0)
                .layers(r.outer(), r.inner())
                .spline(r.bins(), r.bound())
                .axes(axes)
                .seed(settings.seed());
        if (r.images() != null) {
            b.outer(outer(data)).encoder(encoder());
        }
        ManifoldArchitecture a = b.build();
        return switch (settings.algorithm()) {
            case AF -> a.ambientFlow();
            case PIE -> a.pie(0.01, false);
            case MF -> a.manifoldFlow();
            case MFE -> a.encodedFlow();
            case PAE -> a.autoencoder();
            case FOM -> a.on(settings.dataset().chart());
        };
    }

    /** Of images: begins with the statistics of some of them. */
    private Transform outer(DataSet data) {
        Dataset.Recipe r = settings.dataset().recipe();
        int rows = Math.min(BEGIN, data.rows());
        return ImageTransform.builder(engine)
                .image(problem.imageShape())
                .latent(problem.latentWidth())
                .squeezes(r.images().squeezes())
                .levels(r.images().levels(), r.outer())
                .network(r.images().channels(), 1)
                .spline(r.bins(), r.bound())
                .begin(data.take(IntStream.range(0, rows).toArray()).tensor(ManifoldTrainer.X))
                .seed(settings.seed())
                .build();
    }

    private Model encoder() {
        return ConvolutionalEmbedding.builder(engine)
                .image(problem.imageShape())
                .outputs(problem.latentWidth())
                .seed(settings.seed())
                .build();
    }
}
