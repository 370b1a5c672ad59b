package org.auriflow.nn.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Variable;

/**
 * What a training consists of, checked and complete.
 *
 * @param validation rows to validate on, or null
 * @param patience epochs without improvement that end it, or −1
 * @param clipNorm largest gradient norm, or infinity
 * @param checkpoint file to save progress to, or null
 * @param checkpointSteps steps between two saves within an epoch, or 0
 * @param resume file to go on from, or null
 */
record TrainingSetup(
        Engine engine,
        Map<String, Variable> parameters,
        Map<String, Variable> state,
        LossFunction loss,
        DataSet training,
        DataSet validation,
        Optimizer optimizer,
        Schedule schedule,
        int epochs,
        int batchSize,
        int patience,
        double clipNorm,
        long seed,
        List<TrainingListener> listeners,
        Cancellation cancellation,
        Path checkpoint,
        int checkpointSteps,
        Path resume) {

    /** Parameters and state: what is kept of the best epoch and saved. */
    Map<String, Variable> variables() {
        Map<String, Variable> all = new LinkedHashMap<>(parameters);
        all.putAll(state);
        return all;
    }

    /** Everything that must be the same for a resumed run to go on as if nothing had happened. */
    Map<String, Object> identity() {
        Map<String, Object> id = new LinkedHashMap<>();
        id.put("batch size", batchSize);
        id.put("seed", seed);
        id.put("largest gradient norm", clipNorm == Double.POSITIVE_INFINITY ? "none" : clipNorm);
        id.put("optimiser", new LinkedHashMap<>(optimizer.config()));
        id.put("training data", training.fingerprint());
        id.put("validation data", validation == null ? "none" : validation.fingerprint());
        return id;
    }
}
