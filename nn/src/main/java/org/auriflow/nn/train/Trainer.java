package org.auriflow.nn.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Model;

/**
 * Minimises a loss over a data set by compiled steps.
 *
 * <p>Forward pass, derivatives, clipping and update of a step are one program; parameters and the state of the optimiser
 * stay on the device and only scalars come back. The last small batch of an epoch has a program of its own.
 *
 * <p>With validation, the parameters end as a copy of what they were after the best epoch, however training ends.
 * Without, they end as they are. A step whose loss or gradient is not finite is not taken.
 *
 * <pre>{@code
 * TrainingResult result = Trainer.builder(engine).model(net).loss((batch, pass) ->
 *                 net.call(batch.get("x"), pass).sub(batch.get("y")).pow(2).mean())
 *         .data(data).validation(0.25).earlyStopping(10).epochs(50).batchSize(128).build().train();
 * }</pre>
 */
public final class Trainer {
    private final TrainingSetup setup;
    private final AtomicBoolean used = new AtomicBoolean();

    private Trainer(TrainingSetup setup) {
        this.setup = setup;
    }

    /** Begins a training on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects what a training needs: parameters, loss and data at least. */
    public static final class Builder {
        private final Engine engine;
        private Map<String, Variable> parameters = Map.of();
        private Map<String, Variable> state = Map.of();
        private LossFunction loss;
        private DataSet data;
        private DataSet held;
        private double share;
        private Optimizer optimizer = new Adam();
        private Schedule schedule = Schedule.constant(1e-3);
        private int epochs = 50;
        private int batchSize = 128;
        private int patience = -1;
        private double clipNorm = Double.POSITIVE_INFINITY;
        private long seed;
        private final List<TrainingListener> listeners = new ArrayList<>();
        private Cancellation cancellation = new Cancellation();
        private Path checkpoint;
        private int checkpointSteps;
        private Path resume;

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** What to train, by name. */
        public Builder parameters(Map<String, Variable> byName) {
            parameters = byName;
            return this;
        }

        /** What the loss changes besides: state of models, by name ({@link Model#state()}). */
        public Builder state(Map<String, Variable> byName) {
            state = byName;
            return this;
        }

        /** Trains all parameters of a model. */
        public Builder model(Model model) {
            return parameters(model.parameters()).state(model.state());
        }

        /** What to minimise. */
        public Builder loss(LossFunction function) {
            loss = function;
            return this;
        }

        /** All rows; those for validation are taken from it, if a share is set. */
        public Builder data(DataSet all) {
            data = all;
            return this;
        }

        /** Holds out a random share of the rows, in (0, 1). */
        public Builder validation(double ofRows) {
            if (!(ofRows > 0 && ofRows < 1)) {
                throw new IllegalArgumentException("trainer: validation share must be in (0, 1), got " + ofRows
                        + "; leave it out for no validation");
            }
            share = ofRows;
            held = null;
            return this;
        }

        /** Validates on rows of their own, with the same columns. */
        public Builder validation(DataSet rows) {
            held = rows;
            share = 0;
            return this;
        }

        /** The update rule; Adam by default. */
        public Builder optimizer(Optimizer rule) {
            optimizer = rule;
            return this;
        }

        /** The learning rates; always 10⁻³ by default. */
        public Builder schedule(Schedule rates) {
            schedule = rates;
            return this;
        }

        /** How often every row is used; 50 by default. */
        public Builder epochs(int n) {
            epochs = n;
            return this;
        }

        /** Rows in a step; 128 by default. */
        public Builder batchSize(int rows) {
            batchSize = rows;
            return this;
        }

        /** Ends when the validation loss has not improved for this many epochs; never by default. */
        public Builder earlyStopping(int epochsWithoutImprovement) {
            if (epochsWithoutImprovement < 1) {
                throw new IllegalArgumentException("trainer: patience must be positive, got " + epochsWithoutImprovement
                        + "; leave it out for no early stopping");
            }
            patience = epochsWithoutImprovement;
            return this;
        }

