package org.auriflow.flows.transform;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Flows;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * A function of one number for every feature, yᵢ = g(xᵢ; pᵢ), with free parameters of its own in {@code parameters} [d, P]: a learned shift and scale, a
 * learned marginal distribution, or where P = 0 a fixed function. A {@link Coupling} of all features gives parameters that a network computes from a
 * context.
 *
 * <p>Parameters begin as normal numbers of deviation 0.1, with which {@code Affine} and splines are close to a smooth function with slopes around one.
 */
public final class ElementwiseTransform implements Transform {
    private static final double DEVIATION = 0.1;

    private final Elementwise function;
    private final int width;
    private final DType dtype;
    private final long seed;
    /** Null if the function has none. */
    private final Variable parameters;

    private ElementwiseTransform(Engine engine, Elementwise function, int width, DType dtype, long seed) {
        if (width < 1) {
            throw new IllegalArgumentException(
                    "elementwise: requires a positive width, got " + width + "; pass the number of features");
        }
        this.function = function;
        this.width = width;
        this.dtype = dtype;
        this.seed = seed;
        this.parameters = function.parameters() == 0 ? null : engine.variable("parameters", initial());
    }

    private Tensor initial() {
        TensorType type = new TensorType(dtype, Shape.of(width, function.parameters()));
        RandomStream random = Streams.INITIAL.of(seed, 0);
        Storage s = Storage.allocate(dtype, type.size());
        for (int i = 0; i < s.size(); i++) {
            s.set(i, DEVIATION * random.normal());
        }
        return Tensor.constant(type, s);
    }

    /**
     * A learned function for each feature.
     *
     * @param seed fixes the initial parameters
     * @throws IllegalArgumentException if the width is not positive
     */
    public static ElementwiseTransform of(Engine engine, Elementwise function, int width, DType dtype, long seed) {
        return new ElementwiseTransform(engine, function, width, dtype, seed);
    }

    /**
     * One function without parameters for all features, for rows of any dtype.
     *
     * @throws IllegalArgumentException if the function has parameters, or the width is not positive
     */
    public static ElementwiseTransform of(Elementwise function, int width) {
        if (function.parameters() != 0) {
            throw new IllegalArgumentException("elementwise: requires a function without parameters, got "
                    + function.config() + " with " + function.parameters() + "; pass an engine, a dtype and a seed");
        }
        return new ElementwiseTransform(null, function, width, DType.FLOAT32, 0);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static ElementwiseTransform fromConfig(Engine engine, Config c, Models models) {
        return of(
                engine, Flows.elementwise(c.object("function")), c.integer("width"), c.dtype("dtype"), c.whole("seed"));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return summed(function.forward(x, each(x)));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return summed(function.inverse(y, each(y)));
    }

    private static Transformed summed(Transformed y) {
        return new Transformed(y.value(), y.logAbsDet().sum(-1));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return function.forwardValue(x, each(x));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return function.inverseValue(y, each(y));
    }

    /** The parameters for each element of x. */
    private Tensor each(Tensor x) {
        Rows.lead("elementwise", x, width);
        Shape all = x.shape().concat(Shape.of(function.parameters()));
        return parameters == null
                ? Tensor.full(x.type().withShape(all), 0)
                : parameters.read().broadcastTo(all);
    }

    @Override
    public Map<String, Variable> parameters() {
        return parameters == null ? Map.of() : Map.of("parameters", parameters);
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "elementwise");
        c.put("function", function.config());
        c.put("width", width);
        c.put("dtype", dtype.toString());
        c.put("seed", seed);
        return c;
    }
}
