package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/**
 * The unit sphere of dimension n in R^(n+1), by angles: a circle for n = 1.
 *
 * <pre>{@code
 * x = (cos φ₀, sin φ₀ cos φ₁, …, sin φ₀ ⋯ sin φₙ₋₁)    φₖ = uₖ + π/2 in [0, π] for k < n − 1, φₙ₋₁ = uₙ₋₁ in [−π, π]
 * }</pre>
 *
 * <p>{@code encode} takes the direction of any x but 0. {@link #logVolume} is Σ (n − 1 − k) ln sin φₖ: −∞ at the poles, where the chart is
 * singular.
 */
public final class SphereChart implements Chart {
    private final int latentWidth;

    /**
     * A sphere of a dimension.
     *
     * @throws IllegalArgumentException unless n is positive
     */
    public SphereChart(int latentWidth) {
        if (latentWidth < 1) {
            throw new IllegalArgumentException(
                    "sphere chart: requires a positive dimension, got " + latentWidth + "; 1 is a circle");
        }
        this.latentWidth = latentWidth;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static SphereChart fromConfig(Config c) {
        return new SphereChart(c.integer("latent"));
    }

    @Override
    public int width() {
        return latentWidth + 1;
    }

    @Override
    public int latentWidth() {
        return latentWidth;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public double[] halfWidths() {
        double[] w = new double[latentWidth];
        Arrays.fill(w, Math.PI / 2);
        w[latentWidth - 1] = Math.PI;
        return w;
    }

    @Override
    public boolean[] periodic() {
        boolean[] p = new boolean[latentWidth];
        p[latentWidth - 1] = true;
        return p;
    }

    @Override
    public Tensor decode(Tensor u, Tensor context, Pass pass) {
        Rows.lead("sphere chart", u, latentWidth);
        List<Tensor> x = new ArrayList<>();
        Tensor r = null;
        for (int k = 0; k < latentWidth; k++) {
            Tensor v = u.select(-1, k);
            boolean last = k == latentWidth - 1;
            // cos(v + π/2) = −sin v, sin(v + π/2) = cos v.
            Tensor cos = last ? v.cos() : v.sin().neg();
            Tensor sin = last ? v.sin() : v.cos();
            x.add(r == null ? cos : r.mul(cos));
            r = r == null ? sin : r.mul(sin);
        }
        x.add(r);
        return Tensor.stack(-1, x.toArray(new Tensor[0]));
    }

    @Override
    public Tensor encode(Tensor x, Tensor context, Pass pass) {
        Rows.lead("sphere chart", x, width());
        List<Tensor> u = new ArrayList<>();
        for (int k = 0; k < latentWidth - 1; k++) {
            Tensor rest = x.slice(-1, k + 1, width());
            Tensor r = rest.mul(rest).sum(-1).sqrt();
            u.add(x.select(-1, k).neg().atan2(r));
        }
        u.add(x.select(-1, latentWidth).atan2(x.select(-1, latentWidth - 1)));
        return Tensor.stack(-1, u.toArray(new Tensor[0]));
    }

    /** Σ (n − 1 − k) ln sin φₖ in closed form. */
    @Override
    public Tensor logVolume(Tensor u, Tensor context, Pass pass) {
        Rows.lead("sphere chart", u, latentWidth);
        Tensor sum = Tensor.zerosLike(u.select(-1, 0));
        for (int k = 0; k < latentWidth - 1; k++) {
            sum = sum.add(u.select(-1, k).cos().log().mul(latentWidth - 1.0 - k));
        }
        return sum;
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "sphere_chart");
        c.put("latent", latentWidth);
        return c;
    }
}
