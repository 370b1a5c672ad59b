package org.auriflow.bench.gpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.nn.train.Adam;

/**
 * The kernels that are timed on cards, in float32, large products also with factors of TF32: most at 2²⁶ elements, splines
 * and products at sizes of their own.
 */
final class GpuCases {
    /** The first case, whose bandwidth is what the others are measured by. */
    static final String COPY = "copy";

    private static final RationalQuadratic SPLINE = new RationalQuadratic(8, 3, 1e-3, 1e-3, 1e-3);
    private static final int COLUMNS = 1024;

    /** Rows and columns from which on TF32 is timed: below, products are computed in float32 whether it is allowed or not. */
    private static final int TENSOR_CORES = 1024;

    private GpuCases() {}

    /**
     * All cases.
     *
     * @param elements of most operands, a multiple of 2¹⁰ and a square; 2²⁶ fills a card
     */
    static List<GpuCase> all(int elements) {
        Shape flat = Shape.of(elements);
        Shape matrix = Shape.of(elements / COLUMNS, COLUMNS);
        Shape wider = Shape.of(elements / 4 / COLUMNS, 4 * COLUMNS);
        int side = (int) Math.round(Math.sqrt(elements));
        Shape square = Shape.of(side, side);
        int splines = elements / 64;
        Shape each = Shape.of(splines);
        Shape parameters = Shape.of(splines, SPLINE.parameters());
        List<GpuCase> all = new ArrayList<>(List.of(
                of(COPY, x -> x.get(0), flat),
                of("add", x -> x.get(0).add(x.get(1)), flat, flat),
                of("tanh", x -> x.get(0).tanh(), flat),
                of("softplus", x -> x.get(0).softplus(), flat),
                of(
                        "chain of 5",
                        x -> x.get(0).mul(x.get(1)).add(1).tanh().sub(x.get(0)).relu(),
                        flat,
                        flat),
                of("bias and tanh", x -> x.get(0).add(x.get(1)).tanh(), matrix, Shape.of(COLUMNS)),
                of("sum", x -> x.get(0).sum(), flat),
                of("sum rows", x -> x.get(0).sum(1), matrix),
                of("sum columns", x -> x.get(0).sum(0), matrix),
                of("max rows", x -> x.get(0).max(1), matrix),
                of("cumsum rows", x -> x.get(0).cumSum(1), matrix),
                of("softmax", x -> x.get(0).softmax(), matrix),
                of("logsoftmax", x -> x.get(0).logSoftmax(), matrix),
                of("layernorm", x -> x.get(0).layerNorm(1e-5), matrix),
                of("cumsum rows of 4096", x -> x.get(0).cumSum(1), wider),
                of("softmax of 4096", x -> x.get(0).softmax(), wider),
                of("layernorm of 4096", x -> x.get(0).layerNorm(1e-5), wider),
                of("transpose", x -> x.get(0).transpose(), square),
                new GpuCase(
                        "philox uniform", KernelChoice.OWN, 4L * elements, e -> random(e, Random::uniform, elements)),
                new GpuCase("philox normal", KernelChoice.OWN, 4L * elements, e -> random(e, Random::normal, elements)),
                new GpuCase("adam", KernelChoice.OWN, 7L * elements, e -> adam(e, elements / 4)),
                of("spline", x -> SPLINE.forward(x.get(0), x.get(1)), each, parameters),
                of("spline inverse", x -> SPLINE.inverse(x.get(0), x.get(1)), each, parameters),
                of(
                        "spline gradient",
                        x -> Tensor.concatenate(
                                -1,
                                Grad.grad(SPLINE.forward(x.get(0), x.get(1)).sum(), x).stream()
                                        .map(g -> g.reshape(-1))
                                        .toArray(Tensor[]::new)),
                        each,
                        parameters)));
        Shape wide = Shape.of(16_384, 100);
        GpuCase gradient =
                of("gemm 100x16384x100, first transposed", x -> x.get(0).matmul(x.get(1), true, false), wide, wide);
        all.add(gradient);
        all.add(again("tf32 " + gradient.name(), KernelChoice.OWN_TF32, gradient));
        Shape small = Shape.of(elements / 1024, 16, 16);
        all.add(of("gemm of many 16x16", x -> x.get(0).matmul(x.get(1)), small, small));
        all.add(of("cholesky of many 16x16", x -> Linalg.cholesky(x.get(0)), small));
        for (int n = 64; n <= side; n *= 2) {
            Shape factor = Shape.of(n, n);
            GpuCase own = of("gemm " + n, x -> x.get(0).matmul(x.get(1)), factor, factor);
            all.add(own);
            all.add(again("cublas gemm " + n, KernelChoice.LIBRARY, own));
            if (n >= TENSOR_CORES) {
                all.add(again("tf32 gemm " + n, KernelChoice.OWN_TF32, own));
                all.add(again("cublas tf32 gemm " + n, KernelChoice.LIBRARY_TF32, own));
            }
        }
        return all;
    }

    /** The same by other kernels. */
    private static GpuCase again(String name, KernelChoice choice, GpuCase c) {
        return new GpuCase(name, choice, c.bytes(), c.step());
    }

    private static GpuCase of(String name, Function<List<Tensor>, Tensor> f, Shape... shapes) {
        List<Tensor> in = new ArrayList<>();
        long bytes = 0;
        for (Shape s : shapes) {
            in.add(Tensor.input("x" + in.size(), DType.FLOAT32, s));
            bytes += in.get(in.size() - 1).type().bytes();
        }
        Tensor result = f.apply(in);
        return new GpuCase(name, KernelChoice.OWN, bytes + result.type().bytes(), engine -> {
            Step step = Step.of(engine, result);
            for (int k = 0; k < shapes.length; k++) {
                step.run().set("x" + k, values(shapes[k].size(), k));
            }
            return step;
        });
    }

    /** Cheap numbers in (−1, 1): hosts take long to draw 2²⁶ good ones. */
    private static Storage values(int n, int seed) {
        float[] a = new float[n];
        int state = 12_345 + seed;
        for (int i = 0; i < n; i++) {
            state = state * 1_664_525 + 1_013_904_223;
            a[i] = (state >> 8) * 0x1p-23f;
        }
        return Storage.wrap(a);
    }

    private interface Distribution {
        Tensor draw(Random random, TensorType type, Tensor counter);
    }

    private static Step random(Engine engine, Distribution distribution, int n) {
        Tensor counter = Tensor.input("counter", DType.INT32, Shape.SCALAR);
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(n));
        Step step = Step.of(engine, distribution.draw(new Random(1, 1), type, counter));
        step.run().set("counter", 0);
        return step;
    }

    /** The update alone: the gradient is an input. */
    private static Step adam(Engine engine, int n) {
        Variable w = engine.variable("w", Tensor.zeros(DType.FLOAT32, n));
        Tensor g = Tensor.input("g", DType.FLOAT32, Shape.of(n));
        Map<String, Tensor> gradients = new LinkedHashMap<>(Map.of("w", g));
        Tensor rate = Tensor.scalar(DType.FLOAT64, 1e-3);
        Step step = Step.of(
                engine,
                g.select(0, 0),
                new Adam().create(engine, Map.of("w", w)).updates(gradients, rate));
        step.run().set("g", values(n, 1));
        return step;
    }
}
