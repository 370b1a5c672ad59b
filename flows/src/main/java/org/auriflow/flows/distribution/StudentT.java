package org.auriflow.flows.distribution;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Digamma;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * Student's t with ν degrees of freedom, of independent features or of the whole row. With zᵢ = (xᵢ − mᵢ)/sᵢ,
 *
 * <pre>{@code
 * independent   ln p(x) = Σᵢ [c₁ − ln sᵢ − ½(ν + 1) ln(1 + zᵢ²/ν)]
 * multivariate  ln p(x) = c_d − Σᵢ ln sᵢ − ½(ν + d) ln(1 + |z|²/ν)
 * c_k = ln Γ(½(ν + k)) − ln Γ(½ν) − ½ k ln(πν)
 * }</pre>
 *
 * <p>In the multivariate density features are uncorrelated but not independent: they share their distance from the
 * centre. Locations m and scales s are fixed, or learned as {@code location} and {@code log_scale}; ν is fixed. Ignores
 * a context.
 *
 * <p>Draws are exact, without rejection: for uniform v and w, √(ν (w^(−2/ν) − 1)) cos 2πv has the density of one
 * feature (R. W. Bailey, Polar generation of random variates with the t-distribution, Mathematics of Computation 62,
 * 1994). A multivariate draw takes one feature after the other: given the first k, the next is t with ν + k degrees of
 * freedom times √((ν + Σ z²)/(ν + k)). Draws end where w does, at some √ν 2^(24/ν) in float32, which for ν below 0.19
 * is infinite.
 */
public final class StudentT implements Distribution {
    private final double nu;
    private final boolean joint;
    private final LocationScale features;

    private StudentT(double nu, boolean joint, LocationScale features) {
        if (!(nu > 0) || Double.isInfinite(nu)) {
            throw new IllegalArgumentException("student t: requires positive and finite degrees of freedom, got " + nu
                    + "; use a normal for infinitely many");
        }
        this.nu = nu;
        this.joint = joint;
        this.features = features;
    }

    private static LocationScale features(Engine engine, double[] location, double[] scale, DType dtype) {
        return new LocationScale("student t", engine, location, scale, dtype);
    }

    /**
     * Of independent features with fixed locations and scales.
     *
     * @param degrees ν
     * @param dtype of samples; densities are in that of their argument
     * @throws IllegalArgumentException if ν is not positive, or there are not as many positive scales as locations
     */
    public static StudentT independent(double degrees, double[] location, double[] scale, DType dtype) {
        return new StudentT(degrees, false, features(null, location, scale, dtype));
    }

    /**
     * Of whole rows, with fixed locations and scales.
     *
     * @param degrees ν
     * @param dtype of samples; densities are in that of their argument
     * @throws IllegalArgumentException if ν is not positive, or there are not as many positive scales as locations
     */
    public static StudentT multivariate(double degrees, double[] location, double[] scale, DType dtype) {
        return new StudentT(degrees, true, features(null, location, scale, dtype));
    }

    /** The same density with learned locations and scales, which begin with those of this one. */
    public StudentT learned(Engine engine) {
        return new StudentT(nu, joint, features.learned("student t", engine));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static StudentT fromConfig(Engine engine, Config c) {
        return new StudentT(c.number("degrees"), c.flag("multivariate"), new LocationScale("student t", engine, c));
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

    /** Of how many features the density itself is: there are width/k such densities. */
    private int k() {
        return joint ? width() : 1;
    }

    /** c_k of the class; the difference of two ln Γ would cancel for large ν. */
    private double logConstant() {
        double half = 0.5 * k();
        return Gamma.logGamma(half) - Beta.logBeta(0.5 * nu, half) - half * Math.log(Math.PI * nu);
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("student t", x, width());
        Tensor z = features.standardise(x);
        Tensor square = z.mul(z).div(nu);
        Tensor log = joint ? square.sum(-1).log1p() : square.log1p().sum(-1);
        double constant = logConstant() * width() / k();
        return log.mul(-0.5 * (nu + k())).sub(features.logVolume(x.dtype())).add(constant);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        int d = width();
        Tensor u = random.uniform(new TensorType(dtype(), Shape.of(2, n, d)), counter);
        Tensor logW = u.select(0, 0).log();
        Tensor cosine = u.select(0, 1).mul(2 * Math.PI).cos();
        if (!joint) {
            return features.place(radius(logW, nu).mul(cosine));
        }
        Tensor[] z = new Tensor[d];
        Tensor sum = null;
        for (int i = 0; i < d; i++) {
            Tensor next = radius(logW.select(-1, i), nu + i).mul(cosine.select(-1, i));
            z[i] = i == 0 ? next : next.mul(sum.add(nu).div(nu + i).sqrt());
            Tensor square = z[i].mul(z[i]);
            sum = i == 0 ? square : sum.add(square);
        }
        return features.place(Tensor.stack(-1, z));
    }

    /**
     * √(ν (w^(−2/ν) − 1)), as a product in which neither a power overflows before its root nor a difference cancels.
     */
    private static Tensor radius(Tensor logW, double degrees) {
        return logW.div(-degrees)
                .exp()
                .mul(logW.mul(2 / degrees).expm1().neg().sqrt())
                .mul(Math.sqrt(degrees));
    }

    @Override
    public Tensor entropy(Tensor context) {
        double half = 0.5 * (nu + k());
        double one = half * (Digamma.of(half) - Digamma.of(0.5 * nu)) - logConstant();
        return features.logVolume(dtype()).add(one * width() / k());
    }

    @Override
    public Map<String, Variable> parameters() {
        return features.parameters();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "student_t");
        c.put("degrees", nu);
        c.put("multivariate", joint);
        features.describe(c);
        return c;
    }
}
