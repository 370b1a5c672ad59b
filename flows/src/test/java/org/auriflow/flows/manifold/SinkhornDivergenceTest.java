package org.auriflow.flows.manifold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.auriflow.engine.Grad;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.junit.jupiter.api.Test;

/** Against transports that are known in closed form. */
class SinkhornDivergenceTest {
    private static double[] normals(int n, long seed, double shift, double scale) {
        RandomStream random = new RandomStream(seed, 1);
        double[] x = new double[n];
        Arrays.setAll(x, i -> shift + scale * random.normal());
        return x;
    }

    @Test
    void ofACloudWithItselfIsZeroAndOfOthersPositive() {
        SinkhornDivergence s = new SinkhornDivergence(0.05, 0.7, 10);
        Tensor x = Tensor.of(normals(40, 1, 0, 1)).reshape(20, 2);
        Tensor y = Tensor.of(normals(60, 2, 0, 1)).reshape(30, 2);
        assertEquals(0, s.of(x, x).item(), 1e-12);
        assertTrue(s.of(x, y).item() > 0.01);
        assertEquals(s.of(x, y).item(), s.of(y, x).item(), 1e-9);
    }

    /** Moving a cloud by m costs ½|m|², whatever ε is. */
    @Test
    void aShiftCostsHalfItsSquare() {
        double[] m = {0.7, -1.1};
        Tensor x = Tensor.of(normals(60, 3, 0, 1)).reshape(30, 2);
        Tensor y = x.add(Tensor.of(m)).detach();
        SinkhornDivergence s = new SinkhornDivergence(0.3, 0.8, 8);
        double cost = s.of(x, y).item();
        assertEquals(0.5 * (m[0] * m[0] + m[1] * m[1]), cost, 2e-3);
        double[] g = Grad.grad(s.of(x, y), x).toDoubleArray();
        for (int i = 0; i < 30; i++) {
            // All points are pulled by the whole shift, each with its mass, up to what the blur couples.
            assertEquals(-m[0] / 30, g[2 * i], 0.02 / 30);
            assertEquals(-m[1] / 30, g[2 * i + 1], 0.02 / 30);
        }
    }

    /** On a line the best plan keeps the order. */
    @Test
    void onALineItIsThatOfSortedPointsForALittleBlur() {
        int n = 50;
        double[] a = normals(n, 4, 0, 1);
        double[] b = normals(n, 5, 1, 2);
        SinkhornDivergence s = new SinkhornDivergence(0.02, 0.9, 10);
        double got =
                s.of(Tensor.of(a).reshape(n, 1), Tensor.of(b).reshape(n, 1)).item();
        Arrays.sort(a);
        Arrays.sort(b);
        double exact = 0;
        for (int i = 0; i < n; i++) {
            exact += 0.5 * (a[i] - b[i]) * (a[i] - b[i]) / n;
        }
        assertEquals(exact, got, 2e-3 * exact);
    }

    @Test
    void gradientIsThatOfTheValue() {
        int n = 12;
        SinkhornDivergence s = new SinkhornDivergence(1, 0.95, 8);
        double[] x = normals(2 * n, 6, 0, 1);
        Tensor y = Tensor.of(normals(2 * n, 7, 0.5, 1)).reshape(n, 2);
        Tensor at = Tensor.of(x).reshape(n, 2);
        double[] g = Grad.grad(s.of(at, y), at).toDoubleArray();
        for (int k = 0; k < 5; k++) {
            double h = 1e-4;
            double[] up = x.clone();
            double[] down = x.clone();
            up[k] += h;
            down[k] -= h;
            double difference = s.of(Tensor.of(up).reshape(n, 2), y)
                            .sub(s.of(Tensor.of(down).reshape(n, 2), y))
                            .item()
                    / (2 * h);
            assertEquals(difference, g[k], 1e-2 * Math.max(Math.abs(difference), 1.0 / n));
        }
    }

    @Test
    void settingsOutsideOfTheirRangeAreRefused() {
        for (double[] s : new double[][] {{0, 0.7, 1}, {2, 0.7, 1}, {0.1, 1, 1}, {0.1, 0, 1}}) {
            String message = assertThrows(
                            IllegalArgumentException.class, () -> new SinkhornDivergence(s[0], s[1], s[2]))
                    .getMessage();
            assertTrue(message.startsWith("sinkhorn divergence: requires 0 < blur"), message);
        }
    }
}
