package org.auriflow.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.auriflow.engine.DType;
import org.auriflow.engine.Tensor;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.NonFiniteLossException.Quantity;
import org.auriflow.nn.train.TrainingResult.Reason;

/** One run of the loop over epochs and batches. */
final class TrainingSession implements AutoCloseable {
    private final TrainingSetup setup;
    private final StepPrograms programs;
    private final BatchLoader loader;
    private final TrainerCheckpoint checkpoints;
    private TrainingState state;
    private long begin;
    private Reason reason;

    TrainingSession(TrainingSetup setup) {
        this.setup = setup;
        this.programs = new StepPrograms(setup);
        this.loader = new BatchLoader(setup.training().rows(), setup.batchSize(), setup.seed());
        this.checkpoints = new TrainerCheckpoint(setup, programs);
        this.state = new TrainingState(Snapshot.of(setup.variables()));
    }

    TrainingResult train() {
        resume();
        while (reason == null) {
            epoch();
        }
        return result();
    }

    /** Goes on from a checkpoint, if there is one to go on from. */
    void resume() {
        if (setup.resume() == null) {
            return;
        }
        try {
            state = checkpoints.load(setup.resume());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        if (state.epoch() > setup.epochs() || state.batch < 0 || state.batch > loader.batches()) {
            throw new IllegalArgumentException("resume: " + setup.resume() + " requires at least " + state.epoch()
                    + " epochs, got " + setup.epochs() + "; set as many as then");
        }
    }

    /** Trains to the end of an epoch, unless training is over, which {@link #ended()} tells then. */
    void epoch() {
        if (state.epoch() >= setup.epochs()) {
            end(Reason.COMPLETED);
        } else if (setup.patience() > 0 && state.epoch() - state.bestEpoch() >= setup.patience()) {
            end(Reason.EARLY_STOPPING);
        } else {
            trainEpoch();
        }
    }

    private void trainEpoch() {
        begin = System.nanoTime();
        int[] order = loader.order(state.epoch());
        while (state.batch < loader.batches()) {
            if (stopRequested()) {
                stop();
                return;
            }
            step(order);
        }
        double held = setup.validation() == null ? Double.NaN : validate();
        if (stopRequested()) {
            stop();
        } else {
            finishEpoch(held);
        }
    }

    /** Number of completed epochs. */
    int epochs() {
        return state.epoch();
    }

    boolean ended() {
        return reason != null;
    }

    TrainingResult result() {
        return new TrainingResult(state.history(), state.bestEpoch(), reason);
    }

    private boolean stopRequested() {
        return setup.cancellation().requested() || Thread.currentThread().isInterrupted();
    }

    private double secondsOfEpoch() {
        return state.seconds + (System.nanoTime() - begin) * 1e-9;
    }

    private long completedSteps() {
        return (long) state.epoch() * loader.batches() + state.batch;
    }

    private void step(int[] order) {
        int from = loader.begin(state.batch);
        int to = loader.end(state.batch);
        double rate = setup.schedule()
                .learningRate(new Schedule.Progress(
                        state.epoch(), setup.epochs(), completedSteps(), loader.batches(), state.history()));
        if (!(rate >= 0 && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("schedule: learning rates must be finite and not negative, got " + rate
                    + " for step " + (completedSteps() + 1) + "; correct the schedule");
        }
        BatchProgram program = programs.training(to - from);
        program.setLearningRate(rate);
        program.execute(setup.training(), order, from);
        double loss = program.item(BatchProgram.LOSS);
        double norm = program.item(BatchProgram.NORM);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            boolean ofLoss = !Double.isFinite(loss);
            // The counter has moved on; random layers are to draw as in the step that failed.
            Tensor counter =
                    Tensor.scalar(DType.INT32, programs.step().snapshot().item() - 1);
            FaultFinder.Fault fault =
                    new FaultFinder(setup).find(setup.training(), order, from, to, Pass.training(counter), !ofLoss);
            throw failure(
                    ofLoss ? Quantity.TRAINING_LOSS : Quantity.GRADIENT_NORM,
                    ofLoss ? loss : norm,
                    completedSteps() + 1,
                    fault);
        }
        state.rate = rate;
        state.lossSum += loss * (to - from);
        state.batch++;
        StepMetrics m =
                new StepMetrics(state.epoch() + 1, setup.epochs(), state.batch, loader.batches(), loss, norm, rate);
        setup.listeners().forEach(l -> l.step(m));
        boolean due = setup.checkpointSteps() > 0 && completedSteps() % setup.checkpointSteps() == 0;
        if (due && state.batch < loader.batches()) {
            save();
        }
    }

    /** Every row counts the same, also those of a small last batch. */
    private double validate() {
        DataSet data = setup.validation();
        double sum = 0;
        for (int from = 0; from < data.rows() && !stopRequested(); from += setup.batchSize()) {
            int to = (int) Math.min(data.rows(), (long) from + setup.batchSize());
            BatchProgram program = programs.validation(to - from);
            program.execute(data, null, from);
            double loss = program.item(BatchProgram.LOSS);
            if (!Double.isFinite(loss)) {
                FaultFinder.Fault fault = new FaultFinder(setup).find(data, null, from, to, Pass.evaluation(), false);
                throw failure(Quantity.VALIDATION_LOSS, loss, completedSteps(), fault);
            }
            sum += loss * (to - from);
        }
        return sum / data.rows();
    }

    private NonFiniteLossException failure(Quantity what, double value, long step, FaultFinder.Fault fault) {
        state.kept().restore(setup.variables());
        int good = setup.validation() == null ? state.epoch() : state.bestEpoch();
        String where = (fault.row() < 0 ? "" : "row " + fault.row() + " of the data (from 0)")
                + (fault.parameter() == null ? "" : ", parameter '" + fault.parameter() + "'");
        return new NonFiniteLossException(
                what,
                value,
                state.epoch() + 1,
                step,
                fault.row(),
                where,
                "the parameters are back as " + (good == 0 ? "they were at the beginning" : "after epoch " + good));
    }

    private void finishEpoch(double held) {
        EpochMetrics m = new EpochMetrics(
                state.epoch() + 1, state.lossSum / setup.training().rows(), held, state.rate, secondsOfEpoch());
        boolean best = state.complete(m);
        if (best || setup.validation() == null) {
            state.keep(Snapshot.of(setup.variables()));
        }
        setup.listeners().forEach(l -> l.epoch(m));
        begin = System.nanoTime();
        save();
    }

    /** Ends a training whose turn it is not, after saving where it is. */
    void cancel() {
        begin = System.nanoTime();
        stop();
    }

    private void stop() {
        try {
            save();
        } finally {
            end(Reason.CANCELLED);
        }
    }

    private void end(Reason why) {
        if (setup.validation() != null && state.bestEpoch() > 0) {
            state.kept().restore(setup.variables());
        }
        reason = why;
    }

    private void save() {
        if (setup.checkpoint() == null) {
            return;
        }
        double before = state.seconds;
        state.seconds = secondsOfEpoch();
        try {
            checkpoints.save(state, setup.checkpoint());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            state.seconds = before;
        }
    }

    @Override
    public void close() {
        programs.close();
    }
}
