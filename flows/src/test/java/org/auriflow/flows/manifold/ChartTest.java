package org.auriflow.flows.manifold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Charts of manifolds that are known, and flows on their angles. */
class ChartTest {
    private static final Pass PASS = Pass.evaluation();

    static Stream<Chart> all() {
        return Stream.of(new SphereChart(1), new SphereChart(2), new SphereChart(4), new TorusChart(1.5, 0.5));
    }

    /** Places in the box of a chart, away from its edges by a twentieth. */
    private static Tensor places(Chart f, int rows) {
        int n = f.latentWidth();
        Tensor unit = new Random(3, 1)
                .uniform(new TensorType(DType.FLOAT64, Shape.of(rows, n)), Tensor.scalar(DType.INT32, 0));
        return unit.mul(2).sub(1).mul(0.95).mul(Tensor.of(f.halfWidths()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void volumesInClosedFormAreThoseOfTheJacobian(Chart f) {
        Tensor u = places(f, 50);
        Tensor j = Grad.batchJacobian(f.decode(u, null, PASS), u);
        double[] expected =
                Linalg.slogdet(j.matmul(j, true, false)).logAbsDet().mul(0.5).toDoubleArray();
        assertArrayClose(expected, f.logVolume(u, null, PASS).toDoubleArray(), 1e-10);
    }

    @ParameterizedTest
    @MethodSource("all")
    void encodeFindsThePlaceOfScaledPointsToo(Chart f) {
        Tensor u = places(f, 50);
        Tensor x = f.decode(u, null, PASS);
        assertArrayClose(u.toDoubleArray(), f.encode(x, null, PASS).toDoubleArray(), 1e-12);
        if (f instanceof SphereChart) {
            assertArrayClose(u.toDoubleArray(), f.encode(x.mul(3), null, PASS).toDoubleArray(), 1e-12);
        }
    }

    private static void assertArrayClose(double[] a, double[] b, double tolerance) {
        assertEquals(a.length, b.length);
        for (int i = 0; i < a.length; i++) {
            assertEquals(a[i], b[i], tolerance, "element " + i);
        }
    }

    /** ∫ p dA by midpoints in the box of the chart: the density of a random flow on the manifold is one. */
    @ParameterizedTest
    @MethodSource("all")
    void flowsOnChartsIntegrateToOne(Chart f) {
        int n = f.latentWidth();
        if (n > 2) {
            return;
        }
        try (Engine engine = Engine.cpu(1)) {
            ManifoldFlow p = ManifoldArchitecture.builder(engine)
                    .width(f.width())
                    .latent(n)
                    .layers(1, 2)
                    .spline(4, 3)
                    .network(8, 1)
                    .dtype(DType.FLOAT64)
                    .seed(5)
                    .build()
                    .on(f);
            int per = n == 1 ? 2000 : 300;
            double[] w = f.halfWidths();
            double[] grid = new double[(n == 1 ? per : per * per) * n];
            double cell = 1;
            for (int k = 0; k < n; k++) {
                cell *= 2 * w[k] / per;
            }
            for (int i = 0; i < grid.length / n; i++) {
                for (int k = 0; k < n; k++) {
                    int at = k == 0 ? i % per : i / per;
                    grid[i * n + k] = w[k] * (2 * (at + 0.5) / per - 1);
                }
            }
            try (CompiledFunction density = new CompiledFunction(
                    engine,
                    in -> List.of(p.logProb(f.decode(in.get(0), null, PASS), null, PASS)
                            .add(f.logVolume(in.get(0), null, PASS))
                            .exp()))) {
                double[] mass = density.call(Tensor.of(grid).reshape(grid.length / n, n))
                        .get(0)
                        .toDoubleArray();
                assertEquals(1, Arrays.stream(mass).sum() * cell, 2e-3);
            }
        }
    }

    /** Across ±π of an angle that a network sees, and of one that a spline moves. */
    @Test
    void densitiesAreContinuousWhereAnglesEnd() {
        try (Engine engine = Engine.cpu(1)) {
            ManifoldFlow p = ManifoldArchitecture.builder(engine)
                    .width(3)
                    .latent(2)
                    .layers(1, 2)
                    .spline(4, 3)
                    .network(8, 1)
                    .dtype(DType.FLOAT64)
                    .seed(6)
                    .build()
                    .on(new TorusChart(1, 0.4));
            double e = Math.PI - 1e-9;
            Tensor u = Tensor.of(e, 0.3, -e, 0.3, 1.1, e, 1.1, -e).reshape(4, 2);
            double[] log = p.latentLogProb(u, null, PASS).toDoubleArray();
            assertEquals(log[0], log[1], 1e-6);
            assertEquals(log[2], log[3], 1e-6);
        }
    }

    @Test
    void impossibleShapesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SphereChart(0));
        assertThrows(IllegalArgumentException.class, () -> new TorusChart(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new TorusChart(1, 0));
    }
}
