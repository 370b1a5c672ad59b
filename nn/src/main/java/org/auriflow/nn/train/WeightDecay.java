package org.auriflow.nn.train;

import org.auriflow.engine.Variable;

/** Which parameters are pulled towards zero. */
public enum WeightDecay {
    /** All of them. */
    ALL,
    /** Those with two or more axes: weights, but neither biases nor gains. */
    MATRICES;

    boolean appliesTo(Variable parameter) {
        return this == ALL || parameter.type().shape().rank() >= 2;
    }
}
