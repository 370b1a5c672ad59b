package org.auriflow.inference.manifold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.auriflow.engine.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Draws lie on the manifold, and the density per area is that of the draws. */
class ManifoldProblemTest {
    private static final int DRAWS = 20_000;

    static Stream<ManifoldProblem> all() {
        return Stream.of(
                new PolynomialSurface(),
                SphericalGaussian.circle(),
                SphericalGaussian.sphere(),
                new Torus(),
                new RenderedImages(16),
                new LorenzAttractor(2, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("all")
    void drawsLieOnTheManifoldAndOutliersDoNot(ManifoldProblem p) {
        RandomStream random = new RandomStream(1, 2);
        double on = 0;
        double off = 0;
        double largest = 0;
        for (int i = 0; i < 200; i++) {
            double[] x = p.draw(p.drawContext(random), random);
            assertEquals(p.width(), x.length);
            on += p.distance(x) / 200;
            off += p.distance(p.drawOutlier(random)) / 200;
            for (double v : x) {
                largest = Math.max(largest, Math.abs(v));
            }
        }
        assertTrue(on < 0.01 * p.extent(), "on it: " + on);
        assertTrue(off > 5 * on && off > 0.03, "off it: " + off);
        assertTrue(largest < p.extent());
    }

    /** ∫ p dA over a parametrisation, by midpoints and areas from central differences. */
    private static double integral(
            ManifoldProblem p, double[] theta, int n, double[] low, double[] high, Parametrisation map) {
        double[] cell = new double[2];
        for (int k = 0; k < 2; k++) {
            cell[k] = (high[k] - low[k]) / n;
        }
        double sum = 0;
        double h = 1e-5;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double a = low[0] + (i + 0.5) * cell[0];
                double b = low[1] + (j + 0.5) * cell[1];
                double[] da = difference(map.of(a + h, b), map.of(a - h, b), 2 * h);
                double[] db = difference(map.of(a, b + h), map.of(a, b - h), 2 * h);
                double area = Math.sqrt(Math.max(0, dot(da, da) * dot(db, db) - dot(da, db) * dot(da, db)));
                sum += Math.exp(p.logProb(map.of(a, b), theta)) * area * cell[0] * cell[1];
            }
        }
        return sum;
    }

    private interface Parametrisation {
        double[] of(double a, double b);
    }

    private static double[] difference(double[] a, double[] b, double by) {
        double[] d = new double[a.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (a[i] - b[i]) / by;
        }
        return d;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] onSphere(double polar, double azimuth) {
        return new double[] {Math.cos(polar), Math.sin(polar) * Math.cos(azimuth), Math.sin(polar) * Math.sin(azimuth)};
    }

    private static double[] onTorus(double phi, double psi) {
        double across = Torus.MAJOR + Torus.MINOR * Math.cos(psi);
        return new double[] {across * Math.cos(phi), across * Math.sin(phi), Torus.MINOR * Math.sin(psi)};
    }

    @Test
    void densitiesIntegrateToOneOverTheirSurfaces() {
        double[] none = {};
        double pi = Math.PI;
        assertEquals(
                1,
                integral(
                        SphericalGaussian.sphere(),
                        none,
                        200,
                        new double[] {0, 0},
                        new double[] {pi, 2 * pi},
                        ManifoldProblemTest::onSphere),
                1e-4);
        assertEquals(
                1,
                integral(
                        new Torus(),
                        none,
                        200,
                        new double[] {-pi, -pi},
                        new double[] {pi, pi},
                        ManifoldProblemTest::onTorus),
                1e-4);
        PolynomialSurface surface = new PolynomialSurface();
        for (double theta : new double[] {-0.9, 0, 1}) {
            assertEquals(
                    1,
                    integral(
                            surface,
                            new double[] {theta},
                            300,
                            new double[] {-10, -10},
                            new double[] {10, 10},
                            surface::point),
                    1e-3);
        }
        RenderedImages images = new RenderedImages(8);
        assertEquals(
                1,
                integral(
                        images,
                        new double[] {-0.7},
                        40,
                        new double[] {-0.9, -pi / 2},
                        new double[] {0.7, pi / 2},
                        images::render),
                1e-4);
        double circle = 0;
        for (int i = 0; i < 1000; i++) {
            double a = 2 * pi * (i + 0.5) / 1000;
            circle += Math.exp(SphericalGaussian.circle().logProb(new double[] {Math.cos(a), Math.sin(a)}, none))
                    * 2
                    * pi
                    / 1000;
        }
        assertEquals(1, circle, 1e-9);
    }

    /** The share of draws in a cap or a part of the torus against the integral of the density there. */
    @Test
    void drawsFollowTheDensity() {
        share(SphericalGaussian.sphere(), 0, Math.PI, 0, 2 * Math.PI, ManifoldProblemTest::onSphere, x -> x[0] - 0.5);
        share(SphericalGaussian.sphere(), 0, Math.PI, 0, 2 * Math.PI, ManifoldProblemTest::onSphere, x -> x[2] - 0.8);
        share(new Torus(), -Math.PI, Math.PI, -Math.PI, Math.PI, ManifoldProblemTest::onTorus, x -> x[0] + x[2] - 0.9);
    }

    private static void share(
            ManifoldProblem p,
            double a0,
            double a1,
            double b0,
            double b1,
            Parametrisation map,
            ToDoubleFunction<double[]> above) {
        ManifoldProblem inside = new Restricted(p, above);
        double expected = integral(inside, new double[0], 500, new double[] {a0, b0}, new double[] {a1, b1}, map);
        RandomStream random = new RandomStream(4, 5);
        int count = 0;
        for (int i = 0; i < DRAWS; i++) {
            count += above.applyAsDouble(p.draw(new double[0], random)) > 0 ? 1 : 0;
        }
        assertTrue(expected > 0.05 && expected < 0.95, "some mass: " + expected);
        assertEquals(expected, (double) count / DRAWS, 4 * Math.sqrt(expected * (1 - expected) / DRAWS) + 2e-3);
    }

    @Test
    void rendersWithItsDerivatives() {
        RenderedImages p = new RenderedImages(12);
        RandomStream random = new RandomStream(3, 1);
        double h = 1e-6;
        for (int k = 0; k < 20; k++) {
            double a = random.normal() / 3;
            double angle = 3 * random.normal();
            double[][] j = p.jacobian(a, angle);
            double[] da = difference(p.render(a + h, angle), p.render(a - h, angle), 2 * h);
            double[] db = difference(p.render(a, angle + h), p.render(a, angle - h), 2 * h);
            for (int i = 0; i < p.width(); i++) {
                assertEquals(da[i], j[i][0], 1e-8);
                assertEquals(db[i], j[i][1], 1e-8);
            }
        }
    }

    /** A bar in the middle is symmetric; one to the right is brightest there. */
    @Test
    void theBarIsWhereItIsSaidToBe() {
        RenderedImages p = new RenderedImages(16);
        assertEquals(16 * 16, p.imageShape().size());
        double[] upright = p.render(0, 0);
        assertEquals(upright[16 * 8 + 7], upright[16 * 8 + 8], 1e-15);
        assertTrue(upright[16 * 2 + 8] > 2 * upright[16 * 8 + 2], "it stands");
        double[] right = p.render(0.5, 0);
        assertTrue(right[16 * 8 + 12] > 2 * right[16 * 8 + 4], "it is on the right");
    }

    /** Draws are at distance 0, noise adds what it is, and of outliers no node of a fine grid is nearer. */
    @Test
    void theNearestImageIsFound() {
        RenderedImages p = new RenderedImages(16);
        RandomStream random = new RandomStream(3, 2);
        for (int k = 0; k < 50; k++) {
            double[] x = p.draw(p.drawContext(random), random);
            assertEquals(0, p.distance(x), 1e-9);
            for (int i = 0; i < x.length; i++) {
                x[i] += 0.05 * random.normal();
            }
            double noise = p.distance(x);
            assertEquals(0.05, noise, 0.01);
        }
        for (int k = 0; k < 5; k++) {
            double[] x = p.drawOutlier(random);
            double least = Double.POSITIVE_INFINITY;
            for (double a = -0.6; a < 0.6; a += 0.03) {
                for (double angle = -1.5; angle < 1.5; angle += 0.03) {
                    double[] d = difference(p.render(a, angle), x, 16);
                    least = Math.min(least, Math.sqrt(dot(d, d)));
                }
            }
            double found = p.distance(x);
            assertTrue(found <= least && found > 0.9 * least, found + " against " + least);
        }
    }

    @Test
    void sumsOfLogarithmsAreSums() {
        for (ManifoldProblem p : new ManifoldProblem[] {new PolynomialSurface(), new RenderedImages(8)}) {
            RandomStream random = new RandomStream(3, 3);
            double[][] x = {p.draw(new double[] {0.1}, random), p.draw(new double[] {0.2}, random)};
            double[] theta = {0.4};
            assertEquals(
                    p.logProb(x[0], theta) + p.logProb(x[1], theta),
                    p.logProb(x).applyAsDouble(theta),
                    1e-12);
        }
        assertThrows(IllegalArgumentException.class, () -> new RenderedImages(3));
    }

    /** A density that is 0 outside of a region. */
    private record Restricted(ManifoldProblem p, ToDoubleFunction<double[]> above) implements ManifoldProblem {
        @Override
        public String name() {
            return p.name();
        }

        @Override
        public int width() {
            return p.width();
        }

        @Override
        public int latentWidth() {
            return p.latentWidth();
        }

        @Override
        public int contextWidth() {
            return p.contextWidth();
        }

        @Override
        public double[] draw(double[] theta, RandomStream random) {
            return p.draw(theta, random);
        }

        @Override
        public double[] drawOutlier(RandomStream random) {
            return p.drawOutlier(random);
        }

        @Override
        public double distance(double[] x) {
            return p.distance(x);
        }

        @Override
        public double extent() {
            return p.extent();
        }

        @Override
        public double logProb(double[] x, double[] theta) {
            return above.applyAsDouble(x) > 0 ? p.logProb(x, theta) : Double.NEGATIVE_INFINITY;
        }
    }

    /** The two logarithms differ by the area of the surface above a unit square of z. */
    @Test
    void publishedDensityOfTheSurfaceLacksItsArea() {
        PolynomialSurface p = new PolynomialSurface();
        double[] theta = {0.3};
        double h = 1e-5;
        double[] da = difference(p.point(0.4 + h, -0.7), p.point(0.4 - h, -0.7), 2 * h);
        double[] db = difference(p.point(0.4, -0.7 + h), p.point(0.4, -0.7 - h), 2 * h);
        double area = Math.sqrt(dot(da, da) * dot(db, db) - dot(da, db) * dot(da, db));
        double[] x = p.point(0.4, -0.7);
        assertEquals(Math.log(area), p.publishedLogProb(x, theta) - p.logProb(x, theta), 1e-8);
        assertTrue(area > 1.05, "a place where it matters: " + area);
    }

    @Test
    void theAttractorHasNoDensity() {
        LorenzAttractor p = new LorenzAttractor(1, 1, 1);
        assertTrue(!p.hasDensity());
        assertThrows(UnsupportedOperationException.class, () -> p.logProb(new double[3], new double[0]));
        assertThrows(IllegalArgumentException.class, () -> new LorenzAttractor(0, 1, 1));
    }
}
