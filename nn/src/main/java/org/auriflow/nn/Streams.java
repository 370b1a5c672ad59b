package org.auriflow.nn;

import org.auriflow.engine.RandomStream;

/**
 * Stream numbers, so that one seed serves every purpose without two of them sharing draws: the purpose in the high word,
 * a layer or epoch in the low one.
 */
public enum Streams {
    /** Initial values, by layer. */
    INITIAL,
    /** Dropout masks, by layer. */
    DROPOUT,
    /** Which rows are held out for validation. */
    SPLIT,
    /** Order of rows, by epoch. */
    SHUFFLE,
    /** Noise that a loss adds to data. */
    NOISE,
    /** Random vectors that estimate traces. */
    PROBES;

    /** The stream number of one layer or epoch. */
    @SuppressWarnings("EnumOrdinal") // a new stream goes to the end, so that a seed keeps its meaning
    public long number(int index) {
        return ((ordinal() + 0x6E6EL) << 32) | (index & 0xFFFFFFFFL);
    }

    /** The sequence of one layer or epoch at its beginning. */
    public RandomStream of(long seed, int index) {
        return new RandomStream(seed, number(index));
    }
}
