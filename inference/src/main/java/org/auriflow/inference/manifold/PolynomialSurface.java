package org.auriflow.inference.manifold;

import org.auriflow.engine.RandomStream;

/**
 * The polynomial surface of 2003.13913, section 4.A: a mixture of two Gaussians, one of a width that θ sets, on a rotated graph
 * of two variables.
 *
 * <pre>{@code
 * z ~ 0.6 N((1, −1), 2²) + 0.4 N((−1, 1), s²)    s = 0.2 + 0.8 (0.5 + 0.5 θ)
 * f(z) = exp(−0.1 |z|²) Σ cₖ mₖ(z)               monomials m of degree up to 5
 * x = R (z₀, z₁, f(z))
 * }</pre>
 *
 * <p>Coefficients and rotation are those of github.com/johannbrehmer/manifold-flow (MIT licence). Its density is that of z; the density
 * on the surface has the factor 1/√(1 + |∇f|²) besides, which {@link #logProb} includes and {@link #publishedLogProb} leaves out.
 */
public final class PolynomialSurface implements ManifoldProblem {
    private static final double[] COEFFICIENTS = {
        -1.2168586603514988,
        1.5222185058080313,
        -1.2137184774523713,
        0.056508287792492326,
        -0.023891580117654843,
        -0.046679008635003467,
        -0.055684866244744051,
        -0.0076749463582970771,
        -0.05717928991876596,
        -0.051694842320096739,
        0.013713569766142171,
        0.00019578321017337021,
        -0.0070856847415118867,
        -0.0066261159038441386,
        0.0033305025718645487,
        -0.0083231939923945151,
        -0.010951862645717694,
        0.0040810678602200574,
        -0.0046477796818454259,
        -0.0088060082048527361,
        0.012115704379651746
    };

    private static final double[][] ROTATION = {
        {0.9738872159123575, -0.22686056735015556, -0.0088302697604824669},
        {0.22703193820535869, 0.97307389388173038, 0.039795679169538759},
        {-0.00043556537462748507, -0.040761256450362007, 0.99916881969734839}
    };

    private static final int DEGREE = 5;
    private static final double DAMPING = 0.1;

    @Override
    public String name() {
        return "power";
    }

    @Override
    public int width() {
        return 3;
    }

    @Override
    public int latentWidth() {
        return 2;
    }

    @Override
    public int contextWidth() {
        return 1;
    }

    /** Six standard deviations of the wide component to either side. */
    @Override
    public double extent() {
        return 12;
    }

    /** f and its two derivatives. */
    private static double[] surface(double a, double b) {
        double value = 0;
        double da = 0;
        double db = 0;
        int k = 0;
        for (int degree = 0; degree <= DEGREE; degree++) {
            for (int j = 0; j <= degree; j++) {
                int i = degree - j;
                double c = COEFFICIENTS[k++];
                double powA = Math.pow(a, i);
                double powB = Math.pow(b, j);
                value += c * powA * powB;
                da += i == 0 ? 0 : c * i * Math.pow(a, i - 1) * powB;
                db += j == 0 ? 0 : c * j * powA * Math.pow(b, j - 1);
            }
        }
        double damp = Math.exp(-DAMPING * (a * a + b * b));
        return new double[] {damp * value, damp * (da - 2 * DAMPING * a * value), damp * (db - 2 * DAMPING * b * value)
        };
    }

    /** The point of the surface above z. */
    public double[] point(double z0, double z1) {
        double[] v = {z0, z1, surface(z0, z1)[0]};
        double[] x = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                x[i] += ROTATION[i][j] * v[j];
            }
        }
        return x;
    }

    /** Rᵀx: z and the height. */
    public static double[] unrotated(double[] x) {
        double[] v = new double[3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                v[j] += ROTATION[i][j] * x[i];
            }
        }
        return v;
    }

    private static double deviation(double[] theta) {
        return 0.2 + 0.8 * (0.5 + 0.5 * theta[0]);
    }

    @Override
    public double[] draw(double[] theta, RandomStream random) {
        boolean wide = random.uniform() < 0.6;
        double s = wide ? 2 : deviation(theta);
        double center = wide ? 1 : -1;
        return point(center + s * random.normal(), -center + s * random.normal());
    }

    /** |height − f(z)|, along the axis of the graph, as published; the shortest distance is smaller where the surface is steep. */
    @Override
    public double distance(double[] x) {
        double[] v = unrotated(x);
        return Math.abs(v[2] - surface(v[0], v[1])[0]);
    }

    @Override
    public double publishedLogProb(double[] x, double[] theta) {
        double[] v = unrotated(x);
        double wide = Math.log(0.6) + normal(v[0] - 1, v[1] + 1, 2);
        double narrow = Math.log(0.4) + normal(v[0] + 1, v[1] - 1, deviation(theta));
        double most = Math.max(wide, narrow);
        return most + Math.log(Math.exp(wide - most) + Math.exp(narrow - most));
    }

    private static double normal(double a, double b, double s) {
        return -0.5 * (a * a + b * b) / (s * s) - Math.log(2 * Math.PI * s * s);
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        double[] v = unrotated(x);
        double[] f = surface(v[0], v[1]);
        return publishedLogProb(x, theta) - 0.5 * Math.log1p(f[1] * f[1] + f[2] * f[2]);
    }
}
