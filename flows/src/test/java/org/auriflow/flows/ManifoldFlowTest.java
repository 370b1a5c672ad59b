package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Gradcheck;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.manifold.Chart;
import org.auriflow.flows.manifold.Embedding;
import org.auriflow.flows.manifold.ManifoldFlow;
import org.auriflow.flows.manifold.PaddedEmbedding;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings and densities on manifolds, against closed forms and finite differences. */
class ManifoldFlowTest {
    private static final Pass PASS = Pass.evaluation();

    /** A patch of a sphere of radius 2 by polar angle and azimuth: the area of a unit square is 4 sin θ. */
    private static final class SpherePatch implements Embedding {
        @Override
        public int width() {
            return 3;
        }

        @Override
        public int latentWidth() {
            return 2;
        }

        @Override
        public int contextWidth() {
            return 0;
        }

        @Override
        public Tensor decode(Tensor u, Tensor context, Pass pass) {
            Tensor theta = u.select(-1, 0);
            Tensor phi = u.select(-1, 1);
            return Tensor.stack(-1, theta.sin().mul(phi.cos()), theta.sin().mul(phi.sin()), theta.cos())
                    .mul(2);
        }

        @Override
        public Tensor encode(Tensor x, Tensor context, Pass pass) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Variable> parameters() {
            return Map.of();
        }

        @Override
        public Map<String, Object> config() {
            return Map.of("type", "sphere");
        }
    }

    static Stream<Flows.Entry> embeddings() {
        return Samples.of(Embedding.class);
    }

