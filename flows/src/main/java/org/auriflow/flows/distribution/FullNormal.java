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
import org.auriflow.flows.internal.LowerTriangle;
import org.auriflow.flows.internal.Normal;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * A normal with covariance L Lᵀ, ln p(x) = −½ |L⁻¹(x − μ)|² − Σᵢ ln Lᵢᵢ − ½ d ln 2π, with fixed or learned mean and
 * factor.
 *
 * <p>Learned ones are the parameters {@code mean}, {@code log_diagonal} (ln Lᵢᵢ) and {@code below} (the elements of L
 * below its diagonal, row by row). Ignores a context.
 */
public final class FullNormal implements Distribution {
    private final double[] mean;
    private final double[] factor;
    private final boolean learned;
    private final DType dtype;
    private final Values mu;
    private final Values logDiagonal;
    private final Values below;

    private FullNormal(Engine engine, double[] mean, double[] factor, DType dtype) {
        int d = mean.length;
        if (factor.length != d + LowerTriangle.below(d)) {
            throw new IllegalArgumentException("full normal: requires a factor of " + (d + LowerTriangle.below(d))
                    + " elements for " + d + " means, got " + factor.length + "; give its lower triangle row by row");
        }
        double[] diagonal = new double[d];
        double[] rest = new double[LowerTriangle.below(d)];
        for (int i = 0, at = 0; i < d; i++) {
            System.arraycopy(factor, at, rest, LowerTriangle.below(i), i);
            diagonal[i] = factor[at + i];
            at += i + 1;
        }
        Checks.scales("full normal", mean, "mean", diagonal, "diagonal of the factor", dtype);
        this.mean = mean.clone();
        this.factor = factor.clone();
        this.learned = engine != null;
        this.dtype = dtype;
        this.mu = Values.of(engine, "mean", dtype, mean);
        this.logDiagonal = Values.of(
                engine,
                "log_diagonal",
                dtype,
                Arrays.stream(diagonal).map(Math::log).toArray());
        this.below = Values.of(engine, "below", dtype, rest);
    }

    /**
     * Of fixed mean and factor.
     *
     * @param mean μ [d]
     * @param factor the lower triangle of L row by row, L₀₀, L₁₀, L₁₁, …, with a positive diagonal
     * @param dtype of samples; densities are in that of their argument
     * @throws IllegalArgumentException if the number of elements does not fit or a diagonal element is not positive
     */
    public static FullNormal fixed(double[] mean, double[] factor, DType dtype) {
        return new FullNormal(null, mean, factor, dtype);
    }

    /**
     * Of learned mean and factor, which begin with these values.
     *
     * @param mean μ [d]
     * @param factor as in {@link #fixed}
     * @throws IllegalArgumentException if the number of elements does not fit or a diagonal element is not positive
     */
    public static FullNormal learned(Engine engine, double[] mean, double[] factor, DType dtype) {
        return new FullNormal(engine, mean, factor, dtype);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static FullNormal fromConfig(Engine engine, Config c) {
        return new FullNormal(
                c.flag("learned") ? engine : null, c.numbers("mean"), c.numbers("factor"), c.dtype("dtype"));
    }

    private Normal normal(DType of) {
        return new Normal(mu.tensor(of), logDiagonal.tensor(of), below.tensor(of));
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
        Rows.lead("full normal", x, width());
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
        logDiagonal.addTo(p);
        below.addTo(p);
        return p;
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "full_normal");
        c.put("mean", Arrays.stream(mean).boxed().toList());
        c.put("factor", Arrays.stream(factor).boxed().toList());
        c.put("learned", learned);
        c.put("dtype", dtype.toString());
        return c;
    }
}
