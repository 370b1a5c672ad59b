package org.auriflow.engine.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Program;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Run;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.op.RationalQuadratic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The spline against the equations of the paper, at its knots, at its ends and with parameters far beyond reason. */
class RationalQuadraticTest {
    private static final int K = 8;
    private static final double B = 3;
    private static final RationalQuadratic SPLINE = new RationalQuadratic(K, B, 1e-3, 1e-3, 1e-3);

    private static Tensor tensor(DType dtype, double[] v, int... extents) {
        Storage s = Storage.allocate(dtype, v.length);
        for (int i = 0; i < v.length; i++) {
            s.set(i, v[i]);
        }
        return Tensor.constant(new TensorType(dtype, Shape.of(extents)), s);
    }

    /** Rows of parameters: ordinary ones if {@code extreme} is 0, otherwise up to ± that, some rows all at the ends. */
    private static double[] parameters(int rows, double extreme, long seed) {
        RandomStream random = new RandomStream(seed, 1);
        double[] p = new double[rows * SPLINE.parameters()];
        for (int i = 0; i < p.length; i++) {
            int kind = i / SPLINE.parameters() % 3;
            double u = 2 * random.uniform() - 1;
            p[i] = extreme == 0 ? 2 * u : kind == 0 ? extreme * u : kind == 1 ? Math.copySign(extreme, u) : 3 * u;
        }
        return p;
    }

    /** Inner knots of one axis, as float64 computes them. */
    private static double[] knots(double[] p, int row, boolean heights) {
        double[] share = new double[K];
        double peak = Double.NEGATIVE_INFINITY;
        int from = row * SPLINE.parameters() + (heights ? K : 0);
        for (int k = 0; k < K; k++) {
            peak = Math.max(peak, p[from + k]);
        }
        double sum = 0;
        for (int k = 0; k < K; k++) {
            share[k] = Math.exp(p[from + k] - peak);
            sum += share[k];
        }
        double[] knots = new double[K + 1];
        knots[0] = -B;
        for (int k = 0; k < K; k++) {
            knots[k + 1] = knots[k] + 2 * B * (1e-3 + (1 - 1e-3 * K) * share[k] / sum);
        }
        return knots;
    }

    /** {y, ln dy/dx} by equations 4 and 5 of the paper as they are printed. */
    private static double[] paper(double x, double[] p, int row) {
        double[] cx = knots(p, row, false);
        double[] cy = knots(p, row, true);
        int k = 0;
        while (k < K - 1 && x >= cx[k + 1]) {
            k++;
        }
        int raw = row * SPLINE.parameters() + 2 * K - 1 + k;
        double d0 = k == 0 ? 1 : 1e-3 + Math.log1p(Math.exp(p[raw]));
        double d1 = k == K - 1 ? 1 : 1e-3 + Math.log1p(Math.exp(p[raw + 1]));
        double h = cy[k + 1] - cy[k];
        double s = h / (cx[k + 1] - cx[k]);
        double xi = (x - cx[k]) / (cx[k + 1] - cx[k]);
        double den = s + (d1 + d0 - 2 * s) * xi * (1 - xi);
        double y = cy[k] + h * (s * xi * xi + d0 * xi * (1 - xi)) / den;
        double slope = s * s * (d1 * xi * xi + 2 * s * xi * (1 - xi) + d0 * (1 - xi) * (1 - xi)) / (den * den);
        return new double[] {y, Math.log(slope)};
    }

