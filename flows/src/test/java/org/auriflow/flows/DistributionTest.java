package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.LogisticDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.distribution.ConditionalNormal;
import org.auriflow.flows.distribution.DiagonalNormal;
import org.auriflow.flows.distribution.FullNormal;
import org.auriflow.flows.distribution.Logistic;
import org.auriflow.flows.distribution.Mixture;
import org.auriflow.flows.distribution.StandardNormal;
import org.auriflow.flows.distribution.StudentT;
import org.auriflow.flows.distribution.UniformBox;
import org.auriflow.flows.distribution.UniformSphere;
import org.auriflow.flows.distribution.VonMisesFisher;
import org.auriflow.nn.Mlp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Densities against values from SciPy, and draws against distribution functions. */
class DistributionTest {
    private static final double[] CENTRE = {0.3, -0.4};
    private static final double[] SCALE = {0.8, 0.6};
    private static final double[] FACTOR = {0.8, -0.5, 0.6};
    private static final DType F64 = DType.FLOAT64;
    private static final int DRAWS = 20_000;

    private static double logProb(Distribution p, double... x) {
        return p.logProb(Tensor.of(x)).item();
    }

    @Test
    void densitiesAreThoseOfSciPy() {
        assertEquals(-2.1177967802180335, logProb(DiagonalNormal.fixed(CENTRE, SCALE, F64), 0.7, -1.2), 1e-14);
        assertEquals(-1.6490467802180337, logProb(FullNormal.fixed(CENTRE, FACTOR, F64), 0.7, -1.2), 1e-14);
        Logistic logistic = Logistic.fixed(CENTRE, new double[] {0.2, 0.3}, F64);
        assertEquals(-2.2414635240788643, logProb(logistic, 0.7, -1.2), 1e-14);
        StudentT independent = StudentT.independent(2.5, CENTRE, SCALE, F64);
        assertEquals(-2.4061029576441557, logProb(independent, 0.7, -1.2), 1e-14);
        assertEquals(2.961550966071642, independent.entropy(null).item(), 1e-13);
        StudentT joint = StudentT.multivariate(2.5, CENTRE, SCALE, F64);
        assertEquals(-2.440274084901264, logProb(joint, 0.7, -1.2), 1e-14);
        assertEquals(2.903907891329145, joint.entropy(null).item(), 1e-13);
        for (int d : new int[] {2, 3, 4, 10}) {
            double surface =
                    d == 2 ? 2 * Math.PI : d == 3 ? 4 * Math.PI : d == 4 ? 2 * Math.PI * Math.PI : 25.50164039877345;
            assertEquals(-Math.log(surface), logProb(new UniformSphere(d, F64), new double[d]), 1e-14);
        }
    }

    @Test
    void vonMisesFisherIsThatOfSciPy() {
        double[][] cases = {
            {2, 2, -1.2476570455192064, 1.2663212919642852},
            {3, 3, -2.004732140803393, 1.7218734784311898},
            {5, 0.7, -3.0059014014307106, 3.222293726172689},
            {5, 50, -23.470825639646982, -2.1889027486204213},
            {10, 300, -187.70880234792654, -12.949204623635694}
        };
        for (double[] c : cases) {
            int d = (int) c[0];
            double[] mean = new double[d];
            mean[0] = 7;
            double[] x = new double[d];
            Arrays.fill(x, 1 / Math.sqrt(d));
            VonMisesFisher p = new VonMisesFisher(mean, c[1], F64);
            assertEquals(c[2], logProb(p, x), 1e-12 * Math.abs(c[2]), "d = " + d);
            assertEquals(c[3], p.entropy(null).item(), 1e-12 * Math.abs(c[3]), "d = " + d);
        }
    }

    /** Far out, and where two large numbers nearly cancel. */
    @Test
    void extremesAreExact() {
        Logistic logistic = Logistic.fixed(new double[] {0}, new double[] {1}, F64);
        assertEquals(-1000, logProb(logistic, 1000));
        assertEquals(-1000, logProb(logistic, -1000));
        assertEquals(Double.NEGATIVE_INFINITY, logProb(logistic, Double.POSITIVE_INFINITY));
        StudentT nearlyNormal = StudentT.independent(1e9, new double[] {0}, new double[] {1}, F64);
        assertEquals(logProb(new StandardNormal(1, F64), 1.5), logProb(nearlyNormal, 1.5), 2e-9);
        UniformBox box = new UniformBox(new double[] {0, 1}, new double[] {2, 5}, F64);
        assertEquals(-Math.log(8), logProb(box, 2, 1), 1e-15);
        for (double[] x : new double[][] {{2.1, 3}, {1, 0.9}, {Double.NaN, 3}}) {
            assertEquals(Double.NEGATIVE_INFINITY, logProb(box, x));
        }
        // At this concentration κ μ·x in float32 would be off by some 0.06.
        VonMisesFisher narrow = new VonMisesFisher(new double[] {0.6, 0, 0.8}, 1e6, DType.FLOAT32);
        Tensor x = narrow.sample(1000, new Random(1, 1)).detach();
        Samples.assertClose(narrow.logProb(x.cast(F64)).cast(DType.FLOAT32), narrow.logProb(x), 1e-3, "float32");
    }

