package org.auriflow.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TimingTest {
    @Test
    void theMedianIsTheMiddle() {
        assertEquals(3, Timing.median(9, 1, 3));
        assertEquals(2.5, Timing.median(4, 1, 9, 1));
        assertEquals(Double.NaN, Timing.median());
    }

    @Test
    void warmsUpAndTakesFiveBatchesAtLeast() {
        AtomicInteger executions = new AtomicInteger();
        double ms = Timing.medianMillis(executions::incrementAndGet, 1e-9);
        assertTrue(executions.get() >= 2 + 5, "executions " + executions);
        assertTrue(ms > 0);
    }

    @Test
    void everyLoopOfTheProbeDoesWhatItCounts() {
        for (FusedMultiplyAdds loop : FusedMultiplyAdds.values()) {
            float[] x = {1, 2, 3};
            loop.pass(x, 1, 1);
            float multiplyAdds = x[0] - 1;
            assertEquals(2L * (long) multiplyAdds * x.length, loop.flops(x.length), loop.name());
        }
    }
}