    /** Points along each row: random ones, all knots with their neighbours, the ends and points outside. */
    private static double[] points(double[] p, int rows, int columns, boolean heights, DType dtype) {
        RandomStream random = new RandomStream(5, 2);
        double[] x = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            double[] knots = knots(p, row, heights);
            for (int j = 0; j < columns; j++) {
                double v = (2 * random.uniform() - 1) * 1.05 * B;
                if (j <= 3 * K) {
                    v = knots[j / 3];
                    double ulp = dtype == DType.FLOAT32 ? Math.ulp((float) v) : Math.ulp(v);
                    v += (j % 3 - 1) * ulp;
                }
                x[row * columns + j] = j == 3 * K + 1 ? 0 : j == 3 * K + 2 ? B : v;
            }
        }
        return x;
    }

    /** Each row of parameters for every column: [rows, columns, 3K − 1]. */
    private static Tensor spread(Tensor p, int columns) {
        return p.expand(1)
                .broadcastTo(Shape.of(p.shape().extent(0), columns, p.shape().extent(1)));
    }

    @Test
    void isThePapersFormula() {
        int rows = 40;
        int columns = 50;
        double[] p = parameters(rows, 0, 3);
        double[] x = points(p, rows, columns, false, DType.FLOAT64);
        double[] got = SPLINE.forward(
                        tensor(DType.FLOAT64, x, rows, columns),
                        spread(tensor(DType.FLOAT64, p, rows, SPLINE.parameters()), columns))
                .toDoubleArray();
        int inside = 0;
        for (int i = 0; i < x.length; i++) {
            boolean outside = Math.abs(x[i]) > B;
            inside += outside ? 0 : 1;
            double[] expected = outside ? new double[] {x[i], 0} : paper(x[i], p, i / columns);
            assertEquals(expected[0], got[2 * i], 1e-12);
            assertEquals(expected[1], got[2 * i + 1], 1e-11);
        }
        assertTrue(inside > rows * columns / 2 && inside < rows * columns, "points on both sides of the bound");
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void meetsItsTailsExactly(DType dtype) {
        int rows = 30;
        Tensor p = spread(tensor(dtype, parameters(rows, 50, 8), rows, SPLINE.parameters()), 2);
        double[] ends = new double[2 * rows];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = i % 2 == 0 ? -B : B;
        }
        Tensor x = tensor(dtype, ends, rows, 2);
        for (Tensor both : new Tensor[] {SPLINE.forward(x, p), SPLINE.inverse(x, p)}) {
            Samples.assertClose(x.storage(), both.select(-1, 0).storage(), 0, "ends stay");
            Samples.assertClose(Tensor.zerosLike(x), both.select(-1, 1), 0, "with derivative 1");
        }
        Tensor far = tensor(
                dtype,
                new double[] {Double.NEGATIVE_INFINITY, -1e30, -3.1, 3.1, 1e30, Double.POSITIVE_INFINITY, Double.NaN},
                7);
        Tensor some = p.slice(0, 0, 1).slice(1, 0, 1).reshape(1, -1).broadcastTo(Shape.of(7, SPLINE.parameters()));
        for (Tensor value : new Tensor[] {SPLINE.forwardValue(far, some), SPLINE.inverseValue(far, some)}) {
            Samples.assertClose(far, value, 0, "identity outside");
            Samples.assertClose(Tensor.onesLike(far), Grad.grad(value.sum(), far), 0, "with derivative 1");
        }
    }

    /** Value, gradient and gradient of the gradient. */
    private static List<Tensor> toSecondOrder(Tensor x, Tensor p, boolean inverse) {
        Tensor y = inverse ? SPLINE.inverse(x, p) : SPLINE.forward(x, p);
        List<Tensor> all = new ArrayList<>(List.of(y));
        List<Tensor> first = Grad.grad(y.sum(), List.of(x, p));
        all.addAll(first);
        all.addAll(Grad.grad(first.get(0).sum().add(first.get(1).sum()), List.of(x, p)));
        return all;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isFiniteToSecondOrderAtExtremes(boolean inverse) {
        int rows = 300;
        int columns = 40;
        double[] raw = parameters(rows, 50, 11);
        Tensor p = spread(tensor(DType.FLOAT32, raw, rows, SPLINE.parameters()), columns);
        Tensor x = tensor(DType.FLOAT32, points(raw, rows, columns, inverse, DType.FLOAT32), rows, columns);
        Tensor in = Tensor.input("x", DType.FLOAT32, x.shape());
        Tensor with = Tensor.input("p", DType.FLOAT32, p.shape());
        List<Tensor> graph = toSecondOrder(in, with, inverse);
        List<Storage> compiled = compiled(graph, x, p);
        for (int k = 0; k < graph.size(); k++) {
            assertFinite(compiled.get(k), "compiled result " + k);
        }
        List<Tensor> few = toSecondOrder(x.slice(0, 0, 30), p.slice(0, 0, 30), inverse);
        for (int k = 0; k < few.size(); k++) {
            assertFinite(few.get(k).storage(), "interpreted result " + k);
        }
    }

    /** Blocks, parts of blocks and several threads give what the operations give one by one, derivatives included. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 255, 256, 257, 700})
    void compiledBlocksAreTheInterpretedGraph(int n) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double[] raw = parameters(n, 0, n);
            Tensor p = tensor(dtype, raw, n, SPLINE.parameters());
            Tensor x = tensor(dtype, points(raw, n, 1, false, dtype), n);
            Tensor in = Tensor.input("x", dtype, x.shape());
            Tensor with = Tensor.input("p", dtype, p.shape());
            for (boolean inverse : new boolean[] {false, true}) {
                List<Tensor> expected = toSecondOrder(x, p, inverse);
                List<Tensor> graph = toSecondOrder(in, with, inverse);
                List<Storage> compiled = compiled(graph, x, p);
                for (int k = 0; k < graph.size(); k++) {
                    double tolerance = (dtype == DType.FLOAT32 ? 1e-5 : 1e-13) * (k < 3 ? 1 : 100);
                    Samples.assertClose(expected.get(k).storage(), compiled.get(k), tolerance, "result " + k);
                }
            }
        }
    }

    /** What a program of two threads computes from the inputs x and p. */
    private static List<Storage> compiled(List<Tensor> graph, Tensor x, Tensor p) {
        try (Engine engine = Engine.cpu(2)) {
            Program.Builder b = Program.builder(engine);
            for (int k = 0; k < graph.size(); k++) {
                b.output("y" + k, graph.get(k));
            }
            try (Run run = b.compile().open()) {
                run.set("x", x.storage());
                run.set("p", p.storage());
                run.execute();
                List<Storage> results = new ArrayList<>();
                for (int k = 0; k < graph.size(); k++) {
                    results.add(run.output("y" + k));
                }
                return results;
            }
        }
    }

    private static void assertFinite(Storage s, String what) {
        for (int i = 0; i < s.size(); i++) {
            assertTrue(Double.isFinite(s.get(i)), what + ", element " + i + ": " + s.get(i));
        }
    }

    /**
     * Inverse after forward. An error ε in y is an error ε/y′ in x, and y′ can be as small as 1e-8 or as large as 1e6 here: what is
     * bounded is the error in x if y is taken as exact, or the error in y.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 50})
    void inverseUndoesForward(double extreme) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double eps = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
            int rows = 200;
            int columns = 60;
            double[] raw = parameters(rows, extreme, 21);
            Tensor p = spread(tensor(dtype, raw, rows, SPLINE.parameters()), columns);
            for (boolean inverse : new boolean[] {false, true}) {
                Tensor a = tensor(dtype, points(raw, rows, columns, inverse, dtype), rows, columns);
                Tensor there = inverse ? SPLINE.inverse(a, p) : SPLINE.forward(a, p);
                Tensor b = there.select(-1, 0);
                Tensor back = inverse ? SPLINE.forward(b, p) : SPLINE.inverse(b, p);
                Tensor again = inverse
                        ? SPLINE.inverseValue(back.select(-1, 0), p)
                        : SPLINE.forwardValue(back.select(-1, 0), p);
                double[] first = a.toDoubleArray();
                double[] second = back.select(-1, 0).toDoubleArray();
                double[] image = b.toDoubleArray();
                double[] images = again.toDoubleArray();
                double[] log = there.select(-1, 1).toDoubleArray();
                double[] logBack = back.select(-1, 1).toDoubleArray();
                double difference = 0;
                for (int i = 0; i < first.length; i++) {
                    double error = Math.min(Math.abs(second[i] - first[i]), Math.abs(images[i] - image[i]));
                    String at = dtype + " inverse " + inverse + " element " + i + " at " + first[i];
                    assertTrue(error <= 8 * B * eps, at + ": error " + error / eps + " ulp");
                    if (extreme == 0) {
                        double steep = Math.exp(Math.abs(log[i]));
                        assertEquals(first[i], second[i], 4 * B * eps * steep, at);
                        // ln y′ may change by 10⁴ per unit of x, in narrow steep bins.
                        assertEquals(0, log[i] + logBack[i], 1e5 * eps, at);
                        difference += Math.abs(log[i] + logBack[i]) / first.length;
                    }
                }
                assertTrue(difference < 100 * eps, "mean of the difference of logarithms: " + difference / eps);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void increases(boolean inverse) {
        int rows = 60;
        int columns = 2000;
        double[] raw = parameters(rows, 50, 31);
        double[] x = points(raw, rows, columns, inverse, DType.FLOAT32);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) x[i];
        }
        for (int row = 0; row < rows; row++) {
            Arrays.sort(x, row * columns, (row + 1) * columns);
        }
        Tensor p = spread(tensor(DType.FLOAT32, raw, rows, SPLINE.parameters()), columns);
        Tensor at = tensor(DType.FLOAT32, x, rows, columns);
        double[] y = (inverse ? SPLINE.inverseValue(at, p) : SPLINE.forwardValue(at, p)).toDoubleArray();
        for (int i = 1; i < x.length; i++) {
            if (i % columns != 0) {
                assertTrue(
                        y[i] >= y[i - 1] - 4 * Math.ulp((float) B),
                        x[i - 1] + " to " + x[i] + ": " + y[i - 1] + " to " + y[i]);
            }
        }
    }

    @Test
    void oneBinAndEmptyBatchesAreAllowed() {
        RationalQuadratic one = new RationalQuadratic(1, 2, 0.1, 0.1, 0.1);
        Tensor x = Tensor.of(-1.5, 0.25, 2.5);
        Tensor p = Tensor.zeros(DType.FLOAT64, 3, 2);
        // One bin with derivative 1 at both ends is the identity.
        Samples.assertClose(x, one.forwardValue(x, p), 1e-15, "one bin");
        Samples.assertClose(x, one.inverseValue(x, p), 1e-15, "one bin");
        Tensor none = Tensor.zeros(DType.FLOAT32, 0, 4);
        assertEquals(
                Shape.of(0, 4, 2),
                SPLINE.forward(none, Tensor.zeros(DType.FLOAT32, 0, 4, 23)).shape());
    }

    @Test
    void refusesWhatDoesNotFit() {
        Tensor x = Tensor.zeros(DType.FLOAT32, 4);
        refuses("rqs: requires floating x", () -> SPLINE.forward(x, Tensor.zeros(DType.FLOAT32, 4, 22)));
        refuses("rqs.value: requires", () -> SPLINE.forwardValue(x, Tensor.zeros(DType.FLOAT64, 4, 23)));
        refuses("rqs.inverse: requires", () -> SPLINE.inverse(x, Tensor.zeros(DType.FLOAT32, 1, 23)));
        refuses(
                "rqs.inverse.value: requires",
                () -> SPLINE.inverseValue(Tensor.of(1), Tensor.zeros(DType.INT32, 1, 23)));
        refuses("rqs: requires a bin", () -> new RationalQuadratic(0, 3, 1e-3, 1e-3, 1e-3));
        refuses("rqs: requires a bin", () -> new RationalQuadratic(8, Double.NaN, 1e-3, 1e-3, 1e-3));
        refuses("rqs: 8 bins of", () -> new RationalQuadratic(8, 3, 0.125, 1e-3, 1e-3));
        refuses("rqs: minimal width", () -> new RationalQuadratic(8, 3, 1e-3, 1e-3, 0));
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