        /** Scales gradients down to this Euclidean norm over all parameters; not by default. */
        public Builder clipNorm(double largest) {
            if (!(largest > 0)) {
                throw new IllegalArgumentException("trainer: largest gradient norm must be positive, got " + largest
                        + "; leave it out for no clipping");
            }
            clipNorm = largest;
            return this;
        }

        /** Fixes the held-out rows and the order of batches; 0 by default. */
        public Builder seed(long s) {
            seed = s;
            return this;
        }

        /** One more listener. */
        public Builder listener(TrainingListener l) {
            listeners.add(l);
            return this;
        }

        /** A flag by which another thread can stop the training; an interrupt of the training thread does too. */
        public Builder cancellation(Cancellation flag) {
            cancellation = flag;
            return this;
        }

        /** Saves the whole state to this file after every epoch and when cancelled; each save replaces the last. */
        public Builder checkpoint(Path file) {
            checkpoint = file;
            return this;
        }

        /** Saves the state within epochs too, after every so many steps. */
        public Builder checkpointEvery(int steps) {
            if (steps < 1) {
                throw new IllegalArgumentException("trainer: steps between checkpoints must be positive, got " + steps
                        + "; leave it out to save after epochs only");
            }
            checkpointSteps = steps;
            return this;
        }

        /**
         * Goes on from a checkpoint. Model, loss, data, optimiser, schedule, batch size and seed must be as they were;
         * then the run ends with the same bits as one that was never interrupted.
         */
        public Builder resume(Path file) {
            resume = file;
            return this;
        }

        /**
         * Makes the trainer.
         *
         * @throws IllegalArgumentException if something needed is missing or there are too few rows for the split
         */
        public Trainer build() {
            require(!parameters.isEmpty(), "parameters", "none; give a model");
            require(loss != null, "a loss", "none; give a function of the batch");
            require(
                    data != null && data.rows() > 0,
                    "data with rows",
                    data == null ? "none; add it" : data + "; add some");
            require(epochs > 0, "a positive number of epochs", epochs + "; 50 is usual");
            require(batchSize > 0, "a positive batch size", batchSize + "; 128 is usual");
            require(patience < 0 || held != null || share > 0, "validation for early stopping", "none; set a share");
            require(held == null || held.rows() > 0, "validation rows", "none; leave validation out");
            for (Map.Entry<String, Variable> p : parameters.entrySet()) {
                boolean fits = p.getValue().engine() == engine
                        && p.getValue().type().dtype().isFloating();
                require(fits, "floating parameters of its engine", "'" + p.getKey() + "'; build the model with it");
            }
            DataSet.Split split = share > 0 ? data.split(share, seed) : new DataSet.Split(data, held);
            return new Trainer(new TrainingSetup(
                    engine,
                    Collections.unmodifiableMap(new LinkedHashMap<>(parameters)),
                    Collections.unmodifiableMap(new LinkedHashMap<>(state)),
                    loss,
                    split.training(),
                    split.validation(),
                    optimizer,
                    schedule,
                    epochs,
                    batchSize,
                    patience,
                    clipNorm,
                    seed,
                    List.copyOf(listeners),
                    cancellation,
                    checkpoint,
                    checkpointSteps,
                    resume));
        }

        private static void require(boolean condition, String requirement, String got) {
            if (!condition) {
                throw new IllegalArgumentException("trainer: requires " + requirement + ", got " + got);
            }
        }
    }

    /**
     * Trains.
     *
     * @throws NonFiniteLossException if a loss or gradient is infinite or NaN; the parameters are those after the best
     *     epoch, or without validation after the last completed one
     * @throws java.io.UncheckedIOException if a checkpoint cannot be written or read
     * @throws IllegalArgumentException if a checkpoint belongs to another setup, or the loss is no floating scalar
     * @throws IllegalStateException if called a second time
     */
    public TrainingResult train() {
        try (TrainingSession session = open()) {
            return session.train();
        }
    }

    /** The loop itself, for trainings that take turns. */
    TrainingSession open() {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("train: a trainer trains once, got a second call; build another");
        }
        return new TrainingSession(setup);
    }
}
