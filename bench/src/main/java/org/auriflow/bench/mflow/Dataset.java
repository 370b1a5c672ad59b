package org.auriflow.bench.mflow;

import java.util.function.LongFunction;
import org.auriflow.flows.manifold.Chart;
import org.auriflow.flows.manifold.SphereChart;
import org.auriflow.flows.manifold.TorusChart;
import org.auriflow.inference.manifold.LorenzAttractor;
import org.auriflow.inference.manifold.ManifoldProblem;
import org.auriflow.inference.manifold.PolynomialSurface;
import org.auriflow.inference.manifold.RenderedImages;
import org.auriflow.inference.manifold.SphericalGaussian;
import org.auriflow.inference.manifold.Torus;

/**
 * The data sets of the experiments with the architecture and training that go with each; those of the polynomial surface and of
 * the Lorenz attractor are the published ones (2003.13913, appendix), but for a tenth of the draws of the attractor and 40 epochs
 * instead of 100. Those of circle, sphere and torus learn more slowly, the latter from more draws: with 1e-3 splines become steep
 * where points are rare, and trainings get worse again. Those of images are much smaller than published ones, so that a processor
 * trains them in minutes.
 */
public enum Dataset {
    CIRCLE(seed -> SphericalGaussian.circle(), new Recipe(5, 3, 8, 3, 50, 100_000, 3e-4, 1e-4, 5, 0.25, null)),
    SPHERE(seed -> SphericalGaussian.sphere(), new Recipe(5, 5, 8, 3, 10, 500_000, 3e-4, 1e-4, 1, 0.25, null)),
    TORUS(seed -> new Torus(), new Recipe(5, 5, 8, 3, 10, 500_000, 3e-4, 1e-4, 1, 0.25, null)),
    POWER(seed -> new PolynomialSurface(), new Recipe(5, 5, 10, 6, 50, 100_000, 1e-3, 1e-4, 1, 0.25, null)),
    LORENZ(seed -> new LorenzAttractor(100, 20, seed), new Recipe(5, 5, 5, 3, 40, 100_000, 3e-4, 1e-4, 5, 0.1, null)),
    /** Its problem holds a fifth of the images out itself. */
    DIGITS(Digits::new, new Recipe(4, 5, 10, 6, 100, 5000, 1e-3, 1e-4, 5, 0, new Images(0, 2, 32, 100, 10_000))),
    IMAGES(
            seed -> new RenderedImages(32),
            new Recipe(4, 5, 10, 6, 40, 5000, 5e-4, 1e-4, 5, 0.1, new Images(1, 3, 32, 25, 2000)));

    private final LongFunction<ManifoldProblem> problem;
    private final Recipe recipe;

    Dataset(LongFunction<ManifoldProblem> problem, Recipe recipe) {
        this.problem = problem;
        this.recipe = recipe;
    }

    /**
     * Sizes and schedule.
     *
     * @param outer layers of the outer transform; of images, steps of each level
     * @param inner layers of the inner transform
     * @param bins of the splines
     * @param bound of the splines
     * @param epochs of all phases
     * @param runs draws, for training and validation
     * @param learningRate at the beginning of the cosine
     * @param weightDecay of AdamW
     * @param clipNorm largest norm of a gradient
     * @param validation share of the draws that is not trained on
     * @param images what else images need; null for vectors
     */
    public record Recipe(
            int outer,
            int inner,
            int bins,
            double bound,
            int epochs,
            int runs,
            double learningRate,
            double weightDecay,
            double clipNorm,
            double validation,
            Images images) {
        /** Rows of a step. */
        int batch() {
            return images == null ? 100 : images.batch;
        }

        /** Points of an evaluation: 10,000 as published, of images fewer and no more than a model learned from. */
        int evaluated(int learned) {
            return images == null ? 10_000 : Math.min(learned, images.evaluated);
        }
    }

    /**
     * Sizes of flows of images and of their training, which costs much more than that of vectors.
     *
     * @param squeezes before the first level
     * @param levels of the outer transform
     * @param channels of its networks
     * @param batch rows of a step
     * @param evaluated points of an evaluation at most
     */
    public record Images(int squeezes, int levels, int channels, int batch, int evaluated) {}

    /** The distribution; the seed fixes what is drawn once for all of it. */
    public ManifoldProblem problem(long seed) {
        return problem.apply(seed);
    }

    /** Coordinates of the manifold, or null where they are not known. */
    public Chart chart() {
        return switch (this) {
            case CIRCLE -> new SphereChart(1);
            case SPHERE -> new SphereChart(2);
            case TORUS -> new TorusChart(Torus.MAJOR, Torus.MINOR);
            case POWER, LORENZ, DIGITS, IMAGES -> null;
        };
    }

    /** How manifolds are trained where nothing else is said; of images sequentially, so that the density phase encodes them once. */
    public Training training() {
        return recipe.images == null ? Training.MD_ALTERNATING : Training.MD_SEQUENTIAL;
    }

    /** Sizes and schedule. */
    public Recipe recipe() {
        return recipe;
    }
}
