package org.auriflow.nn.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.nn.io.FileFormatException;
import org.auriflow.nn.io.Json;
import org.auriflow.nn.io.Safetensors;

/**
 * An unfinished training as one safetensors file: parameters, optimiser, step counter, the parameters of the best epoch,
 * the history and the position within the epoch, all exact to the bit.
 */
final class TrainerCheckpoint {
    private static final String FORMAT = "auriflow-training";
    private static final String VERSION = "1";
    private static final String PARAMETERS = "parameters.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String KEPT = "kept.";
    private static final int HISTORY_WIDTH = 4;

    private final TrainingSetup setup;
    private final StepPrograms programs;

    TrainerCheckpoint(TrainingSetup setup, StepPrograms programs) {
        this.setup = setup;
        this.programs = programs;
    }

    private Map<String, Variable> variables() {
        Map<String, Variable> all = new LinkedHashMap<>();
        setup.variables().forEach((name, v) -> all.put(PARAMETERS + name, v));
        programs.optimizer().forEach((name, v) -> all.put(OPTIMIZER + name, v));
        all.put("step", programs.step());
        return all;
    }

    void save(TrainingState state, Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        variables().forEach((name, v) -> tensors.put(name, v.snapshot()));
        state.kept().values().forEach((name, t) -> tensors.put(KEPT + name, t));
        tensors.put("history", history(state));
        tensors.put("epoch_under_way", Tensor.of(state.batch, state.lossSum, state.rate, state.seconds));
        Map<String, String> text = new LinkedHashMap<>();
        text.put("format", FORMAT);
        text.put("version", VERSION);
        text.put("setup", Json.write(setup.identity()));
        new Safetensors(tensors, text).write(file);
    }

    private static Tensor history(TrainingState state) {
        Storage s = Storage.allocate(DType.FLOAT64, state.epoch() * HISTORY_WIDTH);
        int i = 0;
        for (EpochMetrics m : state.history()) {
            s.set(i++, m.trainingLoss());
            s.set(i++, m.validationLoss());
            s.set(i++, m.learningRate());
            s.set(i++, m.seconds());
        }
        return Tensor.constant(new TensorType(DType.FLOAT64, Shape.of(state.epoch(), HISTORY_WIDTH)), s);
    }

    /** Sets all variables and returns where the training was. */
    TrainingState load(Path file) throws IOException {
        Safetensors saved = Safetensors.read(file);
        boolean known = FORMAT.equals(saved.metadata().get("format"))
                && VERSION.equals(saved.metadata().get("version"))
                && saved.metadata().containsKey("setup");
        if (!known) {
            throw new FileFormatException(
                    "resume",
                    file,
                    "requires format '" + FORMAT + "' of version " + VERSION + ", got '"
                            + saved.metadata().get("format") + "' of version "
                            + saved.metadata().get("version") + "; give a checkpoint of a trainer");
        }
        compare(file, saved);
        Map<String, Variable> variables = variables();
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (Map.Entry<String, Variable> v : variables.entrySet()) {
            values.put(v.getKey(), find(file, saved, v.getKey(), v.getValue().type()));
        }
        Map<String, Tensor> kept = new LinkedHashMap<>();
        for (Map.Entry<String, Variable> p : setup.variables().entrySet()) {
            kept.put(
                    p.getKey(),
                    find(file, saved, KEPT + p.getKey(), p.getValue().type()));
        }
        TrainingState state = new TrainingState(new Snapshot(kept));
        Tensor history = saved.tensors().get("history");
        int epochs = history == null || history.shape().rank() != 2
                ? 0
                : history.shape().extent(0);
        Storage h = find(file, saved, "history", new TensorType(DType.FLOAT64, Shape.of(epochs, HISTORY_WIDTH)))
                .storage();
        for (int e = 0; e < epochs; e++) {
            int i = e * HISTORY_WIDTH;
            state.complete(new EpochMetrics(e + 1, h.get(i), h.get(i + 1), h.get(i + 2), h.get(i + 3)));
        }
        Storage now = find(file, saved, "epoch_under_way", new TensorType(DType.FLOAT64, Shape.of(4)))
                .storage();
        state.batch = (int) now.get(0);
        state.lossSum = now.get(1);
        state.rate = now.get(2);
        state.seconds = now.get(3);
        values.forEach((name, t) -> variables.get(name).assign(t));
        return state;
    }

    private void compare(Path file, Safetensors saved) throws IOException {
        Map<String, Object> then;
        try {
            then = Json.parse(saved.metadata().get("setup"));
        } catch (IllegalArgumentException e) {
            throw new FileFormatException("resume", file, e.getMessage());
        }
        // Through text and back, so that both sides hold the same types of numbers.
        Map<String, Object> now = Json.parse(Json.write(setup.identity()));
        for (String key : now.keySet()) {
            if (!now.get(key).equals(then.get(key))) {
                throw new IllegalArgumentException("resume: " + file + " requires the same " + key + ", got "
                        + then.get(key) + " then and " + now.get(key) + " now; set it as it was");
            }
        }
    }

    private static Tensor find(Path file, Safetensors saved, String name, TensorType type) throws FileFormatException {
        Tensor t = saved.tensors().get(name);
        if (t == null || !t.type().equals(type)) {
            throw new FileFormatException(
                    "resume",
                    file,
                    "requires '" + name + "' of type " + type + ", got " + (t == null ? "none" : t.type())
                            + "; it belongs to another model or optimiser");
        }
        return t;
    }
}
