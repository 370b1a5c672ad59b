package org.auriflow.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.auriflow.engine.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSetTest {
    private static DataSet numbered(int n) {
        float[] x = new float[2 * n];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            x[2 * i] = i;
            x[2 * i + 1] = -i;
            y[i] = i;
        }
        return DataSet.builder().column("x", x, 2).column("y", y, 1).build();
    }

    @Test
    void keepsItsOwnCopyOfTheValues() {
        float[] x = {1, 2, 3, 4};
        DataSet d = DataSet.builder().column("x", x, 2).build();
        x[0] = 9;
        d.values("x")[1] = 9;
        assertArrayEquals(new float[] {1, 2, 3, 4}, d.values("x"));
        assertEquals(Shape.of(2, 2), d.tensor("x").shape());
        assertEquals("DataSet[2 rows: x 2]", d.toString());
    }

    @Test
    void subsetsKeepRowsTogether() {
        DataSet d = numbered(10).take(7, 2, 2).take(2, 0);
        assertArrayEquals(new float[] {2, 7}, d.values("y"));
        assertArrayEquals(new float[] {2, -2, 7, -7}, d.values("x"));
        assertEquals(7, d.origin(1));
    }

    @Test
    void splitUsesEveryRowOnceAndDependsOnTheSeed() {
        DataSet.Split s = numbered(101).split(0.25, 5);
        assertEquals(25, s.validation().rows());
        Set<Float> seen = new HashSet<>();
        for (DataSet part : new DataSet[] {s.training(), s.validation()}) {
            for (float y : part.values("y")) {
                assertTrue(seen.add(y), "row " + y + " twice");
            }
        }
        assertEquals(101, seen.size());
        assertArrayEquals(
                s.validation().values("y"),
                numbered(101).split(0.25, 5).validation().values("y"));
        assertFalse(Arrays.equals(
                s.validation().values("y"),
                numbered(101).split(0.25, 6).validation().values("y")));
    }

    private static void refuses(String part, Runnable r) {
        String message = assertThrows(IllegalArgumentException.class, r::run).getMessage();
        assertTrue(message.contains(part), message);
        assertTrue(message.contains(", got "), message);
    }

    @Test
    void refusesBadValuesAndSizesWithTheirPlace() {
        refuses("row 1, column 0", () -> DataSet.builder().column("x", new float[] {1, 2, Float.NaN, 3}, 2));
        refuses("got Infinity", () -> DataSet.builder().column("x", new float[] {Float.POSITIVE_INFINITY}, 1));
        refuses("width", () -> DataSet.builder().column("x", new float[] {1, 2, 3}, 2));
        refuses(
                "'x' twice",
                () -> DataSet.builder().column("x", new float[1], 1).column("x", new float[1], 1));
        refuses("1 in 'x' and 2 in 'y'", () -> DataSet.builder()
                .column("x", new float[1], 1)
                .column("y", new float[2], 1)
                .build());
        refuses("requires a column", () -> DataSet.builder().build());
        refuses("3 rows and a validation share of 0.1", () -> numbered(3).split(0.1, 0));
        refuses("1 rows", () -> numbered(1).split(0.5, 0));
        refuses("(0, 1)", () -> numbered(3).split(1, 0));
        refuses("got 'z'", () -> numbered(3).values("z"));
        refuses("index 1", () -> numbered(3).take(0, 3));
    }

    @Test
    void fingerprintSeesEveryValueAndTheOrder() {
        assertEquals(numbered(9).fingerprint(), numbered(9).fingerprint());
        assertNotEquals(
                numbered(9).fingerprint(),
                numbered(9).take(1, 0, 2, 3, 4, 5, 6, 7, 8).fingerprint());
        assertEquals(
                numbered(9).take(1, 2).fingerprint(), numbered(5).take(1, 2).fingerprint());
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,128", "7,7", "10,3", "128,128", "129,128", "1000,64"})
    void everyRowIsUsedExactlyOnceAnEpoch(int rows, int batchSize) {
        BatchLoader loader = new BatchLoader(rows, batchSize, 11);
        for (int epoch = 0; epoch < 3; epoch++) {
            int[] order = loader.order(epoch);
            boolean[] seen = new boolean[rows];
            int at = 0;
            for (int b = 0; b < loader.batches(); b++) {
                assertEquals(at, loader.begin(b));
                assertTrue(loader.end(b) > at && loader.end(b) - at <= batchSize);
                assertTrue(b == loader.batches() - 1 || loader.end(b) - at == batchSize);
                for (; at < loader.end(b); at++) {
                    assertFalse(seen[order[at]]);
                    seen[order[at]] = true;
                }
            }
            assertEquals(rows, at);
            assertArrayEquals(order, new BatchLoader(rows, batchSize, 11).order(epoch));
            if (rows > 6) {
                assertFalse(Arrays.equals(order, loader.order(epoch + 1)));
                assertFalse(Arrays.equals(order, new BatchLoader(rows, batchSize, 12).order(epoch)));
            }
        }
    }

    @Test
    void loaderRefusesEmptySizes() {
        refuses("0 rows", () -> new BatchLoader(0, 1, 0));
        refuses("batches of 0", () -> new BatchLoader(1, 0, 0));
    }
}
