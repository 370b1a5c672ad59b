package org.auriflow.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** No signal crosses a processor in less than a nanosecond, and a second is longer than any takes. */
final class HandOffProbeTest {
    @Test
    void isATimeWhereThereAreTwoProcessors() {
        double nanos = HandOffProbe.nanos();
        assertEquals(Runtime.getRuntime().availableProcessors() < 2, Double.isNaN(nanos));
        assertTrue(Double.isNaN(nanos) || (nanos > 1 && nanos < 1e9), () -> nanos + " ns");
    }
}
