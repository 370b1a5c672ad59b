package org.auriflow.flows.manifold;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.Model;
import org.auriflow.nn.train.AdamW;
import org.auriflow.nn.train.Alternation;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.EpochMetrics;
import org.auriflow.nn.train.LossFunction;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.auriflow.nn.train.TrainingListener;
import org.auriflow.nn.train.TrainingResult;

/**
 * Trains densities in the whole space and on manifolds in the phases of a {@link TrainingScheme} (2003.13913, section 2.D), each with
 * AdamW and a cosine schedule of its own.
 *
 * <p>The data have a column {@value #X}, and {@value #CONTEXT} for conditional densities. The manifold phase moves the parameters of
 * the embedding only, the density phase those of the density only. In the latter the embedding is fixed: points are encoded once
 * if it never moves again, and the volume of the manifold, which has no gradient there, is not computed.
 *
 * <pre>{@code
 * List<ManifoldTrainer.Phase> phases = ManifoldTrainer.builder(engine, flow, data)
 *         .scheme(TrainingScheme.ALTERNATING).epochs(50).build().train();
 * }</pre>
 */
public final class ManifoldTrainer {
    /** Column of the points. */
    public static final String X = "x";

    /** Column of the context of conditional densities. */
    public static final String CONTEXT = "context";

    /** Column of joint scores, for the term of SCANDAL. */
    public static final String SCORE = "score";

    private final Builder made;
    private final ManifoldDistribution manifold;

    private ManifoldTrainer(Builder b) {
        this.made = b;
        this.manifold = b.model instanceof ManifoldDistribution m ? m : null;
    }

    /**
     * How one phase went.
     *
     * @param name what it trained: manifold, density, both, likelihood or transport
     * @param result its history
     */
    public record Phase(String name, TrainingResult result) {}

    /** Is told of every epoch. */
    @FunctionalInterface
    public interface Listener {
        /** An epoch of a phase is done. */
        void epoch(String phase, EpochMetrics metrics);
    }

    /** Begins a training of a model on an engine. */
    public static Builder builder(Engine engine, Distribution model, DataSet data) {
        return new Builder(engine, model, data);
    }

    /** Collects the options; the defaults are those of the polynomial surface in 2003.13913. */
    public static final class Builder {
        private final Engine engine;
        private final Distribution model;
        private final DataSet data;
        private TrainingScheme scheme = TrainingScheme.ALTERNATING;
        private int epochs = 50;
        private int batchSize = 100;
        private int transportBatch = 1000;
        private double learningRate = 1e-3;
        private double weightDecay = 1e-4;
        private double clipNorm = 1;
        private Reconstruction reconstruction = Reconstruction.SQUARED;
        private double reconstructionWeight = 1000;
        private double likelihoodWeight = 0.1;
        private double transportWeight = 10;
        private double scoreWeight;
        private double latentWeight;
        private double nuclearWeight;
        private SinkhornDivergence divergence = new SinkhornDivergence(0.05, 0.7, 20);
        private long seed;
        private Path checkpoints;
        private Cancellation cancellation = new Cancellation();
        private Listener listener = (phase, metrics) -> {};

        private Builder(Engine engine, Distribution model, DataSet data) {
            this.engine = engine;
            this.model = model;
            this.data = data;
        }

        private Builder(Builder b) {
            this(b.engine, b.model, b.data);
            scheme = b.scheme;
            epochs = b.epochs;
            batchSize = b.batchSize;
            transportBatch = b.transportBatch;
            learningRate = b.learningRate;
            weightDecay = b.weightDecay;
            clipNorm = b.clipNorm;
            reconstruction = b.reconstruction;
            reconstructionWeight = b.reconstructionWeight;
            likelihoodWeight = b.likelihoodWeight;
            transportWeight = b.transportWeight;
            scoreWeight = b.scoreWeight;
            latentWeight = b.latentWeight;
            nuclearWeight = b.nuclearWeight;
            divergence = b.divergence;
            seed = b.seed;
            checkpoints = b.checkpoints;
            cancellation = b.cancellation;
            listener = b.listener;
        }

        /** Which phases; M/D alternating by default. */
        public Builder scheme(TrainingScheme s) {
            scheme = s;
            return this;
        }

        /** Epochs of all phases together, at least one for each; 50 by default. */
        public Builder epochs(int total) {
            epochs = total;
            return this;
        }

        /** Rows in a step; 100 by default. */
        public Builder batchSize(int rows) {
            batchSize = rows;
            return this;
        }

        /** Rows in a step of optimal transport; 1,000 by default. */
        public Builder transportBatch(int rows) {
            transportBatch = rows;
            return this;
        }

        /** At the beginning of the cosine of every phase; 10⁻³ by default. */
        public Builder learningRate(double first) {
            learningRate = first;
            return this;
        }

