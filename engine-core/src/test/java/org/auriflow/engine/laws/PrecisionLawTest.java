package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Ops;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** float32 gives what float64 gives, to float32's rounding: no constant, mask or intermediate of the wrong dtype. */
class PrecisionLawTest {
    static Stream<Ops.Entry> all() {
        return Ops.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void singlePrecisionAgreesWithDouble(Ops.Entry e) {
        List<Tensor> x32 = e.sample(DType.FLOAT32, 1);
        // The same numbers, so that only the computation differs.
        List<Tensor> x64 = x32.stream()
                .map(t -> t.dtype() == DType.FLOAT32 ? t.cast(DType.FLOAT64) : t)
                .map(t -> Tensor.constant(t.type(), t.storage()))
                .toList();
        Tensor y32 = e.build(x32);
        Tensor y64 = e.build(x64);
        boolean follows = y64.dtype() == DType.FLOAT64 && !Samples.floating(x32).isEmpty();
        assertEquals(follows ? DType.FLOAT32 : y64.dtype(), y32.dtype());
        Samples.assertClose(y64.storage(), y32.storage(), 2e-6, e.label());
        if (Samples.hasDerivative(e)) {
            List<Tensor> g32 = Grad.vjp(List.of(y32), List.of(y32), Samples.floating(x32));
            List<Tensor> g64 = Grad.vjp(List.of(y64), List.of(y64), Samples.floating(x64));
            for (int k = 0; k < g32.size(); k++) {
                assertEquals(DType.FLOAT32, g32.get(k).dtype());
                Samples.assertClose(g64.get(k).storage(), g32.get(k).storage(), 1e-5, "vjp of " + e.label());
            }
        }
    }
}
