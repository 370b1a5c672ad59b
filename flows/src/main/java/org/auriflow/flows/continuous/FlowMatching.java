package org.auriflow.flows.continuous;

import org.auriflow.engine.DType;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Streams;

/**
 * The loss that trains a {@link VelocityField} without solving for its paths: conditional flow matching along straight
 * lines from noise to data (Y. Lipman et al., 2210.02747, equation 23; for σ = 0 the rectified flow of X. Liu, C. Gong and
 * Q. Liu, 2209.03003, equation 1).
 *
 * <pre>{@code
 * x₀ ~ N(0, 1)    t ~ U(0, 1)    xₜ = (1 − (1 − σ) t) x₀ + t x₁
 * loss = mean of (v(xₜ, t, c) − (x₁ − (1 − σ) x₀))²
 * }</pre>
 *
 * <p>At its minimum the velocity carries noise at time 0 to data at time 1 that are blurred by normals of deviation σ, in
 * the units of the data, which should have a scale near 1. The minimum itself is not 0: it is the variance of x₁ − (1 − σ) x₀
 * that is left when xₜ and t are known.
 *
 * <pre>{@code
 * FlowMatching matching = FlowMatching.of(field);
 * Trainer.builder(engine).model(field).loss((batch, pass) -> matching.loss(batch.get("x"), null, pass))…
 * }</pre>
 */
public final class FlowMatching {
    private static final double USUAL_SIGMA = 1e-3;

    private final VelocityField field;
    private final double sigma;
    private final long seed;
    private final Random random;

    private FlowMatching(VelocityField field, double sigma, long seed) {
        this.field = field;
        this.sigma = sigma;
        this.seed = seed;
        this.random = new Random(seed, Streams.NOISE.number(0));
    }

    /** The loss of a field, with σ = 0.001 and seed 0. */
    public static FlowMatching of(VelocityField field) {
        return new FlowMatching(field, USUAL_SIGMA, 0);
    }

    /**
     * The same loss with another deviation σ of the data; 0 is allowed, though the velocity then has no bound near time 1.
     *
     * @throws IllegalArgumentException unless it is in [0, 1)
     */
    public FlowMatching sigma(double deviation) {
        if (!(deviation >= 0 && deviation < 1)) {
            throw new IllegalArgumentException(
                    "flow matching: requires sigma in [0, 1), got " + deviation + "; 0.001 is usual");
        }
        return new FlowMatching(field, deviation, seed);
    }

    /** The same loss with other draws. */
    public FlowMatching seed(long s) {
        return new FlowMatching(field, sigma, s);
    }

    /**
     * The mean over rows and features. Noise and times are drawn anew in every training step, by its number alone; in
     * evaluation they are always the same.
     *
     * @param x data x₁ [..., d]
     * @param context [..., c] with leading axes that broadcast to those of x, or null for none
     * @return scalar
     * @throws IllegalArgumentException if widths or dtypes do not fit
     */
    public Tensor loss(Tensor x, Tensor context, Pass pass) {
        Shape lead = Rows.lead("flow matching", x, field.width(), field.dtype());
        Tensor counter = pass.training() ? pass.step() : Tensor.scalar(DType.INT32, 0);
        Tensor noise = random.normal(x.type(), counter);
        Tensor t = random.split(0).uniform(new TensorType(x.dtype(), lead), counter);
        Tensor share = t.expand(-1);
        Tensor at = share.mul(sigma - 1).add(1).mul(noise).add(share.mul(x));
        Tensor target = x.add(noise.mul(sigma - 1));
        return field.velocity(at, t, context, pass).sub(target).pow(2).mean();
    }
}
