package org.auriflow.flows.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Estimates against volumes from whole Jacobians. */
class StochasticVolumeTest {
    private static final Pass EVALUATION = Pass.evaluation();

    private static Embedding curved(Engine engine, int n, DType dtype) {
        return NetworkEmbedding.of(network(engine, n, n + 3, dtype), network(engine, n + 3, n, dtype), n + 3, n, 0);
    }

    private static Mlp network(Engine engine, int inputs, int outputs, DType dtype) {
        return Mlp.builder(engine)
                .inputs(inputs)
                .hidden(12)
                .outputs(outputs)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(4)
                .build();
    }

    private static Pass step(int k) {
        return Pass.training(Tensor.scalar(DType.INT32, k));
    }

    private static Tensor rows(DType dtype, int rows, int n) {
        return new Random(3, 1).normal(new TensorType(dtype, Shape.of(rows, n)), 0);
    }

    /** All derivatives of a sum of volumes: by u, and by the decoder. */
    private static double[] gradient(Embedding f, Tensor u, Pass pass) {
        Tensor at = u.alias();
        List<Tensor> by = new ArrayList<>(List.of(at));
        f.parameters().forEach((name, v) -> by.add(v.read()));
        List<Tensor> g = Grad.grad(f.logVolume(at, null, pass).sum(), by);
        return Tensor.concatenate(
                        0, g.stream().map(t -> t.reshape(t.shape().size())).toArray(Tensor[]::new))
                .toDoubleArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void axesAndAllStepsGiveTheVolumeAndItsGradient(int n) {
        try (Engine engine = Engine.cpu(1)) {
            Embedding f = curved(engine, n, DType.FLOAT64);
            StochasticVolume g = StochasticVolume.of(f, n, n, 0);
            Tensor u = rows(DType.FLOAT64, 7, n);
            double[] exact = f.logVolume(u, null, EVALUATION).toDoubleArray();
            assertArrayEquals(exact, g.logVolume(u, null, step(1)).toDoubleArray(), 1e-9);
            assertArrayEquals(gradient(f, u, EVALUATION), gradient(g, u, step(1)), 1e-8);
        }
    }

    @Test
    void floatEstimatesAreAsGoodAsTheirProducts() {
        try (Engine engine = Engine.cpu(1)) {
            Embedding f = curved(engine, 4, DType.FLOAT32);
            Tensor u = rows(DType.FLOAT32, 20, 4);
            double[] exact = f.logVolume(u, null, EVALUATION).toDoubleArray();
            double[] got = StochasticVolume.of(f, 4, 4, 0)
                    .logVolume(u, null, EVALUATION)
                    .toDoubleArray();
            assertArrayEquals(exact, got, 1e-4);
        }
    }

    /** One row 3,000 times, each with a probe of its own: the mean of values and derivatives is within 3 standard errors of the truth. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void singleProbesAreUnbiased(int n) {
        try (Engine engine = Engine.cpu(1)) {
            int draws = 3000;
            Embedding f = curved(engine, n, DType.FLOAT64);
            StochasticVolume g = StochasticVolume.of(f, 1, n, 5);
            Tensor one = rows(DType.FLOAT64, 1, n).alias();
            Tensor exact = f.logVolume(one, null, EVALUATION);
            double[] truth = Tensor.concatenate(
                            -1, exact.expand(-1), Grad.grad(exact.sum(), one).reshape(1, n))
                    .toDoubleArray();
            Tensor u = one.detach().broadcastTo(Shape.of(draws, n)).alias();
            Tensor estimate = g.logVolume(u, null, step(2));
            double[] all = Tensor.concatenate(-1, estimate.expand(-1), Grad.grad(estimate.sum(), u))
                    .toDoubleArray();
            for (int c = 0; c <= n; c++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < draws; i++) {
                    double v = all[i * (n + 1) + c];
                    sum += v;
                    squares += v * v;
                }
                double mean = sum / draws;
                double error = Math.sqrt((squares / draws - mean * mean) / draws);
                assertTrue(error > 1e-3 && error < (c == 0 ? 0.05 : 0.5), "standard error " + error);
                assertEquals(truth[c], mean, 3 * error, "component " + c + " with a standard error of " + error);
            }
        }
    }

    /** Condition 100: the bias falls with the steps, as for a quadrature. */
    @Test
    void fewStepsAreNearly() {
        int n = 30;
        double[] diagonal = new double[n];
        double exact = 0;
        for (int i = 0; i < n; i++) {
            diagonal[i] = Math.pow(100, i / (n - 1.0));
            exact += Math.log(diagonal[i]);
        }
        Tensor a = Tensor.of(diagonal);
        Tensor signs = Tensor.full(new TensorType(DType.FLOAT64, Shape.of(n)), 1);
        double before = Double.POSITIVE_INFINITY;
        for (int k : new int[] {2, 4, 8, 16, 30}) {
            // A is diagonal: any vector of signs gives the trace of its logarithm.
            double got = Lanczos.of(a::mul, signs, k, DType.FLOAT64).logarithm().item();
            double error = Math.abs(got - exact);
            assertTrue(error < 0.3 * before, k + " steps: " + error + " after " + before);
            before = Math.max(error, 1e-9);
        }
        assertTrue(before < 1e-8, "all steps");
    }

    /** The iterates of M. Hestenes and E. Stiefel (1952), which end at the solution after n steps. */
    @Test
    void solutionsAreThoseOfConjugateGradients() {
        int n = 5;
        Tensor b = rows(DType.FLOAT64, n, n);
        Tensor a = b.matmul(b, true, false).add(Tensor.eye(DType.FLOAT64, n));
        double[][] m = new double[n][];
        for (int i = 0; i < n; i++) {
            m[i] = a.select(0, i).toDoubleArray();
        }
        Tensor start = Tensor.of(new double[] {1, -1, -1, 1, 1});
        double[] r = start.toDoubleArray();
        double[] p = r.clone();
        double[] x = new double[n];
        for (int k = 1; k <= n; k++) {
            double[] ap = new double[n];
            double rr = 0;
            double pap = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    ap[i] += m[i][j] * p[j];
                }
                rr += r[i] * r[i];
                pap += p[i] * ap[i];
            }
            double next = 0;
            for (int i = 0; i < n; i++) {
                x[i] += rr / pap * p[i];
                r[i] -= rr / pap * ap[i];
                next += r[i] * r[i];
            }
            for (int i = 0; i < n; i++) {
                p[i] = r[i] + next / rr * p[i];
            }
            Lanczos l = Lanczos.of(v -> a.matmul(v.expand(-1)).reshape(n), start, k, DType.FLOAT64);
            assertArrayEquals(x, l.solution().toDoubleArray(), 1e-9, k + " steps");
        }
        assertArrayEquals(Linalg.solve(a, start).toDoubleArray(), x, 1e-9);
    }

    /** Where J is orthogonal the first product ends the iteration. */
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void isometriesHaveAVolumeOfOne(DType dtype) {
        Embedding f = PaddedEmbedding.of(Permutation.reverse(6), 4);
        for (int k = 1; k <= 4; k++) {
            Tensor u = rows(dtype, 3, 4).alias();
            Tensor got = StochasticVolume.of(f, 2, k, 1).logVolume(u, null, step(k));
            assertArrayEquals(new double[3], got.toDoubleArray(), 1e-6);
            assertArrayEquals(new double[12], Grad.grad(got.sum(), u).toDoubleArray(), 1e-6);
        }
    }

    @Test
    void singularJacobiansGiveFiniteNumbers() {
        Tensor a = Tensor.of(new double[] {1, 2, 0});
        Lanczos l = Lanczos.of(a::mul, Tensor.of(new double[] {1, -1, 1}), 3, DType.FLOAT64);
        assertTrue(Double.isFinite(l.logarithm().item()) && l.logarithm().item() < -30);
        for (double w : l.solution().toDoubleArray()) {
            assertTrue(Double.isFinite(w));
        }
    }

    @Test
    void rowsAreIndependentAndTrainingDrawsAnew() {
        try (Engine engine = Engine.cpu(1)) {
            StochasticVolume f = StochasticVolume.of(curved(engine, 4, DType.FLOAT64), 2, 3, 5);
            Tensor u = rows(DType.FLOAT64, 6, 4);
            double[] all = f.logVolume(u, null, EVALUATION).toDoubleArray();
            double[] folded =
                    f.logVolume(u.reshape(3, 2, 4), null, EVALUATION).reshape(6).toDoubleArray();
            assertArrayEquals(all, folded, 1e-12);
            for (int i = 0; i < 6; i++) {
                assertEquals(
                        all[i], f.logVolume(u.select(0, i), null, EVALUATION).item(), 1e-12);
            }
            Tensor alike = u.select(0, 0).broadcastTo(Shape.of(2, 4));
            double[] first = f.logVolume(alike, null, step(1)).toDoubleArray();
            assertNotEquals(first[0], first[1], 1e-6, "probes of each row");
            assertNotEquals(first[0], f.logVolume(alike, null, step(2)).toDoubleArray()[0], 1e-6, "new in each step");
            assertArrayEquals(first, f.logVolume(alike, null, step(1)).toDoubleArray());
        }
    }

    @Test
    void keepsTheNamesOfParametersAndRefusesOtherSteps() {
        try (Engine engine = Engine.cpu(1)) {
            Embedding f = curved(engine, 3, DType.FLOAT64);
            assertEquals(
                    f.parameters().keySet(),
                    StochasticVolume.of(f, 1, 3, 0).parameters().keySet());
            for (int[] wrong : new int[][] {{0, 2}, {1, 0}, {1, 4}}) {
                String message = assertThrows(
                                IllegalArgumentException.class, () -> StochasticVolume.of(f, wrong[0], wrong[1], 0))
                        .getMessage();
                assertTrue(message.contains("from 1 to 3 steps") && message.contains(", got " + wrong[0]), message);
            }
        }
    }
}
