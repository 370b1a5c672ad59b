package org.auriflow.bench.cli;

import java.util.Locale;

/** Losses of an epoch in words. */
final class Losses {
    private Losses() {}

    /** The validation loss is left out if it is NaN. */
    static String text(double training, double validation) {
        return Double.isNaN(validation)
                ? String.format(Locale.ROOT, "loss %.4f", training)
                : String.format(Locale.ROOT, "loss %.4f, validation %.4f", training, validation);
    }
}
