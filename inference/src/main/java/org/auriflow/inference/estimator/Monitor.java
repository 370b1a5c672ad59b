package org.auriflow.inference.estimator;

import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.TrainingListener;

/**
 * Who watches a training and may stop it.
 *
 * @param listener hears of every step and epoch, on the training thread
 * @param cancellation stops the training before its next step; the best weights so far are kept
 */
public record Monitor(TrainingListener listener, Cancellation cancellation) {
    /** Nobody. */
    public static final Monitor NONE = new Monitor(new TrainingListener() {}, new Cancellation());
}
