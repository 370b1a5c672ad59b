package org.auriflow.flows.distribution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Normal;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * d independent normals, ln p(x) = −Σᵢ [½ ((xᵢ − μᵢ)/σᵢ)² + ln σᵢ] − ½ d ln 2π, with fixed or learned means and
 * deviations.
 *
 * <p>Learned ones are the parameters {@code mean} and {@code log_deviation}, the logarithms of the deviations. Ignores
 * a context.
 */
public final class DiagonalNormal implements Distribution {
    private final double[] mean;
    private final double[] deviation;
    private final boolean learned;
    private final DType dtype;
    private final Values mu;
    private final Values logSigma;

    private DiagonalNormal(Engine engine, double[] mean, double[] deviation, DType dtype) {
        Checks.scales("diagonal normal", mean, "mean", deviation, "deviation", dtype);
        this.mean = mean.clone();
        this.deviation = deviation.clone();
        this.learned = engine != null;
        this.dtype = dtype;
        this.mu = Values.of(engine, "mean", dtype, mean);
        this.logSigma = Values.of(
                engine,
                "log_deviation",
                dtype,
                Arrays.stream(deviation).map(Math::log).toArray());
    }

    /**
     * Of fixed means and deviations.
     *
     * @param dtype of samples; densities are in that of their argument
     * @throws IllegalArgumentException if there are not as many positive deviations as means
     */
    public static DiagonalNormal fixed(double[] mean, double[] deviation, DType dtype) {
        return new DiagonalNormal(null, mean, deviation, dtype);
    }

    /**
     * Of learned means and deviations, which begin with these values.
     *
     * @throws IllegalArgumentException if there are not as many positive deviations as means
     */
    public static DiagonalNormal learned(Engine engine, double[] mean, double[] deviation, DType dtype) {
        return new DiagonalNormal(engine, mean, deviation, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static DiagonalNormal fromConfig(Engine engine, Config c) {
        return new DiagonalNormal(
                c.flag("learned") ? engine : null, c.numbers("mean"), c.numbers("deviation"), c.dtype("dtype"));
    }

    private Normal normal(DType of) {
        return new Normal(mu.tensor(of), logSigma.tensor(of), null);
    }

    @Override
    public int width() {
        return mean.length;
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
        Rows.lead("diagonal normal", x, width());
        return normal(x.dtype()).logProb(x);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        return normal(dtype).place(random.normal(new TensorType(dtype, Shape.of(n, width())), counter));
    }

    @Override
    public Tensor entropy(Tensor context) {
        return normal(dtype).entropy();
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>();
        mu.addTo(p);
        logSigma.addTo(p);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "diagonal_normal");
        c.put("mean", Arrays.stream(mean).boxed().toList());
        c.put("deviation", Arrays.stream(deviation).boxed().toList());
        c.put("learned", learned);
        c.put("dtype", dtype.toString());
        return c;
    }
}
