package org.auriflow.inference.comparison;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A function of events that is dear, so that equal events share one evaluation. */
final class ExactTable<V> {
    private final Map<List<Double>, V> known = new HashMap<>();
    private final Function<double[], V> function;

    ExactTable(Function<double[], V> function) {
        this.function = function;
    }

    /** The values of all events. */
    List<V> of(double[][] events) {
        return Arrays.stream(events)
                .map(x -> known.computeIfAbsent(Arrays.stream(x).boxed().toList(), key -> function.apply(x)))
                .toList();
    }
}
