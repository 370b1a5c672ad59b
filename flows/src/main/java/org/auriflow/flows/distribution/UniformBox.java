package org.auriflow.flows.distribution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * The uniform density on a box: ln p(x) = −Σᵢ ln(highᵢ − lowᵢ) inside and on its faces, −∞ outside and for NaN.
 *
 * <p>Draws lie in the box, rounded to their dtype. Immutable, without parameters; ignores a context.
 */
public final class UniformBox implements Distribution {
    private final double[] low;
    private final double[] high;
    private final DType dtype;
    private final double logVolume;

    /**
     * On the box of these corners.
     *
     * @param dtype of samples, float32 or float64; densities are in that of their argument
     * @throws IllegalArgumentException if corners are not finite or not in order
     */
    public UniformBox(double[] low, double[] high, DType dtype) {
        boolean fits = low.length > 0
                && low.length == high.length
                && IntStream.range(0, low.length).allMatch(i -> low[i] < high[i] && Double.isFinite(high[i] - low[i]));
        if (!fits) {
            throw new IllegalArgumentException("uniform box: requires low < high, both finite, for each feature, got "
                    + Arrays.toString(low) + " and " + Arrays.toString(high) + "; set both");
        }
        Checks.floating("uniform box", dtype);
        this.low = low.clone();
        this.high = high.clone();
        this.dtype = dtype;
        this.logVolume = IntStream.range(0, low.length)
                .mapToDouble(i -> Math.log(high[i] - low[i]))
                .sum();
    }

    /** Rebuilds it from its {@link #config()}. */
    public static UniformBox fromConfig(Config c) {
        return new UniformBox(c.numbers("low"), c.numbers("high"), c.dtype("dtype"));
    }

    @Override
    public int width() {
        return low.length;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Shape lead = Rows.lead("uniform box", x, width());
        Tensor outside = x.ge(corner(low, x.dtype()))
                .and(x.le(corner(high, x.dtype())))
                .not()
                .cast(DType.INT32)
                .sum(-1);
        TensorType type = new TensorType(x.dtype(), lead);
        return Tensor.where(outside.gt(0), Tensor.full(type, Double.NEGATIVE_INFINITY), Tensor.full(type, -logVolume));
    }

    private Tensor corner(double[] at, DType of) {
        return Values.constant(of, Shape.of(at.length), at);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor u = random.uniform(new TensorType(dtype, Shape.of(n, width())), counter);
        Tensor from = corner(low, dtype);
        Tensor to = corner(high, dtype);
        // Rounding of the product and the sum may pass the far corner.
        return from.add(to.sub(from).mul(u)).min(to);
    }

    @Override
    public Tensor entropy(Tensor context) {
        return Tensor.scalar(dtype, logVolume);
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "uniform_box");
        c.put("low", Arrays.stream(low).boxed().toList());
        c.put("high", Arrays.stream(high).boxed().toList());
        c.put("dtype", dtype.toString());
        return c;
    }
}
