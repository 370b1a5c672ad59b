package org.auriflow.inference.estimator;

import java.nio.file.Path;
import org.auriflow.nn.train.TrainingResult;

/** What all estimators have in common, whatever they estimate: they have been trained, can be saved and hold memory of an engine. */
public interface Estimator extends AutoCloseable {
    /** How training went; null for an estimator that was loaded. */
    TrainingResult training();

    /**
     * Writes the estimator into a directory.
     *
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    void save(Path directory);

    /** Frees its memory. */
    @Override
    void close();
}
