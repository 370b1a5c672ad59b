package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Set;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Philox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIMD loops have the bits of the plain ones. Skipped where SIMD is off. */
final class SimdLoopsTest {
    private static final int[] SIZES = {1, 13, 207, 4098};

    /** float32 operations without a SIMD form. */
    private static final Set<String> PLAIN = Set.of("cast", "pow", "atan2");

    @BeforeEach
    void requireSimd() {
        assumeTrue(Vectorization.enabled(), Vectorization.reason());
    }

    static Stream<LoopCatalogue.Entry> vectorised() {
        return LoopCatalogue.ALL.stream().filter(e -> e.in() == DType.FLOAT32 && !PLAIN.contains(e.name()));
    }

    @ParameterizedTest
    @MethodSource("vectorised")
    void agreesOnAwkwardSizesAndStrides(LoopCatalogue.Entry e) {
        for (int n : SIZES) {
            for (int pattern = 0; pattern < 1 << e.arity(); pattern++) {
                Object[] in = e.operands(n + 8, 3);
                int[] offset = {1, 2, 3};
                int[] stride = {pattern & 1, pattern >> 1 & 1, pattern >> 2 & 1};
                Object expected = LoopCatalogue.array(e.out(), n + 8);
                Object actual = LoopCatalogue.array(e.out(), n + 8);
                Loops.scalar(e.name(), e.in(), e.out()).run(in, offset, stride, expected, 5, n);
                vector(e).run(in, offset, stride, actual, 5, n);
                LoopCatalogue.assertSame(expected, actual, e + " size " + n + " strides " + pattern);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectorised")
    void agreesOverTheRangeOfFloats(LoopCatalogue.Entry e) {
        int stride = Integer.getInteger("auriflow.sweep.stride", 9973);
        int n = 1 << 12;
        float[] a = new float[n];
        int[] random = new int[n];
        long bits = Integer.MIN_VALUE;
        for (int chunk = 0; bits <= Integer.MAX_VALUE; chunk++) {
            for (int i = 0; i < n; i++, bits += stride) {
                a[i] = Float.intBitsToFloat((int) Math.min(bits, Integer.MAX_VALUE));
            }
            Philox.ints(random, 0, n, 1, 2, chunk);
            float[] b = new float[n];
            boolean[] condition = new boolean[n];
            for (int i = 0; i < n; i++) {
                // Any float in one half, one of ordinary size in the other.
                b[i] = Float.intBitsToFloat((random[i] & 1) == 0 ? random[i] : (random[i] & 0x87FFFFFF) | 0x3C000000);
                condition[i] = (random[i] & 2) == 0;
            }
            Object[] in = e.arity() == 3 ? new Object[] {condition, a, b} : new Object[] {a, b};
            int[] offset = new int[3];
            int[] strides = {1, 1, 1};
            Object expected = LoopCatalogue.array(e.out(), n);
            Object actual = LoopCatalogue.array(e.out(), n);
            Loops.scalar(e.name(), e.in(), e.out()).run(in, offset, strides, expected, 0, n);
            vector(e).run(in, offset, strides, actual, 0, n);
            LoopCatalogue.assertSame(expected, actual, e + " chunk " + chunk);
        }
    }

    private static Loop vector(LoopCatalogue.Entry e) {
        Loop loop = Vectorization.kernels().loop(e.name(), e.in(), e.out());
        assertNotNull(loop, e.toString());
        return loop;
    }
}