        /** Of AdamW; 10⁻⁴ by default. */
        public Builder weightDecay(double decay) {
            weightDecay = decay;
            return this;
        }

        /** Largest norm of a gradient; 1 by default. */
        public Builder clipNorm(double largest) {
            clipNorm = largest;
            return this;
        }

        /** What the manifold phase minimises; mean squares by default. */
        public Builder reconstruction(Reconstruction kind) {
            reconstruction = kind;
            return this;
        }

        /** Factor on the reconstruction error; 1,000 by default. Clipping and mixing with other terms depend on it. */
        public Builder reconstructionWeight(double factor) {
            reconstructionWeight = factor;
            return this;
        }

        /** Factor on −ln p beside the reconstruction error; 0.1 by default. */
        public Builder likelihoodWeight(double factor) {
            likelihoodWeight = factor;
            return this;
        }

        /** Factor on the Sinkhorn divergence; 10 by default. */
        public Builder transportWeight(double factor) {
            transportWeight = factor;
            return this;
        }

        /** The divergence of optimal transport; blur 0.05, scaling 0.7 and a diameter of 20 by default. */
        public Builder divergence(SinkhornDivergence d) {
            divergence = d;
            return this;
        }

        /** Factor on SCANDAL's term, for data with a column {@value ManifoldTrainer#SCORE}; none by default. */
        public Builder scoreWeight(double factor) {
            scoreWeight = factor;
            return this;
        }

        /** Factor on ⟨|u|²⟩ in the manifold phase; none by default. */
        public Builder latentWeight(double factor) {
            latentWeight = factor;
            return this;
        }

        /** Factor on the {@link ManifoldLosses#nuclearNorm} in the manifold phase; none by default. */
        public Builder nuclearWeight(double factor) {
            nuclearWeight = factor;
            return this;
        }

        /** Fixes the order of batches and all draws; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /** A directory that keeps the state of every phase after each epoch; a training finds its own there and goes on. */
        public Builder checkpoints(Path directory) {
            checkpoints = directory;
            return this;
        }

        /** Lets another thread stop it. */
        public Builder cancellation(Cancellation flag) {
            cancellation = flag;
            return this;
        }

        /** Is told of every epoch. */
        public Builder listener(Listener l) {
            listener = l;
            return this;
        }

        /**
         * Makes the trainer.
         *
         * @throws IllegalArgumentException if the scheme does not suit the model, or the data have not the columns it needs
         */
        public ManifoldTrainer build() {
            require(
                    scheme == TrainingScheme.LIKELIHOOD || model instanceof ManifoldDistribution,
                    "a model of a manifold for the scheme " + scheme,
                    model.config().get("type") + "; train it by likelihood");
            column(X, model.width(), true);
            column(CONTEXT, model.contextWidth(), model.contextWidth() > 0);
            column(SCORE, model.contextWidth(), scoreWeight != 0);
            return new ManifoldTrainer(new Builder(this));
        }

        private void column(String name, int width, boolean needed) {
            if (needed) {
                boolean there = data.names().contains(name);
                require(
                        there && data.width(name) == width && width > 0,
                        "a column '" + name + "' of width " + width,
                        data + "; check the data");
            }
        }

        private static void require(boolean condition, String requirement, String got) {
            if (!condition) {
                throw new IllegalArgumentException("manifold trainer: requires " + requirement + ", got " + got);
            }
        }
    }

    /**
     * Trains all phases. A cancelled one is the last.
     *
     * @throws org.auriflow.nn.train.NonFiniteLossException if a loss or gradient is not finite
     * @throws java.io.UncheckedIOException if a checkpoint cannot be written or read
     */
    public List<Phase> train() {
        int third = Math.max(1, made.epochs / 3);
        int half = Math.max(1, made.epochs / 2);
        Run run = new Run();
        switch (made.scheme) {
            case LIKELIHOOD -> {
                boolean known =
                        manifold != null && manifold.embedding().parameters().isEmpty();
                if (known) {
                    run.density(made.epochs);
                } else {
                    run.one("likelihood", made.model, likelihood(made.model), made.epochs);
                }
            }
            case SIMULTANEOUS -> {
                run.one("manifold", manifold.embedding(), reconstruction(), third);
                run.one("both", manifold, both(), third);
                run.density(Math.max(1, made.epochs - 2 * third));
            }
            case SEQUENTIAL -> {
                run.one("manifold", manifold.embedding(), reconstruction(), half);
                run.density(Math.max(1, made.epochs - half));
            }
            case ALTERNATING ->
                run.inTurns(
                        trainer("manifold", manifold.embedding(), reconstruction(), half, made.data, made.batchSize),
                        densityInTurns(half));
            case TRANSPORT -> run.transport(made.epochs);
            case TRANSPORT_ALTERNATING -> run.inTurns(transport(half), densityInTurns(half));
            default -> throw new IllegalStateException("train: no phases for " + made.scheme);
        }
        return run.phases;
    }