    @Test
    void volumeOfASphereIsInClosedForm() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor u = Samples.rows(dtype, 0.4, 3, 5, 20, 2).add(1.5);
            Tensor got = new SpherePatch().logVolume(u, null, PASS);
            Tensor expected = u.select(-1, 0).sin().log().add(Math.log(4));
            Samples.assertClose(expected, got, dtype == DType.FLOAT32 ? 1e-6 : 1e-14, "ln(r² sin θ)");
        }
    }

    /** Embeddings whose encoder is exact. */
    static Stream<Flows.Entry> exact() {
        return embeddings()
                .filter(e -> !e.type().equals("encoded_embedding") && !e.type().equals("network_embedding"));
    }

    /** Embeddings of the plane. */
    static Stream<Flows.Entry> planes() {
        try (Engine engine = Engine.cpu(1)) {
            return embeddings()
                    .filter(e -> ((Embedding) e.example(engine, DType.FLOAT64)).latentWidth() == 2)
                    .toList()
                    .stream();
        }
    }

    /** Latent variables where an embedding is defined: inside of the box of a chart. */
    private static Tensor places(Embedding f, DType dtype, double scale, long seed, int rows) {
        Tensor u = Samples.rows(dtype, scale, seed, rows, f.latentWidth());
        return f instanceof Chart c
                ? u.tanh().mul(Tensor.of(c.halfWidths()).cast(dtype)).mul(0.9).detach()
                : u;
    }

    @ParameterizedTest
    @MethodSource("exact")
    void encodeUndoesDecode(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Embedding f = (Embedding) e.example(engine, dtype);
                Tensor u = places(f, dtype, 1.5, 4, 100);
                Tensor c = Samples.context(dtype, 100, f.contextWidth());
                Tensor x = f.decode(u, c, PASS);
                double tolerance = dtype == DType.FLOAT32 ? 2e-5 : 1e-10;
                Samples.assertClose(u, f.encode(x, c, PASS), tolerance, "encode after decode");
            }
        }
    }

    /** Columns of the Jacobian by central differences of the decoder, and det JᵀJ = |a|²|b|² − (a·b)² of two columns. */
    @ParameterizedTest
    @MethodSource("planes")
    void volumeAgreesWithFiniteDifferences(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Embedding f = (Embedding) e.example(engine, DType.FLOAT64);
            int rows = 40;
            Tensor u = places(f, DType.FLOAT64, 1, 5, rows);
            Tensor c = Samples.context(DType.FLOAT64, rows, f.contextWidth());
            double h = 1e-5;
            double[][] columns = new double[2][];
            for (int k = 0; k < 2; k++) {
                Tensor step = Tensor.eye(DType.FLOAT64, 2).slice(0, k, k + 1).mul(h);
                Tensor difference = f.decode(u.add(step), c, PASS).sub(f.decode(u.sub(step), c, PASS));
                columns[k] = difference.div(2 * h).toDoubleArray();
            }
            double[] got = f.logVolume(u, c, PASS).toDoubleArray();
            int d = f.width();
            for (int i = 0; i < rows; i++) {
                double aa = 0;
                double ab = 0;
                double bb = 0;
                for (int j = i * d; j < (i + 1) * d; j++) {
                    aa += columns[0][j] * columns[0][j];
                    ab += columns[0][j] * columns[1][j];
                    bb += columns[1][j] * columns[1][j];
                }
                assertEquals(0.5 * Math.log(aa * bb - ab * ab), got[i], 1e-6);
            }
        }
    }

    /** The loss of the density phase and its gradient: second derivatives of the decoder. */
    @ParameterizedTest
    @MethodSource("planes")
    void volumeHasRightDerivatives(Flows.Entry e) {
        try (Engine engine = Engine.cpu(1)) {
            Embedding f = (Embedding) e.example(engine, DType.FLOAT64);
            List<Tensor> at = new ArrayList<>(List.of(places(f, DType.FLOAT64, 0.8, 6, 2)));
            at.addAll(Samples.values(f));
            Tensor c = Samples.context(DType.FLOAT64, 2, f.contextWidth());
            Gradcheck.of(in -> Samples.with(f, in.subList(1, in.size()), f.logVolume(in.get(0), c, PASS)), at)
                    .step(0x1p-12)
                    .run();
        }
    }

    /** ∫ p dA over the image of a fine grid, areas from triangles of its points: the density integrates to 1 over the surface. */
    @Test
    void densityIntegratesToOneOverTheSurface() {
        try (Engine engine = Engine.cpu(2)) {
            ManifoldFlow flow = manifold(engine, DType.FLOAT64);
            int n = 300;
            double edge = 5.5;
            double[] corners = new double[(n + 1) * (n + 1) * 2];
            double[] centres = new double[n * n * 2];
            for (int i = 0; i <= n; i++) {
                for (int j = 0; j <= n; j++) {
                    corners[2 * (i * (n + 1) + j)] = edge * (2.0 * i / n - 1);
                    corners[2 * (i * (n + 1) + j) + 1] = edge * (2.0 * j / n - 1);
                    if (i < n && j < n) {
                        centres[2 * (i * n + j)] = edge * (2 * (i + 0.5) / n - 1);
                        centres[2 * (i * n + j) + 1] = edge * (2 * (j + 0.5) / n - 1);
                    }
                }
            }
            double[] points = Samples.compiled(
                            engine,
                            in -> flow.decode(in.get(0), null),
                            List.of(Tensor.of(corners).reshape(-1, 2)))
                    .toDoubleArray();
            double[] density = Samples.compiled(
                            engine,
                            in -> flow.logProb(flow.decode(in.get(0), null)).exp(),
                            List.of(Tensor.of(centres).reshape(-1, 2)))
                    .toDoubleArray();
            double mass = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    int a = i * (n + 1) + j;
                    double area = triangle(points, a, a + 1, a + n + 1) + triangle(points, a + n + 2, a + 1, a + n + 1);
                    mass += area * density[i * n + j];
                }
            }
            assertEquals(1, mass, 1e-3);
        }
    }

    private static double triangle(double[] p, int a, int b, int c) {
        double[] u = new double[3];
        double[] v = new double[3];
        for (int k = 0; k < 3; k++) {
            u[k] = p[3 * b + k] - p[3 * a + k];
            v[k] = p[3 * c + k] - p[3 * a + k];
        }
        double x = u[1] * v[2] - u[2] * v[1];
        double y = u[2] * v[0] - u[0] * v[2];
        double z = u[0] * v[1] - u[1] * v[0];
        return 0.5 * Math.sqrt(x * x + y * y + z * z);
    }

    private static ManifoldFlow manifold(Engine engine, DType dtype) {
        Transform f = NeuralSplineFlow.builder(engine)
                .width(3)
                .layers(3)
                .hidden(6)
                .permutation(Permutation.roll(3, 1))
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(8)
                .transform();
        Flow h = NeuralSplineFlow.builder(engine)
                .width(2)
                .layers(2)
                .hidden(6)
                .dtype(dtype)
                .seed(9)
                .build();
        ManifoldFlow flow = ManifoldFlow.of(PaddedEmbedding.of(f, 2), h);
        // Gentle enough for sums over a grid.
        Samples.scale(flow, 0.6);
        return flow;
    }

    @Test
    void projectsOntoTheManifold() {
        try (Engine engine = Engine.cpu(1)) {
            ManifoldFlow flow = manifold(engine, DType.FLOAT64);
            Tensor on = flow.sample(50, new Random(2, 2));
            Samples.assertClose(on, flow.project(on, null), 1e-9, "samples lie on it");
            Samples.assertClose(Tensor.zeros(DType.FLOAT64, 50), flow.reconstructionError(on, null), 1e-9, "error");
            Tensor off = on.add(Samples.rows(DType.FLOAT64, 0.3, 7, 50, 3));
            Tensor projected = flow.project(off, null);
            Samples.assertClose(projected, flow.project(projected, null), 1e-9, "twice is once");
            Samples.assertClose(flow.logProb(projected), flow.logProb(off), 1e-7, "density of the projection");
            double[] error = flow.reconstructionError(off, null).toDoubleArray();
            double[] a = off.toDoubleArray();
            double[] b = projected.toDoubleArray();
            for (int i = 0; i < 50; i++) {
                double square = 0;
                for (int k = 3 * i; k < 3 * i + 3; k++) {
                    square += (a[k] - b[k]) * (a[k] - b[k]);
                }
                assertEquals(Math.sqrt(square), error[i], 1e-12);
                assertTrue(error[i] > 1e-3, "off the manifold");
            }
            Tensor exact = flow.decode(Tensor.zeros(DType.FLOAT64, 1, 2), null);
            double[] g = Grad.grad(flow.reconstructionError(exact, null).sum(), exact)
                    .toDoubleArray();
            for (double v : g) {
                assertTrue(Double.isFinite(v), "finite where the error vanishes");
            }
        }
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        Transform f = Permutation.reverse(3);
        for (int n : new int[] {0, 3, 4}) {
            String message = assertThrows(IllegalArgumentException.class, () -> PaddedEmbedding.of(f, n))
                    .getMessage();
            assertTrue(message.contains("requires a dimension from 1 to 2 in a space of 3, got " + n), message);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ManifoldFlow.of(PaddedEmbedding.of(f, 2), new StandardNormal(3)))
                .getMessage();
        assertTrue(message.contains("got width 3 for 2"), message);
    }
}
