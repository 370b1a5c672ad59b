package org.auriflow.nn.train;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Program;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Pass;

/** The programs of a training, one for each batch size that occurs, and the variables they share. */
final class StepPrograms implements AutoCloseable {
    private final TrainingSetup setup;
    private final Variable step;
    private final Optimizer.State optimizer;
    private final Map<Integer, BatchProgram> training = new HashMap<>();
    private final Map<Integer, BatchProgram> validation = new HashMap<>();

    StepPrograms(TrainingSetup setup) {
        this.setup = setup;
        this.step = setup.engine().variable("step", Tensor.scalar(DType.INT32, 0));
        this.optimizer = setup.optimizer().create(setup.engine(), setup.parameters());
    }

    /** Counts steps on the device. */
    Variable step() {
        return step;
    }

    Map<String, Variable> optimizer() {
        return optimizer.variables();
    }

    BatchProgram training(int rows) {
        return training.computeIfAbsent(rows, this::compileTraining);
    }

    BatchProgram validation(int rows) {
        return validation.computeIfAbsent(rows, this::compileValidation);
    }

    private BatchProgram compileValidation(int rows) {
        DataSet data = setup.validation();
        Tensor loss = Losses.of(setup.loss(), BatchProgram.placeholders(data, rows), Pass.evaluation());
        return new BatchProgram(BatchProgram.begin(setup.engine(), loss).compile(), data, rows);
    }

    private BatchProgram compileTraining(int rows) {
        Map<String, Variable> parameters = setup.parameters();
        DataSet data = setup.training();
        Pass pass = Pass.training(step.read());
        Tensor loss = Losses.of(setup.loss(), BatchProgram.placeholders(data, rows), pass);
        List<Tensor> gradients = Losses.gradients(loss, parameters);
        Tensor norm = Losses.norm(gradients);
        boolean clip = setup.clipNorm() < Double.POSITIVE_INFINITY;
        // The quotient is infinite at a norm of 0, where the clip makes it 1.
        Tensor scale = Tensor.scalar(DType.FLOAT64, setup.clipNorm()).div(norm).clip(0, 1);
        Map<String, Tensor> clipped = new LinkedHashMap<>();
        int k = 0;
        for (String name : parameters.keySet()) {
            Tensor g = gradients.get(k++);
            clipped.put(name, clip ? g.mul(scale.cast(g.dtype())) : g);
        }
        Program.Builder program = BatchProgram.begin(setup.engine(), loss).output(BatchProgram.NORM, norm);
        // A bad step is not taken, so that its cause can be looked for in the parameters that led to it.
        Tensor good = norm.isFinite().and(loss.isFinite());
        optimizer.updates(clipped, BatchProgram.learningRate()).forEach((v, next) -> {
            boolean parameter = parameters.containsValue(v);
            program.update(v, parameter ? Tensor.where(good, next, v.read()) : next);
        });
        pass.updates().all().forEach((v, next) -> {
            if (!setup.state().containsValue(v)) {
                throw new IllegalArgumentException("trainer: requires all state that its loss updates, got '" + v.name()
                        + "' besides " + setup.state().keySet() + "; use model(...) or state(...)");
            }
            program.update(v, Tensor.where(good, next, v.read()));
        });
        program.update(step, step.read().add(1));
        return new BatchProgram(program.compile(), data, rows);
    }

    @Override
    public void close() {
        training.values().forEach(BatchProgram::close);
        validation.values().forEach(BatchProgram::close);
        optimizer.close();
        step.close();
    }
}