    /** A trainer by the name of its phase. */
    private record Named(String name, Trainer trainer) {}

    /** The phases so far; nothing follows a cancelled one. */
    private final class Run {
        private final List<Phase> phases = new ArrayList<>();

        private boolean cancelled() {
            return phases.stream().anyMatch(p -> p.result().cancelled());
        }

        void one(String name, Model part, LossFunction loss, int epochs) {
            if (!cancelled()) {
                inTurns(trainer(name, part, loss, epochs, made.data, made.batchSize));
            }
        }

        /** On latent variables that are encoded once. */
        void density(int epochs) {
            if (!cancelled()) {
                DataSet encoded = EncodedRows.of(made.engine, manifold, made.data);
                inTurns(trainer(
                        "density",
                        manifold.density(),
                        likelihood(manifold.density()),
                        epochs,
                        encoded,
                        made.batchSize));
            }
        }

        void transport(int epochs) {
            inTurns(ManifoldTrainer.this.transport(epochs));
        }

        void inTurns(Named... trainers) {
            List<TrainingResult> results = Alternation.train(
                    List.of(trainers).stream().map(Named::trainer).toList());
            for (int k = 0; k < trainers.length; k++) {
                phases.add(new Phase(trainers[k].name, results.get(k)));
            }
        }
    }

    private Named densityInTurns(int epochs) {
        LossFunction loss = (batch, pass) -> {
            Map<String, Tensor> latent = new LinkedHashMap<>(batch);
            latent.put(
                    X,
                    manifold.embedding()
                            .encode(batch.get(X), context(batch), pass)
                            .stopGradient());
            return likelihood(manifold.density()).of(latent, pass);
        };
        return trainer("density", manifold.density(), loss, epochs, made.data, made.batchSize);
    }

    private Named transport(int epochs) {
        Random random = new Random(made.seed, 0x7A);
        LossFunction loss = (batch, pass) -> ManifoldLosses.transport(
                        manifold, made.divergence, batch.get(X), context(batch), random, pass.step())
                .mul(made.transportWeight);
        return trainer("transport", manifold, loss, epochs, made.data, Math.min(made.transportBatch, made.data.rows()));
    }

    private LossFunction reconstruction() {
        Embedding f = manifold.embedding();
        return (batch, pass) -> {
            Tensor x = batch.get(X);
            Tensor c = context(batch);
            Tensor loss = ManifoldLosses.reconstruction(
                            f, x, c, pass, made.reconstruction, made.latentWeight / made.reconstructionWeight)
                    .mul(made.reconstructionWeight);
            return made.nuclearWeight == 0
                    ? loss
                    : loss.add(ManifoldLosses.nuclearNorm(f, f.encode(x, c, pass), c, pass)
                            .mul(made.nuclearWeight));
        };
    }

    private LossFunction both() {
        LossFunction manifoldOnly = reconstruction();
        LossFunction density = likelihood(manifold);
        return (batch, pass) ->
                manifoldOnly.of(batch, pass).add(density.of(batch, pass).mul(made.likelihoodWeight));
    }

    /** −ln p, and SCANDAL's term if it is asked for. */
    private LossFunction likelihood(Distribution p) {
        return (batch, pass) -> {
            Tensor x = batch.get(X);
            Tensor loss = ManifoldLosses.negativeLogLikelihood(p, x, context(batch), pass);
            return made.scoreWeight == 0
                    ? loss
                    : loss.add(ManifoldLosses.score(p, x, context(batch), batch.get(SCORE), pass)
                            .mul(made.scoreWeight));
        };
    }

    private Tensor context(Map<String, Tensor> batch) {
        return made.model.contextWidth() == 0 ? null : batch.get(CONTEXT);
    }

    private Named trainer(String name, Model part, LossFunction loss, int epochs, DataSet data, int batch) {
        Trainer.Builder b = Trainer.builder(made.engine)
                .parameters(part.parameters())
                .state(made.model.state())
                .loss(loss)
                .data(data)
                .optimizer(new AdamW(made.weightDecay))
                .schedule(Schedule.cosine(made.learningRate))
                .clipNorm(made.clipNorm)
                .epochs(epochs)
                .batchSize(batch)
                .seed(made.seed)
                .cancellation(made.cancellation)
                .listener(new TrainingListener() {
                    @Override
                    public void epoch(EpochMetrics m) {
                        made.listener.epoch(name, m);
                    }
                });
        if (made.checkpoints != null) {
            Path file = made.checkpoints.resolve(name + ".safetensors");
            b.checkpoint(file);
            if (Files.exists(file)) {
                b.resume(file);
            }
        }
        return new Named(name, b.build());
    }
}
