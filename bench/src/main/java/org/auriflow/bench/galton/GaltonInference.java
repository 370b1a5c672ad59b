package org.auriflow.bench.galton;

import java.nio.file.Path;
import org.auriflow.bench.report.GaltonResult;
import org.auriflow.engine.Engine;
import org.auriflow.nn.train.Cancellation;

/** Infers θ of the Galton board from observed events. */
@FunctionalInterface
public interface GaltonInference {
    /**
     * Runs an inference.
     *
     * @param engine where to train
     * @param settings how to learn
     * @param events what was observed
     * @param task where the model goes, who watches and who may stop it
     * @return everything that a report shows
     * @throws InferenceCancelledException if cancelled
     * @throws org.auriflow.nn.train.NonFiniteLossException if training diverges
     * @throws java.io.UncheckedIOException if the model cannot be written
     */
    GaltonResult run(Engine engine, GaltonSettings settings, GaltonEvents events, Task task);

    /**
     * The circumstances of an inference.
     *
     * @param command what the user typed, for the record
     * @param directory existing, where the trained model goes as {@code model.safetensors} and {@code model.json}
     * @param listener hears of the progress
     * @param cancellation ends the work early; what was learned so far is written all the same
     */
    record Task(String command, Path directory, InferenceListener listener, Cancellation cancellation) {}
}