    @Test
    void mixtureIsTheSumOfItsComponents() {
        Distribution a = DiagonalNormal.fixed(CENTRE, SCALE, F64);
        Distribution b = new StandardNormal(2, F64);
        Distribution p = Mixture.fixed(List.of(a, b), 3, 1);
        double expected = 0.75 * Math.exp(logProb(a, 1, 2)) + 0.25 * Math.exp(logProb(b, 1, 2));
        assertEquals(Math.log(expected), logProb(p, 1, 2), 1e-14);
        assertThrows(UnsupportedOperationException.class, () -> p.entropy(null));
    }

    /** Kolmogorov and Smirnov: exceeded by draws of the right distribution once in 10,000 times. */
    private static void assertFollows(DoubleUnaryOperator cumulative, Tensor draws, String what) {
        double[] x = draws.toDoubleArray();
        Arrays.sort(x);
        double distance = 0;
        for (int i = 0; i < x.length; i++) {
            double f = cumulative.applyAsDouble(x[i]);
            distance = Math.max(distance, Math.max(f - (double) i / x.length, (i + 1.0) / x.length - f));
        }
        assertTrue(distance < 2.23 / Math.sqrt(x.length), what + ": distance " + distance);
    }

    @Test
    void drawsFollowTheirDistributions() {
        Random random = new Random(11, 0);
        double[] m = {0.3, -1};
        double[] s = {2, 0.5};
        for (DType dtype : new DType[] {DType.FLOAT32, F64}) {
            Tensor normal = DiagonalNormal.fixed(m, s, dtype).sample(DRAWS, random);
            assertFollows(new NormalDistribution(0.3, 2)::cumulativeProbability, normal.select(1, 0), "normal");
            Tensor logistic = Logistic.fixed(m, s, dtype).sample(DRAWS, random);
            assertFollows(new LogisticDistribution(-1, 0.5)::cumulativeProbability, logistic.select(1, 1), "logistic");
            Tensor box = new UniformBox(m, new double[] {1.3, 2}, dtype).sample(DRAWS, random);
            assertFollows(x -> x - 0.3, box.select(1, 0), "box");
            for (double nu : new double[] {0.5, 1, 2.5, 30}) {
                TDistribution t = new TDistribution(nu);
                for (boolean joint : new boolean[] {false, true}) {
                    StudentT p = joint ? StudentT.multivariate(nu, m, s, dtype) : StudentT.independent(nu, m, s, dtype);
                    Tensor x = p.sample(DRAWS, random);
                    for (int i = 0; i < 2; i++) {
                        Tensor z = x.select(1, i).sub(m[i]).div(s[i]);
                        assertFollows(t::cumulativeProbability, z, p.config() + " in " + dtype + ", feature " + i);
                    }
                }
            }
        }
    }

    /**
     * The length of a multivariate t with two features has a closed distribution: P(|z|² ≤ q) = 1 − (1 + q/ν)^(−ν/2).
     */
    @Test
    void multivariateFeaturesShareTheirDistance() {
        double nu = 3;
        Tensor z = StudentT.multivariate(nu, new double[2], new double[] {1, 1}, F64)
                .sample(DRAWS, new Random(4, 4));
        assertFollows(q -> 1 - Math.pow(1 + q / nu, -nu / 2), z.mul(z).sum(-1), "|z|²");
    }

    /** Height above the equator of μ, by integration, and the directions around μ. */
    @Test
    void vonMisesFisherDrawsFollowTheirHeight() {
        int draws = 5000;
        for (int d : new int[] {2, 3, 4, 7}) {
            for (double kappa : new double[] {0.01, 3, 2000}) {
                double[] mean = new double[d];
                for (int i = 0; i < d; i++) {
                    mean[i] = Math.cos(i + 1);
                }
                VonMisesFisher p = new VonMisesFisher(mean, kappa, F64);
                Tensor x = p.sample(draws, new Random(d, 5));
                Samples.assertClose(Tensor.onesLike(x.sum(-1)), x.mul(x).sum(-1), 1e-13, "length");
                double length = Math.sqrt(Arrays.stream(mean).map(v -> v * v).sum());
                Tensor h = x.mul(Tensor.of(mean)).sum(-1).div(length);
                String what = "height for d = " + d + " and κ = " + kappa;
                assertFollows(height(d, kappa), h.neg().add(1), what);
                // Around the mean direction, each feature is as often on one side as on the other.
                Tensor around = x.sub(Tensor.of(mean).mul(h.div(length).expand(-1)));
                double[] share = around.gt(0).cast(F64).mean(0).toDoubleArray();
                for (double v : share) {
                    assertEquals(0.5, v, 4 * 0.5 / Math.sqrt(draws), what);
                }
            }
        }
        Tensor x = new VonMisesFisher(new double[] {0, 0, 0, -1}, 1e5, DType.FLOAT32).sample(DRAWS, new Random(1, 5));
        assertFollows(height(4, 1e5), x.select(1, 3).add(1), "float32");
    }

