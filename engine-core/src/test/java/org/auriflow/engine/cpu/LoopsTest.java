package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of every pointwise loop, plain or SIMD, whichever {@link Loops#find} gives. */
final class LoopsTest {
    static List<LoopCatalogue.Entry> all() {
        return LoopCatalogue.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void matchesItsDefinition(LoopCatalogue.Entry e) {
        for (int n : new int[] {0, 1, 13, 207, 4098}) {
            for (int pattern = 0; pattern < 1 << e.arity(); pattern++) {
                matchesItsDefinition(e, n, new int[] {pattern & 1, pattern >> 1 & 1, pattern >> 2 & 1});
            }
        }
        matchesItsDefinition(e, 13, new int[] {3, 1, 0});
        matchesItsDefinition(e, 13, new int[] {1, 5, 2});
    }

    private static void matchesItsDefinition(LoopCatalogue.Entry e, int n, int[] stride) {
        Object[] in = e.operands(6 * n + 8, 1);
        int[] offset = {1, 2, 3};
        Storage out = Storage.allocate(e.out(), n + 8);
        for (int i = 0; i < n + 8; i++) {
            out.set(i, 1);
        }
        find(e).run(in, offset, stride, out.array(), 5, n);
        for (int i = 0; i < n + 8; i++) {
            if (i < 5 || i >= n + 5) {
                assertEquals(1, out.get(i), "outside the range at " + i);
                continue;
            }
            double[] x = new double[3];
            for (int k = 0; k < e.arity(); k++) {
                x[k] = Storage.wrap(in[k]).get(offset[k] + stride[k] * (i - 5));
            }
            check(e, x, out.get(i));
        }
    }

    private static void check(LoopCatalogue.Entry e, double[] x, double actual) {
        Storage rounded = Storage.allocate(e.out(), 1);
        double expected = e.definition().at(x[0], x[1], x[2]);
        rounded.set(0, expected);
        double ulp =
                switch (e.out()) {
                    case FLOAT32 -> Math.max(Math.ulp((float) expected), Float.MIN_VALUE);
                    case FLOAT64 -> Math.ulp(expected);
                    default -> 0;
                };
        if (!(Math.abs(actual - expected) <= 4 * ulp)) {
            assertEquals(rounded.get(0), actual, () -> e + " of " + x[0] + ", " + x[1] + ", " + x[2]);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void resultMayTakeThePlaceOfAnOperand(LoopCatalogue.Entry e) {
        int n = 207;
        for (int k = 0; k < e.arity(); k++) {
            if (e.dtype(k) == e.out()) {
                Object[] in = e.operands(n, 2);
                Object expected = LoopCatalogue.array(e.out(), n);
                find(e).run(in, new int[3], new int[] {1, 1, 1}, expected, 0, n);
                find(e).run(in, new int[3], new int[] {1, 1, 1}, in[k], 0, n);
                LoopCatalogue.assertSame(expected, in[k], e + " onto operand " + k);
            }
        }
    }

    @Test
    void catalogueHoldsEveryOperationOfTheTable() throws IOException {
        Set<String> table = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src", "build", "pointwise.txt"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                table.add(line.substring(0, line.indexOf('(')));
            }
        }
        Set<String> tested = new TreeSet<>();
        LoopCatalogue.ALL.forEach(e -> tested.add(e.name()));
        // These have a test of their own.
        Composite.ALL.forEach(c -> tested.add(c.name()));
        assertEquals(table, tested);
    }

    @Test
    void thereIsNoLoopForWhatMakesNoSense() {
        assertNull(Loops.find("exp", DType.INT32, DType.INT32));
        assertNull(Loops.find("lt", DType.BOOL, DType.BOOL));
        assertNull(Loops.find("unheard of", DType.FLOAT32, DType.FLOAT32));
    }

    @Test
    void integerDivisionByZeroThrows() {
        Loop div = Loops.find("div", DType.INT32, DType.INT32);
        Object[] in = {new int[] {1}, new int[] {0}};
        assertThrows(ArithmeticException.class, () -> div.run(in, new int[2], new int[] {1, 1}, new int[1], 0, 1));
    }

    private static Loop find(LoopCatalogue.Entry e) {
        Loop loop = Loops.find(e.name(), e.in(), e.out());
        assertNotNull(loop, e.toString());
        return loop;
    }
}
