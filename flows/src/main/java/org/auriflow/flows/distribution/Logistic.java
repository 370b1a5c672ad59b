package org.auriflow.flows.distribution;

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
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * d independent logistic densities, fixed or learned: with zᵢ = (xᵢ − mᵢ)/sᵢ,
 *
 * <pre>{@code
 * ln p(x) = −Σᵢ [ln(1 + e^zᵢ) + ln(1 + e^−zᵢ) + ln sᵢ]
 * }</pre>
 *
 * <p>The deviation of feature i is π sᵢ/√3. Learned ones are the parameters {@code location} and {@code log_scale}.
 * Ignores a context.
 */
public final class Logistic implements Distribution {
    private final LocationScale features;

    private Logistic(LocationScale features) {
        this.features = features;
    }

    /**
     * Of fixed locations m and scales s.
     *
     * @param dtype of samples; densities are in that of their argument
     * @throws IllegalArgumentException if there are not as many positive scales as locations
     */
    public static Logistic fixed(double[] location, double[] scale, DType dtype) {
        return new Logistic(new LocationScale("logistic", null, location, scale, dtype));
    }

    /**
     * Of learned locations and scales, which begin with these values.
     *
     * @throws IllegalArgumentException if there are not as many positive scales as locations
     */
    public static Logistic learned(Engine engine, double[] location, double[] scale, DType dtype) {
        return new Logistic(new LocationScale("logistic", engine, location, scale, dtype));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Logistic fromConfig(Engine engine, Config c) {
        return new Logistic(new LocationScale("logistic", engine, c));
    }

    @Override
    public int width() {
        return features.width();
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public DType dtype() {
        return features.dtype();
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("logistic", x, width());
        Tensor z = features.standardise(x);
        Tensor each = z.softplus().add(z.neg().softplus());
        return each.sum(-1).neg().sub(features.logVolume(x.dtype()));
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor u = random.uniform(new TensorType(dtype(), Shape.of(n, width())), counter);
        return features.place(u.log().sub(u.neg().log1p()));
    }

    @Override
    public Tensor entropy(Tensor context) {
        return features.logVolume(dtype()).add(2.0 * width());
    }

    @Override
    public Map<String, Variable> parameters() {
        return features.parameters();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "logistic");
        features.describe(c);
        return c;
    }
}
