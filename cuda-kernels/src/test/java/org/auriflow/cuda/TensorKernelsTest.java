package org.auriflow.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kernel of gemm_tf32.cu, also at sizes for which none would be chosen, gives the products of rounded factors: to the
 * rounding of sums, so that a factor that is not rounded, or in another way, shows.
 */
final class TensorKernelsTest {
    private static final int[] ORDERS = {0, 1, 7};
    private static final List<DoubleUnaryOperator> ACTIVATIONS =
            List.of(x -> x, x -> Math.max(x, 0), Math::tanh, x -> 1 / (1 + Math.exp(-x)), x -> Math.log1p(Math.exp(x)));

    private SimtDevice device;

    /** A product of the sizes, in parts of {@code share} steps; the second operand is the same for all of a batch. */
    private record Case(int tile, boolean transposeA, boolean transposeB, int m, int n, int k, int share, int batch) {
        int parts() {
            return Grid.blocks(k, share);
        }

        int form() {
            boolean wideA = (transposeA ? m : k) % 4 == 0;
            boolean wideB = (transposeB ? k : n) % 4 == 0;
            return (transposeA ? 1 : 0) + (transposeB ? 2 : 0) + (wideA ? 4 : 0) + (wideB ? 8 : 0);
        }

        String kernel() {
            String form = (transposeA ? "t" : "n") + (transposeB ? "t" : "n");
            return "gemm_tf32_" + tile + "x" + tile + "_" + form + "_f32";
        }

        int blocks() {
            return batch * parts() * Grid.blocks(m, tile) * Grid.blocks(n, tile);
        }

        int a(int product, int row, int step) {
            return product * m * k + (transposeA ? step * m + row : row * k + step);
        }

        int b(int step, int column) {
            return transposeB ? column * k + step : step * n + column;
        }

        @Override
        public String toString() {
            return kernel() + " " + m + " x " + n + " x " + k + ", " + parts() + " parts, batch of " + batch;
        }
    }

    @BeforeEach
    void open() {
        Simt.assumeLoaded();
        device = new SimtDevice(0);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    static Stream<Case> cases() {
        int[][] sizes = {
            {1, 1, 1, 1, 1},
            {17, 9, 5, 5, 3},
            {64, 64, 32, 32, 1},
            {65, 63, 33, 33, 2},
            {4, 132, 8, 8, 1},
            {129, 130, 50, 50, 1},
            {260, 68, 36, 36, 2},
            {30, 36, 136, 64, 2},
            {131, 7, 193, 64, 1}
        };
        List<Case> cases = new ArrayList<>();
        for (int[] s : sizes) {
            for (int form = 0; form < 4; form++) {
                for (int tile : new int[] {64, 128}) {
                    cases.add(new Case(tile, form % 2 == 1, form > 1, s[0], s[1], s[2], s[3], s[4]));
                }
            }
        }
        return cases.stream();
    }

    /** To 10 bits behind the leading one, to nearest, ties away from 0. */
    private static float rounded(float x) {
        return Float.intBitsToFloat((Float.floatToIntBits(x) + 0x1000) & 0xffffe000);
    }

    /** Numbers in (−1, 1), every fourth half way between two of TF32. */
    private static float[] sample(Random random, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextFloat() * 2 - 1;
            if (i % 4 == 1) {
                x[i] = Float.intBitsToFloat((Float.floatToIntBits(x[i]) & 0xffffe000) | 0x1000);
            }
        }
        return x;
    }

