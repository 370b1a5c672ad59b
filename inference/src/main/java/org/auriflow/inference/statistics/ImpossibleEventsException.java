package org.auriflow.inference.statistics;

/** Thrown where the events have likelihood zero in the whole range of a search. */
public final class ImpossibleEventsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ImpossibleEventsException(String operation, String range) {
        super(operation + ": the events must be possible somewhere, got a log likelihood of -infinity at all points "
                + range + "; widen the range or check the events");
    }
}
