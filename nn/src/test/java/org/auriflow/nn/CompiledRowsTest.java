package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.auriflow.engine.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row gets its own result, whichever block it is in. */
class CompiledRowsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 999, 1000, 2345})
    void rowsMeetTheirContexts(int n) {
        float[] x = new float[2 * n];
        float[] c = new float[n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = i;
            x[2 * i + 1] = -i;
            c[i] = 3 * i;
        }
        try (Engine engine = Engine.cpu(1);
                CompiledRows sums = new CompiledRows(engine, 1, (rows, each) -> rows.add(each))) {
            float[] y = sums.map(x, 2, c);
            assertEquals(2 * n, y.length);
            for (int i = 0; i < n; i++) {
                assertEquals(4 * i, y[2 * i]);
                assertEquals(2 * i, y[2 * i + 1]);
            }
        }
    }

    @Test
    void withoutContextNoneIsRead() {
        try (Engine engine = Engine.cpu(1);
                CompiledRows sums = new CompiledRows(engine, 0, (rows, each) -> rows.sum(-1))) {
            float[] y = sums.map(new float[] {1, 2, 3, 4}, 2, null);
            assertEquals(2, y.length);
            assertEquals(3, y[0]);
            assertEquals(7, y[1]);
        }
    }
}
