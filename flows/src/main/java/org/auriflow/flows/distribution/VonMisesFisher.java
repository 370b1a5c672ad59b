package org.auriflow.flows.distribution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.math3.special.Gamma;
import org.auriflow.engine.DType;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Bessel;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * The density of von Mises and Fisher on the unit sphere of R^d, with respect to its surface, around a mean direction
 * μ:
 *
 * <pre>{@code
 * ln p(x) = κ μ·x + (½d − 1) ln κ − ½ d ln 2π − ln I_{½d − 1}(κ)
 * }</pre>
 *
 * <p>It is no density of R^d. Rows are taken to be of length 1, which is not checked; κ μ·x is computed as κ − ½ κ|x −
 * μ|², which is the same on the sphere, and for large κ far more exact in float32. Immutable, without parameters;
 * ignores a context.
 *
 * <p>Draws are x = μ(1 − t) + √(t(2 − t)) ξ, with ξ uniform among the directions orthogonal to μ and 1 − t = μ·x. For d
 * = 3 the distribution of t is inverted, t = −ln(1 − u(1 − e^−2κ))/κ. For other d, t comes from the rejection of A. T.
 * A. Wood (Simulation of the von Mises Fisher distribution, Communications in Statistics 23, 1994, algorithm VM*) with
 * a fixed number of proposals: with b = (d − 1)/(2κ + √(4κ² + (d − 1)²)), a = ½(d − 1), x₀ = (1 − b)/(1 + b) and z of
 * density Beta(a, a),
 *
 * <pre>{@code
 * t = 2bz/(1 − (1 − b)z)   accepted with probability exp(κ(1 − x₀ − t) + 2a ln[(1 − x₀ + x₀t)/(1 − x₀²)])
 * 2z − 1 = √(1 − v^(1/(a − ½))) cos 2πw   for uniform v and w (G. Ulrich, Applied Statistics 33, 1984)
 * }</pre>
 *
 * <p>Integration of that probability over the density of proposals gives the chance that one is accepted, Γ(½d)
 * (2/κ)^(½d − 1) I_{½d − 1}(κ) e^(−κx₀)/(1 − x₀²)^a, which is above 0.65. There are as many proposals, at most 26, as
 * make the chance that none is accepted, when the last of them is taken, smaller than 1e-12: no test can tell the draws
 * from exact ones.
 */
public final class VonMisesFisher implements Distribution {
    private static final double FAILURE = 1e-12;

    private final double[] mean;
    private final double[] mu;
    private final double kappa;
    private final DType dtype;

    /** ln p(μ). */
    private final double logPeak;

