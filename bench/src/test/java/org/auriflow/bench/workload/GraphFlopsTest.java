package org.auriflow.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.junit.jupiter.api.Test;

final class GraphFlopsTest {
    private final Tensor x = Tensor.input("x", DType.FLOAT32, Shape.of(5, 7));

    @Test
    void aProductIsTwoOperationsForEachTerm() {
        Tensor y = Tensor.input("y", DType.FLOAT32, Shape.of(7, 3));
        assertEquals(2 * 5 * 7 * 3, GraphFlops.of(List.of(x.matmul(y))));
    }

    @Test
    void equalComputationsCountOnce() {
        assertEquals(35, GraphFlops.of(List.of(x.tanh(), x.tanh())));
        assertEquals(3 * 35, GraphFlops.of(List.of(x.tanh().add(x.exp()))));
    }

    @Test
    void aFusedOperationIsWhatItConsistsOf() {
        Tensor fused = Tensor.apply(
                new Fused("test", 1, in -> in.get(0).tanh().mul(in.get(0).exp())), x);
        assertEquals(3 * 35, GraphFlops.of(List.of(fused)));
        assertEquals(4 * 35, GraphFlops.of(List.of(fused.add(x.exp()))));
    }

    @Test
    void aChainMayBeLong() {
        Tensor t = x;
        for (int i = 0; i < 20_000; i++) {
            t = t.add(1);
        }
        assertEquals(20_000L * 35, GraphFlops.of(List.of(t)));
    }
}
