package org.auriflow.inference.estimator;

import java.util.function.Consumer;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.TrainingListener;

/**
 * Who watches a training and may stop it.
 *
 * @param listener hears of every step and epoch, on the training thread
 * @param cancellation stops the training before its next step; the best weights so far are kept
 * @param labels told of the joint ratios before training, if the loss uses them; may throw to refuse them
 */
public record Monitor(TrainingListener listener, Cancellation cancellation, Consumer<LabelReport> labels) {
    /** Nobody. */
    public static final Monitor NONE = new Monitor(new TrainingListener() {}, new Cancellation());

    /** Whom labels do not interest. */
    public Monitor(TrainingListener listener, Cancellation cancellation) {
        this(listener, cancellation, report -> {});
    }

    /** The same with another who is told of labels. */
    public Monitor withLabels(Consumer<LabelReport> reader) {
        return new Monitor(listener, cancellation, reader);
    }
}