    /** P(1 − h ≤ t), by Simpson's rule over the angle from μ, whose density e^(κ cos a) sin^(d − 2) a is smooth. */
    private static DoubleUnaryOperator height(int d, double kappa) {
        int n = 2000;
        double top = Math.min(Math.sqrt(2), Math.sqrt(60 / kappa));
        DoubleUnaryOperator density =
                a -> Math.exp(-2 * kappa * Math.sin(a / 2) * Math.sin(a / 2)) * Math.pow(Math.sin(a), d - 2.0);
        double[] sums = new double[n + 1];
        for (int i = 0; i < n; i++) {
            double from = angle(i, n, top);
            double to = angle(i + 1, n, top);
            double middle = density.applyAsDouble((from + to) / 2);
            sums[i + 1] =
                    sums[i] + (to - from) / 6 * (density.applyAsDouble(from) + 4 * middle + density.applyAsDouble(to));
        }
        return t -> {
            double at = Math.min(Math.sqrt(Math.max(t, 0)) / top, 1) * n;
            int i = Math.min((int) at, n - 1);
            return (sums[i] + (at - i) * (sums[i + 1] - sums[i])) / sums[n];
        };
    }

    /** The angle from μ at which 1 − cos is v² for v = top i/n. */
    private static double angle(int i, int n, double top) {
        return 2 * Math.asin(Math.min(1, top * i / n / Math.sqrt(2)));
    }

    /**
     * A mixture of components that do not overlap: as many draws near each as its weight says, also where a network
     * gives it.
     */
    @Test
    void componentsAreDrawnByTheirWeights() {
        Distribution[] at = new Distribution[3];
        for (int k = 0; k < 3; k++) {
            at[k] = DiagonalNormal.fixed(new double[] {100.0 * k}, new double[] {1}, F64);
        }
        double[] x = Mixture.fixed(List.of(at), 5, 3, 2)
                .sample(DRAWS, new Random(3, 3))
                .toDoubleArray();
        double[] weights = {0.5, 0.3, 0.2};
        for (int k = 0; k < 3; k++) {
            int which = k;
            double share =
                    Arrays.stream(x).filter(v -> Math.round(v / 100) == which).count() / (double) DRAWS;
            assertEquals(weights[k], share, 4 * Math.sqrt(weights[k] * (1 - weights[k]) / DRAWS));
        }
        double[] near = Arrays.stream(x).map(v -> v - 100 * Math.round(v / 100)).toArray();
        assertFollows(new NormalDistribution(0, 1)::cumulativeProbability, Tensor.of(near), "within components");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses("diagonal normal: requires", () -> DiagonalNormal.fixed(CENTRE, new double[] {1, 0}, F64));
            refuses("diagonal normal: requires", () -> DiagonalNormal.fixed(CENTRE, SCALE, DType.INT32));
            refuses("full normal: requires a factor of 3", () -> FullNormal.fixed(CENTRE, SCALE, F64));
            refuses("full normal: requires", () -> FullNormal.fixed(CENTRE, new double[] {1, 0, -1}, F64));
            refuses("logistic: requires", () -> Logistic.fixed(CENTRE, new double[] {1}, F64));
            refuses("student t: requires positive", () -> StudentT.independent(0, CENTRE, SCALE, F64));
            refuses("uniform box: requires", () -> new UniformBox(CENTRE, CENTRE, F64));
            refuses("uniform sphere: requires", () -> new UniformSphere(1, F64));
            refuses("von mises fisher: requires a direction", () -> new VonMisesFisher(new double[3], 1, F64));
            refuses("von mises fisher: requires a positive", () -> new VonMisesFisher(CENTRE, 0, F64));
            Distribution one = new StandardNormal(1, F64);
            refuses("mixture: requires components", () -> Mixture.fixed(List.of(one), 0));
            refuses("mixture: requires components", () -> Mixture.fixed(List.of()));
            refuses("mixture: components must", () -> Mixture.fixed(List.of(one, new StandardNormal(2, F64)), 1, 1));
            refuses("mixture: components must", () -> Mixture.fixed(List.of(one, new StandardNormal(1)), 1, 1));
            Mlp network = Mlp.builder(engine).inputs(2).outputs(4).build();
            refuses(
                    "conditional normal: requires a network from [..., 2] to [..., 5]",
                    () -> ConditionalNormal.full(2, 2, network));
            refuses("conditional normal: requires a positive", () -> ConditionalNormal.diagonal(2, 0, network));
            refuses("mixture density network: requires a width", () -> MixtureDensityNetwork.builder(engine)
                    .build());
            refuses("mixture density network: requires a context", () -> MixtureDensityNetwork.builder(engine)
                    .width(2)
                    .network(network)
                    .build());
            refuses(
                    "mixture density network: requires a network from [..., 2] to [..., 60]",
                    () -> MixtureDensityNetwork.builder(engine)
                            .width(2)
                            .context(2)
                            .network(network)
                            .build());
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