    private float[] launch(Case c, float[] a, float[] b, float[] bias, int activation) {
        // A batch of one axis, along which the second operand is repeated.
        int[] batch = new int[19];
        batch[0] = 1;
        batch[1] = c.batch;
        batch[7] = c.m * c.k;
        int size = c.batch * c.parts() * c.m * c.n;
        CUdeviceptr result = device.allocate(4L * size);
        CUmodule module = device.load(Kernels.source("gemm_tf32_f32"));
        device.launch(
                device.function(module, c.kernel()),
                c.blocks(),
                c.tile == 64 ? 128 : 256,
                0,
                c.m,
                c.n,
                c.k,
                c.form(),
                c.parts(),
                c.share,
                batch,
                device.upload(a),
                device.upload(b),
                bias == null ? new CUdeviceptr() : device.upload(bias),
                activation,
                result);
        float[] all = device.floats(result, size);
        SimtDevice.check(JCudaDriver.cuModuleUnload(module));
        return all;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void productsOfRoundedFactors(Case c) {
        Random random = new Random(c.toString().hashCode());
        float[] a = sample(random, c.batch * c.m * c.k);
        float[] b = sample(random, c.k * c.n);
        // Parts of a sum know neither bias nor activation.
        boolean whole = c.parts() == 1;
        float[] bias = whole ? sample(random, c.n) : null;
        int activation = whole ? (c.m + c.form()) % ACTIVATIONS.size() : 0;
        float[] first = null;
        for (int order : ORDERS) {
            Simt.order(order);
            float[] got = launch(c, a, b, bias, activation);
            if (first == null) {
                first = got;
                check(c, a, b, bias, ACTIVATIONS.get(activation), got);
            }
            assertArrayEquals(first, got, "depends on the order of threads");
        }
    }

    private static void check(Case c, float[] a, float[] b, float[] bias, DoubleUnaryOperator activation, float[] got) {
        for (int e = 0; e < got.length; e++) {
            int column = e % c.n;
            int row = e / c.n % c.m;
            int part = e / (c.n * c.m) % c.parts();
            int product = e / (c.n * c.m * c.parts());
            double sum = bias == null ? 0 : bias[column];
            double magnitude = Math.abs(sum);
            for (int p = part * c.share; p < Math.min(c.k, (part + 1) * c.share); p++) {
                double term = (double) rounded(a[c.a(product, row, p)]) * rounded(b[c.b(p, column)]);
                sum += term;
                magnitude += Math.abs(term);
            }
            // A sum is rounded after every eight terms, and with the bias; activations have slopes of 1 at most, and a
            // few
            // units in the last place of their own.
            double tolerance = (c.share / 8 + 2) * 0x1p-24 * magnitude + 4 * 0x1p-24;
            assertEquals(activation.applyAsDouble(sum), got[e], tolerance, c + ", element " + e);
        }
    }

    @Test
    void nansAndInfinitiesStayWhereTheyBelong() {
        for (int tile : new int[] {64, 128}) {
            Case c = new Case(tile, false, false, 20, 18, 14, 14, 1);
            float[] a = new float[c.m * c.k];
            float[] b = new float[c.k * c.n];
            Arrays.fill(a, 1);
            Arrays.fill(b, 1);
            a[c.a(0, 3, 13)] = Float.NaN;
            a[c.a(0, 4, 13)] = Float.POSITIVE_INFINITY;
            // The largest number rounds up, to infinity.
            a[c.a(0, 5, 0)] = -Float.MAX_VALUE;
            float[] got = launch(c, a, b, null, 0);
            for (int e = 0; e < got.length; e++) {
                int row = e / c.n;
                float expected = row == 3
                        ? Float.NaN
                        : row == 4 ? Float.POSITIVE_INFINITY : row == 5 ? Float.NEGATIVE_INFINITY : c.k;
                assertEquals(expected, got[e], c + ", element " + e);
            }
        }
    }

    @Test
    void olderCardsRefuseTheText() {
        Simt.command("capability 75");
        int code = JCudaDriver.cuModuleLoadData(new CUmodule(), Kernels.source("gemm_tf32_f32"));
        SimtDevice.expect(CUresult.stringFor(CUresult.CUDA_ERROR_INVALID_PTX), code);
        assertTrue(Simt.lastReport().contains("sm_80"), Simt.lastReport());
        SimtDevice.check(JCudaDriver.cuModuleLoadData(new CUmodule(), Kernels.source("gemm_large_f32")));
    }
}
