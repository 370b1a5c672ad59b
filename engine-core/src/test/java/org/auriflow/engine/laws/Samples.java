package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.Ops;

/** What the laws share: which entries, random directions, comparison of values. */
final class Samples {
    private Samples() {}

    static List<Tensor> floating(List<Tensor> x) {
        return x.stream().filter(t -> t.dtype().isFloating()).toList();
    }

    /** Entries with a derivative to check. */
    static Stream<Ops.Entry> differentiable() {
        return Ops.ALL.stream().filter(e -> e.differentiable() && hasDerivative(e));
    }

    /** Floating in, floating out. */
    static boolean hasDerivative(Ops.Entry e) {
        List<Tensor> x = e.sample(DType.FLOAT64, 1);
        return !floating(x).isEmpty() && e.build(x).dtype().isFloating();
    }

    /** Uniform in (−1, 1). */
    static Tensor direction(TensorType type, RandomStream random) {
        Storage s = Storage.allocate(type.dtype(), type.size());
        for (int i = 0; i < s.size(); i++) {
            s.set(i, 2 * random.uniform() - 1);
        }
        return Tensor.constant(type, s);
    }

    static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += a.storage().get(i) * b.storage().get(i);
        }
        return sum;
    }

    /** Placeholders x0, x1, … of the types of the given tensors. */
    static List<Tensor> placeholders(List<Tensor> x) {
        List<Tensor> in = new ArrayList<>();
        for (int k = 0; k < x.size(); k++) {
            in.add(Tensor.input("x" + k, x.get(k).dtype(), x.get(k).shape()));
        }
        return in;
    }

    /** Equal types, and values that differ by at most {@code tolerance} relative to max(1, |expected|). */
    static void assertClose(Tensor expected, Tensor got, double tolerance, String what) {
        assertEquals(expected.type(), got.type(), what);
        assertClose(expected.storage(), got.storage(), tolerance, what);
    }

    static void assertClose(Storage expected, Storage got, double tolerance, String what) {
        assertEquals(expected.size(), got.size(), what);
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.get(i);
            double g = got.get(i);
            boolean same = Double.compare(e, g) == 0 || e == g;
            if (!same && !(Math.abs(e - g) <= tolerance * Math.max(1, Math.abs(e)))) {
                throw new AssertionError(
                        what + ": element " + i + " must be " + e + " within " + tolerance + ", got " + g);
            }
        }
    }

    static void assertSameBits(Storage expected, Storage got, String what) {
        if (!expected.contentEquals(got)) {
            assertClose(expected, got, 0, what);
            throw new AssertionError(what + ": values agree but their bits do not (the sign of a zero)");
        }
    }
}
