package org.auriflow.nn.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

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
    private final Engine engine;
    private final Map<String, Variable> parameters;
    private final LossFunction loss;
    private final DataSet training;
    private final DataSet validation;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final int epochs;
    private final int batchSize;
    private final int patience;
    private final double clipNorm;
    private final long seed;
    private final List<TrainingListener> listeners;
    private final Cancellation cancellation;
    private boolean used;

    private Trainer(Builder b) {
        this.engine = b.engine;
        this.parameters = new LinkedHashMap<>(b.parameters);
        this.loss = b.loss;
        DataSet.Split split = b.share > 0 ? b.data.split(b.share, b.seed) : new DataSet.Split(b.data, b.held);
        this.training = split.training();
        this.validation = split.validation();
        this.optimizer = b.optimizer;
        this.schedule = b.schedule;
        this.epochs = b.epochs;
        this.batchSize = b.batchSize;
        this.patience = b.patience;
        this.clipNorm = b.clipNorm;
        this.seed = b.seed;
        this.listeners = List.copyOf(b.listeners);
        this.cancellation = b.cancellation;
    }

    /** Begins a training on an engine. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** Collects what a training needs: parameters, loss and data at least. */
    public static final class Builder {
        private final Engine engine;
        private Map<String, Variable> parameters = Map.of();
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

        private Builder(Engine engine) {
            this.engine = engine;
        }

        /** What to train, by name. */
        public Builder parameters(Map<String, Variable> byName) {
            parameters = byName;
            return this;
        }

        /** Trains all parameters of a model. */
        public Builder model(Model model) {
            return parameters(model.parameters());
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
            return new Trainer(this);
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
     * @throws IllegalStateException if called a second time
     */
    public TrainingResult train() {
        if (used) {
            throw new IllegalStateException("train: a trainer trains once, got a second call; build another");
        }
        used = true;
        try (Session session = new Session()) {
            return session.train();
        }
    }

    private final class Session implements AutoCloseable {
        private final Variable step = engine.variable("step", Tensor.scalar(DType.INT32, 0));
        private final Optimizer.State state = optimizer.create(engine, parameters);
        private final Map<Integer, BatchProgram> steps = new HashMap<>();
        private final Map<Integer, BatchProgram> validations = new HashMap<>();
        private final BatchLoader loader = new BatchLoader(training.rows(), batchSize, seed);
        private final List<EpochMetrics> history = new ArrayList<>();
        private Snapshot best = Snapshot.of(parameters);
        private double bestLoss = Double.POSITIVE_INFINITY;
        private int bestEpoch;
        private int epoch;
        private int batch;
        private double lossSum;
        private double rate;

        TrainingResult train() {
            while (epoch < epochs) {
                if (patience > 0 && epoch - bestEpoch >= patience) {
                    return end(TrainingResult.Reason.EARLY_STOPPING);
                }
                long start = System.nanoTime();
                int[] order = loader.order(epoch);
                for (; batch < loader.batches(); batch++) {
                    if (stopRequested()) {
                        return end(TrainingResult.Reason.CANCELLED);
                    }
                    step(order);
                }
                double held = validation == null ? Double.NaN : validate();
                if (stopRequested()) {
                    return end(TrainingResult.Reason.CANCELLED);
                }
                finishEpoch(held, (System.nanoTime() - start) * 1e-9);
            }
            return end(TrainingResult.Reason.COMPLETED);
        }

        private boolean stopRequested() {
            return cancellation.requested() || Thread.currentThread().isInterrupted();
        }

        private void step(int[] order) {
            int begin = loader.begin(batch);
            int rows = loader.end(batch) - begin;
            long done = (long) epoch * loader.batches() + batch;
            rate = schedule.learningRate(
                    new Schedule.Progress(epoch, epochs, done, loader.batches(), List.copyOf(history)));
            BatchProgram p = steps.computeIfAbsent(rows, this::trainingProgram);
            p.setLearningRate(rate);
            p.execute(training, order, begin);
            double value = p.item(BatchProgram.LOSS);
            double norm = p.item(BatchProgram.NORM);
            if (!Double.isFinite(value) || !Double.isFinite(norm)) {
                best.restore(parameters);
                boolean ofLoss = !Double.isFinite(value);
                throw new NonFiniteLossException(
                        ofLoss
                                ? NonFiniteLossException.Quantity.TRAINING_LOSS
                                : NonFiniteLossException.Quantity.GRADIENT_NORM,
                        ofLoss ? value : norm,
                        epoch + 1,
                        done + 1,
                        -1,
                        "",
                        "kept");
            }
            lossSum += value * rows;
            StepMetrics m = new StepMetrics(epoch + 1, epochs, batch + 1, loader.batches(), value, norm, rate);
            listeners.forEach(l -> l.step(m));
        }

        private double validate() {
            double sum = 0;
            for (int begin = 0; begin < validation.rows(); begin += batchSize) {
                int rows = Math.min(batchSize, validation.rows() - begin);
                BatchProgram p = validations.computeIfAbsent(rows, this::validationProgram);
                p.execute(validation, null, begin);
                sum += p.item(BatchProgram.LOSS) * rows;
            }
            return sum / validation.rows();
        }

        private void finishEpoch(double held, double seconds) {
            EpochMetrics m = new EpochMetrics(epoch + 1, lossSum / training.rows(), held, rate, seconds);
            history.add(m);
            epoch++;
            batch = 0;
            lossSum = 0;
            if (m.decidingLoss() < bestLoss) {
                bestLoss = m.decidingLoss();
                bestEpoch = epoch;
            }
            if (bestEpoch == epoch || validation == null) {
                best = Snapshot.of(parameters);
            }
            listeners.forEach(l -> l.epoch(m));
        }

        private TrainingResult end(TrainingResult.Reason reason) {
            if (validation != null && bestEpoch > 0) {
                best.restore(parameters);
            }
            return new TrainingResult(history, bestEpoch, reason);
        }

        private BatchProgram validationProgram(int rows) {
            Tensor value = Losses.of(loss, BatchProgram.placeholders(validation, rows), Pass.evaluation());
            return new BatchProgram(BatchProgram.begin(engine, value).compile(), validation, rows);
        }

        private BatchProgram trainingProgram(int rows) {
            Tensor value = Losses.of(loss, BatchProgram.placeholders(training, rows), Pass.training(step.read()));
            List<Tensor> reads =
                    parameters.values().stream().map(Variable::read).toList();
            List<Tensor> g = Grad.grad(value, reads);
            Tensor norm = norm(g);
            Tensor scale = Tensor.scalar(DType.FLOAT64, clipNorm).div(norm).clip(0, 1);
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            int k = 0;
            for (String name : parameters.keySet()) {
                Tensor one = g.get(k++);
                gradients.put(name, clipNorm < Double.POSITIVE_INFINITY ? one.mul(scale.cast(one.dtype())) : one);
            }
            Program.Builder program = BatchProgram.begin(engine, value).output(BatchProgram.NORM, norm);
            Tensor good = norm.isFinite().and(value.isFinite());
            state.updates(gradients, BatchProgram.learningRate())
                    .forEach((v, next) ->
                            program.update(v, parameters.containsValue(v) ? Tensor.where(good, next, v.read()) : next));
            program.update(step, step.read().add(1));
            return new BatchProgram(program.compile(), training, rows);
        }

        /** Squares are summed in the dtype of the gradient, sums in float64. */
        private static Tensor norm(List<Tensor> gradients) {
            Tensor sum = Tensor.full(new TensorType(DType.FLOAT64, Shape.SCALAR), 0);
            for (Tensor g : gradients) {
                sum = sum.add(g.mul(g).sum().cast(DType.FLOAT64));
            }
            return sum.sqrt();
        }

        @Override
        public void close() {
            steps.values().forEach(BatchProgram::close);
            validations.values().forEach(BatchProgram::close);
            state.close();
            step.close();
        }
    }
}
