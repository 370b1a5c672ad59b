package org.auriflow.bench.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.auriflow.bench.workload.Draws;
import org.auriflow.bench.workload.Step;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.nn.train.Adam;

/** The catalogue of kernels, all in float32. */
public final class KernelCases {
    private static final RationalQuadratic SPLINE = new RationalQuadratic(8, 3, 1e-3, 1e-3, 1e-3);

    /** All of them: sizes for the first-level cache, the second-level cache, and memory where the difference matters. */
    public static final List<KernelCase> ALL = List.of(
            product("gemm/128", 128, 128, 128, false, false),
            product("gemm/1024", 1024, 1024, 1024, false, false),
            product("gemm-tn/100x1024x100", 100, 1024, 100, true, false),
            product("gemm-nt/1024x100x100", 1024, 100, 100, false, true),
            product("gemm-narrow/128x10x100", 128, 10, 100, false, false),
            product("gemm-vector/1024x100x1", 1024, 100, 1, false, false),
            of("add/2k", x -> x.get(0).add(x.get(1)), 2_000, 2_000),
            of("add/50k", x -> x.get(0).add(x.get(1)), 50_000, 50_000),
            of("add/10M", x -> x.get(0).add(x.get(1)), 10_000_000, 10_000_000),
            of("exp/50k", x -> x.get(0).exp(), 50_000),
            of("tanh/50k", x -> x.get(0).tanh(), 50_000),
            of("softplus/50k", x -> x.get(0).softplus(), 50_000),
            of("sum/1M", x -> x.get(0).sum(), 1_000_000),
            of("sum-rows/1024x100", x -> x.get(0).reshape(1024, 100).sum(1), 102_400),
            of("sum-columns/1024x100", x -> x.get(0).reshape(1024, 100).sum(0), 102_400),
            of("max-rows/1024x100", x -> x.get(0).reshape(1024, 100).max(1), 102_400),
            of("softmax/1024x100", x -> x.get(0).reshape(1024, 100).softmax(), 102_400),
            of("logsoftmax/1024x100", x -> x.get(0).reshape(1024, 100).logSoftmax(), 102_400),
            of("transpose/1024x100", x -> x.get(0).reshape(1024, 100).transpose(), 102_400),
            spline("spline/5k", x -> SPLINE.forward(x.get(0), x.get(1))),
            spline(
                    "spline-gradient/5k",
                    x -> Tensor.concatenate(
                            -1,
                            Grad.grad(SPLINE.forward(x.get(0), x.get(1)).sum(), x).stream()
                                    .map(g -> g.reshape(-1))
                                    .toArray(Tensor[]::new))),
            spline("spline-inverse/5k", x -> SPLINE.inverseValue(x.get(0), x.get(1))),
            new KernelCase("adam/100k", KernelCases::adam),
            new KernelCase("philox-uniform/100k", e -> random(e, Random::uniform)),
            new KernelCase("philox-normal/100k", e -> random(e, Random::normal)));

    private static final int SPLINES = 5_120;
    private static final int PARAMETERS = 100_000;

    private KernelCases() {}

    /**
     * The kernels whose names begin with a prefix.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static List<KernelCase> only(String prefix) {
        List<KernelCase> found =
                ALL.stream().filter(k -> k.name().startsWith(prefix)).toList();
        if (found.isEmpty()) {
            String names = ALL.stream().map(KernelCase::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "only: the beginning of a kernel's name is needed, got '" + prefix + "'; there are " + names);
        }
        return found;
    }

    private static KernelCase of(String name, Function<List<Tensor>, Tensor> f, int... sizes) {
        return new KernelCase(name, engine -> {
            List<Shape> shapes = new ArrayList<>();
            for (int n : sizes) {
                shapes.add(Shape.of(n));
            }
            return step(engine, f, shapes);
        });
    }

    private static KernelCase product(String name, int m, int k, int n, boolean ta, boolean tb) {
        return new KernelCase(
                name,
                engine -> step(
                        engine,
                        x -> x.get(0).matmul(x.get(1), ta, tb),
                        List.of(ta ? Shape.of(k, m) : Shape.of(m, k), tb ? Shape.of(n, k) : Shape.of(k, n))));
    }

    private static KernelCase spline(String name, Function<List<Tensor>, Tensor> f) {
        return new KernelCase(
                name, engine -> step(engine, f, List.of(Shape.of(SPLINES), Shape.of(SPLINES, SPLINE.parameters()))));
    }

    private static Step step(Engine engine, Function<List<Tensor>, Tensor> f, List<Shape> shapes) {
        List<Tensor> in = new ArrayList<>();
        for (Shape s : shapes) {
            in.add(Tensor.input("x" + in.size(), DType.FLOAT32, s));
        }
        Step step = Step.of(engine, f.apply(in));
        for (int k = 0; k < in.size(); k++) {
            step.run().set("x" + k, Draws.normal(shapes.get(k).size(), k + 1));
        }
        return step;
    }

    /** The update alone: the gradient is an input. */
    private static Step adam(Engine engine) {
        Variable w = engine.variable("w", Tensor.zeros(DType.FLOAT32, PARAMETERS));
        Tensor g = Tensor.input("g", DType.FLOAT32, Shape.of(PARAMETERS));
        Map<String, Variable> parameters = Map.of("w", w);
        Map<String, Tensor> gradients = new LinkedHashMap<>(Map.of("w", g));
        Tensor rate = Tensor.scalar(DType.FLOAT64, 1e-3);
        Step step = Step.of(
                engine,
                Tensor.scalar(DType.FLOAT32, 0).add(g.select(0, 0)),
                new Adam().create(engine, parameters).updates(gradients, rate));
        step.run().set("g", Draws.normal(PARAMETERS, 1));
        return step;
    }

    /** A distribution of the counter-based generator. */
    private interface Distribution {
        Tensor draw(Random random, TensorType type, Tensor counter);
    }

    private static Step random(Engine engine, Distribution distribution) {
        Tensor counter = Tensor.input("counter", DType.INT32, Shape.SCALAR);
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(PARAMETERS));
        Step step = Step.of(engine, distribution.draw(new Random(1, 1), type, counter));
        step.run().set("counter", 0);
        return step;
    }
}
