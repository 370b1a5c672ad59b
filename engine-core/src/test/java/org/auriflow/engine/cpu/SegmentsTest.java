package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Arithmetic;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Rowwise;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row-wise functions in loops that keep values in registers have the bits of plain loops, one for each operation. */
final class SegmentsTest {
    private static final int WIDTH = 4;

    private static final float[] SPECIAL = {
        0, -0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE, 0.5f
    };

    @BeforeAll
    static void needsVectors() {
        assumeTrue(Vectorization.enabled(), Vectorization.reason());
    }

    /** Every operation that segments know, with truth values that are used far from where they are computed. */
    private static List<Tensor> everything(List<List<Tensor>> in) {
        Tensor a = in.get(0).get(0);
        Tensor b = in.get(0).get(1);
        Tensor c = in.get(0).get(2);
        Tensor d = in.get(0).get(3);
        Tensor zero = Tensor.zerosLike(a);
        Tensor both = a.le(b).and(c.lt(d));
        Tensor either = a.lt(b).or(c.le(d));
        List<Tensor> out = new ArrayList<>(List.of(
                a.add(b).mul(c).sub(d),
                Tensor.where(both, a.div(b), d.sqrt()),
                Tensor.where(either, a.max(b), c.min(d).neg()),
                Tensor.where(a.eq(b), c, Tensor.where(c.ne(d), a, b)),
                mulz(a, b),
                mulz(a.add(b), c),
                mulz(c, d).add(a)));
        Tensor t = a;
        for (int k = 0; k < 60; k++) {
            t = t.mul(0.75).add(k % 2 == 0 ? b : c);
        }
        out.add(t);
        out.add(Tensor.where(both, t.exp(), zero).add(d));
        out.add(Tensor.where(either, zero, t.tanh()).add(c.sigmoid()));
        return out;
    }

    private static Tensor mulz(Tensor a, Tensor b) {
        return Tensor.apply(Arithmetic.MULZ, a, b);
    }

    private static List<Tensor> polynomial(List<List<Tensor>> in) {
        Tensor x = in.get(0).get(0);
        return List.of(x.mul(x).add(x).sub(in.get(0).get(1)).exp().mul(in.get(0).get(3)).log());
    }

    static Stream<Arguments> functions() {
        Rowwise everything = new Rowwise(List.of(WIDTH), 10, SegmentsTest::everything);
        Rowwise polynomial = new Rowwise(List.of(WIDTH), 1, SegmentsTest::polynomial);
        return Stream.of(
                Arguments.of("everything", everything),
                Arguments.of("polynomial", polynomial),
                Arguments.of("gradient", polynomial.reverse()),
                Arguments.of("gradient of a gradient", polynomial.reverse().reverse()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("functions")
    void haveTheBitsOfPlainLoops(String name, Rowwise body) {
        Fused op = Rowwise.operation(name, "segments", body);
        RowwiseProgram fused = RowwiseProgram.of(op, DType.FLOAT32, KernelFamily.SIMD);
        RowwiseProgram plain = RowwiseProgram.of(op, DType.FLOAT32, KernelFamily.PLAIN);
        assertTrue(fused.loops() < plain.loops(), fused.loops() + " loops instead of " + plain.loops());
        RowwiseProgram.Block x = fused.open();
        RowwiseProgram.Block y = plain.open();
        for (int rows : new int[] {RowwiseProgram.BLOCK, 1, 13, 207}) {
            RandomStream random = new RandomStream(7, rows);
            for (int k = 0; k < plain.inputs().length; k++) {
                for (int i = 0; i < rows; i++) {
                    float v = random.uniform() < 0.3
                            ? SPECIAL[(int) (random.uniform() * SPECIAL.length)]
                            : (float) random.normal();
                    set(x, fused.inputs()[k], i, v);
                    set(y, plain.inputs()[k], i, v);
                }
            }
            x.run(rows);
            y.run(rows);
            for (int k = 0; k < plain.outputs().length; k++) {
                float[] got = (float[]) x.array(fused.outputs()[k]);
                float[] want = (float[]) y.array(plain.outputs()[k]);
                for (int i = 0; i < rows; i++) {
                    String where = "output " + k + " row " + i + " of " + rows;
                    assertEquals(Float.floatToIntBits(want[i]), Float.floatToIntBits(got[i]), where);
                }
            }
        }
    }

    private static void set(RowwiseProgram.Block block, int buffer, int row, float value) {
        if (buffer >= 0) {
            ((float[]) block.array(buffer))[row] = value;
        }
    }
}
