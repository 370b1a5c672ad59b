package org.auriflow.nn.train;

/** A loss or gradient became infinite or NaN. The parameters are back in the last good state. */
public final class NonFiniteLossException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Quantity quantity;
    private final double value;
    private final int epoch;
    private final long step;
    private final int row;

    /** What was not finite. */
    public enum Quantity {
        /** Loss of a training batch. */
        TRAINING_LOSS("training loss"),
        /** Norm of the gradient of a training batch whose loss is finite. */
        GRADIENT_NORM("gradient norm"),
        /** Loss of a validation batch. */
        VALIDATION_LOSS("validation loss");

        private final String label;

        Quantity(String label) {
            this.label = label;
        }
    }

    NonFiniteLossException(Quantity quantity, double value, int epoch, long step, int row, String where, String kept) {
        super(quantity.label + ": requires a finite value, got " + value + " in epoch " + epoch + ", step " + step
                + (where.isEmpty() ? "" : ", first in " + where)
                + "; lower the learning rate, clip the gradient or check the data (" + kept + ")");
        this.quantity = quantity;
        this.value = value;
        this.epoch = epoch;
        this.step = step;
        this.row = row;
    }

    /** What was not finite. */
    public Quantity quantity() {
        return quantity;
    }

    /** Its value. */
    public double value() {
        return value;
    }

    /** Number of the epoch, from 1. */
    public int epoch() {
        return epoch;
    }

    /** Number of the step since the beginning of the training, from 1. */
    public long step() {
        return step;
    }

    /** First row of the data (from 0) that alone gives such a value, −1 if unknown. */
    public int row() {
        return row;
    }
}