    /**
     * Around a direction.
     *
     * @param mean a vector of any length, which is divided by it; [d], d at least 2
     * @param concentration κ, positive
     * @param dtype of samples, float32 or float64; densities are in that of their argument
     * @throws IllegalArgumentException if there is no direction or κ is not positive and finite
     */
    public VonMisesFisher(double[] mean, double concentration, DType dtype) {
        double length = Math.sqrt(Arrays.stream(mean).map(m -> m * m).sum());
        if (mean.length < 2 || !(length > 0 && Double.isFinite(length))) {
            throw new IllegalArgumentException("von mises fisher: requires a direction of 2 or more features, got "
                    + Arrays.toString(mean) + "; it must not be 0");
        }
        if (!(concentration > 0 && Double.isFinite(concentration))) {
            throw new IllegalArgumentException("von mises fisher: requires a positive and finite concentration, got "
                    + concentration + "; use a uniform sphere for 0");
        }
        Checks.floating("von mises fisher", dtype);
        this.mean = mean.clone();
        this.mu = Arrays.stream(mean).map(m -> m / length).toArray();
        this.kappa = concentration;
        this.dtype = dtype;
        double order = 0.5 * mean.length - 1;
        this.logPeak =
                order * Math.log(kappa) - 0.5 * mean.length * Math.log(2 * Math.PI) - Bessel.logScaledI(order, kappa);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static VonMisesFisher fromConfig(Config c) {
        return new VonMisesFisher(c.numbers("mean"), c.number("concentration"), c.dtype("dtype"));
    }

    @Override
    public int width() {
        return mu.length;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    private Tensor direction(DType of) {
        return Values.constant(of, Shape.of(mu.length), mu);
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("von mises fisher", x, width());
        Tensor apart = x.sub(direction(x.dtype()));
        return apart.mul(apart).sum(-1).mul(-0.5 * kappa).add(logPeak);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        int d = width();
        Tensor t = d == 3 ? inverted(n, random, counter) : proposed(n, random, counter);
        Tensor z = random.split(0).normal(new TensorType(dtype, Shape.of(n, d - 1)), counter);
        Tensor across = UniformSphere.directions(z).matmul(orthogonal());
        Tensor sine = t.mul(t.neg().add(2)).sqrt();
        Tensor m = direction(dtype);
        return m.sub(m.mul(t.expand(-1))).add(across.mul(sine.expand(-1)));
    }

    private Tensor inverted(int n, Random random, Tensor counter) {
        Tensor u = random.uniform(new TensorType(dtype, Shape.of(n)), counter);
        return u.mul(Math.expm1(-2 * kappa)).log1p().div(-kappa);
    }

    private Tensor proposed(int n, Random random, Tensor counter) {
        int d = width();
        double b = (d - 1) / (2 * kappa + Math.sqrt(4 * kappa * kappa + (d - 1.0) * (d - 1)));
        double fromOne = 2 * b / (1 + b);
        double x0 = 1 - fromOne;
        int proposals = proposals(d, b);
        Tensor u = random.uniform(new TensorType(dtype, Shape.of(3, n, proposals)), counter);
        Tensor radius = u.select(0, 0).log().mul(2.0 / (d - 2)).expm1().neg().sqrt();
        Tensor cosine = u.select(0, 1).mul(2 * Math.PI).cos();
        Tensor beta = (d == 2 ? cosine : radius.mul(cosine)).add(1).mul(0.5);
        Tensor t = beta.mul(2 * b).div(beta.mul(b - 1).add(1));
        // (1 − x₀²) is the product of both ends.
        Tensor logAccept = t.mul(x0 / fromOne)
                .add(1)
                .div(1 + x0)
                .log()
                .mul(d - 1.0)
                .add(t.neg().add(fromOne).mul(kappa));
        Tensor accepted = u.select(0, 2).log().le(logAccept).cast(DType.INT32);
        Tensor last = Values.constant(DType.INT32, Shape.of(1), proposals - 1.0);
        Tensor first = Tensor.where(accepted.max(-1).gt(0), accepted.argMax(-1), last.broadcastTo(Shape.of(n)));
        return t.gather(-1, first.expand(-1)).select(-1, 0);
    }

    /** So many that all of them are rejected with a chance below 1e-12. */
    private int proposals(int d, double b) {
        double order = 0.5 * d - 1;
        double x0 = (1 - b) / (1 + b);
        // ln of the chance given above, with the e^−κ of the scaled I_ν undone.
        double log = Gamma.logGamma(0.5 * d)
                + order * Math.log(2 / kappa)
                + Bessel.logScaledI(order, kappa)
                + kappa * (1 - x0)
                - 0.5 * (d - 1) * Math.log(4 * b / ((1 + b) * (1 + b)));
        double rejected = -Math.expm1(Math.min(log, 0));
        return rejected < FAILURE ? 1 : (int) Math.ceil(Math.log(FAILURE) / Math.log(rejected));
    }

    /** An orthonormal basis of the directions orthogonal to μ, [d − 1, d]: rows of the reflection of ±e₀ to μ. */
    private Tensor orthogonal() {
        int d = mu.length;
        double[] v = mu.clone();
        // The sign that does not cancel.
        v[0] += Math.copySign(1, mu[0]);
        double square = Arrays.stream(v).map(e -> e * e).sum();
        double[] rows = new double[(d - 1) * d];
        for (int i = 1; i < d; i++) {
            for (int j = 0; j < d; j++) {
                rows[(i - 1) * d + j] = (i == j ? 1 : 0) - 2 * v[i] * v[j] / square;
            }
        }
        return Values.constant(dtype, Shape.of(d - 1, d), rows);
    }

    /** −ln p(μ) + κ(1 − A) with A = I_{½d}(κ)/I_{½d − 1}(κ), the mean of μ·x. */
    @Override
    public Tensor entropy(Tensor context) {
        double half = 0.5 * width();
        double logA = Bessel.logScaledI(half, kappa) - Bessel.logScaledI(half - 1, kappa);
        return Tensor.scalar(dtype, -logPeak - kappa * Math.expm1(logA));
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "von_mises_fisher");
        c.put("mean", Arrays.stream(mean).boxed().toList());
        c.put("concentration", kappa);
        c.put("dtype", dtype.toString());
        return c;
    }
}
