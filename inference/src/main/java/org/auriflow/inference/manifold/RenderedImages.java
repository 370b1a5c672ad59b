package org.auriflow.inference.manifold;

import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresProblem;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.util.Pair;
import org.auriflow.engine.RandomStream;
import org.auriflow.nn.ImageShape;

/**
 * Grey images of a soft bar that lies at a position a under an angle φ: what a renderer of two parameters makes, so that the manifold of all images and the
 * density on it are known, as they are not for the images of 2003.13913, section 4.E, that a network made.
 *
 * <pre>{@code
 * I(p) = exp(−½ (u²/w² + v²/l²))    (u, v) = p − (a, 0) turned by −φ    w = 0.3, l = 0.6
 * a ~ N(0.15 θ, 0.12²)    φ ~ ½ N(−0.3, 0.15²) + ½ N(0.3, 0.15²) mod π
 * }</pre>
 *
 * <p>p are the centres of S × S pixels of [−1, 1]², row by row. Images are in [0, 1], exactly on the manifold, and smooth in (a, φ); as long as the bar is in sight,
 * no other parameters give the same one but φ + π.
 */
public final class RenderedImages implements ManifoldProblem {
    private static final double ACROSS = 1 / (0.3 * 0.3);
    private static final double ALONG = 1 / (0.6 * 0.6);
    private static final double DRIFT = 0.15;
    private static final double SPREAD = 0.12;
    private static final double TILT = 0.3;
    private static final double TILT_SPREAD = 0.15;
    /** By how much outliers are too high or too low. */
    private static final double LIFT = 0.2;

    /** Nodes from which the nearest image is looked for: positions up to ±1, and angles of half a turn. */
    private static final int POSITIONS = 17;

    private static final int ANGLES = 16;
    private static final int ITERATIONS = 200;

    private final int side;
    private final double[][] nodes = new double[POSITIONS * ANGLES][];
    private final float[][] rendered = new float[POSITIONS * ANGLES][];

    /**
     * Images of side × side pixels; 32 are usual.
     *
     * @throws IllegalArgumentException if there are fewer than 4, in which the parameters could not be told apart
     */
    public RenderedImages(int side) {
        if (side < 4) {
            throw new IllegalArgumentException(
                    "images: requires at least 4 pixels a side, got " + side + "; 32 are usual");
        }
        this.side = side;
        for (int k = 0; k < nodes.length; k++) {
            int position = k / ANGLES;
            double a = 2.0 * position / (POSITIONS - 1) - 1;
            nodes[k] = new double[] {a, Math.PI * (k % ANGLES) / ANGLES - Math.PI / 2};
            double[] image = render(a, nodes[k][1]);
            rendered[k] = new float[image.length];
            for (int i = 0; i < image.length; i++) {
                rendered[k][i] = (float) image[i];
            }
        }
    }

    @Override
    public String name() {
        return "images";
    }

    @Override
    public int width() {
        return side * side;
    }

    @Override
    public ImageShape imageShape() {
        return new ImageShape(1, side, side);
    }

    @Override
    public int latentWidth() {
        return 2;
    }

    @Override
    public int contextWidth() {
        return 1;
    }

    /** From black to white. */
    @Override
    public double extent() {
        return 1;
    }

    /** The image at a position and an angle. */
    public double[] render(double position, double angle) {
        return render(position, 0, angle, null);
    }

    /**
     * The derivatives of the {@link #render image} with respect to position and angle.
     *
     * @return [S², 2]
     */
    public double[][] jacobian(double position, double angle) {
        double[][] j = new double[width()][2];
        render(position, 0, angle, j);
        return j;
    }

    private double[] render(double position, double height, double angle, double[][] jacobian) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double[] image = new double[width()];
        for (int i = 0; i < image.length; i++) {
            double dx = (2.0 * (i % side) + 1) / side - 1 - position;
            int row = i / side;
            double dy = (2.0 * row + 1) / side - 1 - height;
            double u = dx * c + dy * s;
            double v = dy * c - dx * s;
            image[i] = Math.exp(-0.5 * (u * u * ACROSS + v * v * ALONG));
            if (jacobian != null) {
                jacobian[i][0] = image[i] * (u * c * ACROSS - v * s * ALONG);
                jacobian[i][1] = image[i] * u * v * (ALONG - ACROSS);
            }
        }
        return image;
    }

    private double[] drawLatent(double theta, RandomStream random) {
        double side = random.uniform() < 0.5 ? -TILT : TILT;
        return new double[] {DRIFT * theta + SPREAD * random.normal(), side + TILT_SPREAD * random.normal()};
    }

    @Override
    public double[] draw(double[] theta, RandomStream random) {
        double[] z = drawLatent(theta[0], random);
        return render(z[0], z[1]);
    }

    /** A bar that is higher or lower than any of the data, at θ = 0. */
    @Override
    public double[] drawOutlier(RandomStream random) {
        double[] z = drawLatent(0, random);
        return render(z[0], random.uniform() < 0.5 ? -LIFT : LIFT, z[1], null);
    }

    /** Position and angle of the nearest image, by Levenberg–Marquardt from the best of a grid of nodes. */
    private LeastSquaresProblem.Evaluation nearest(double[] x) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < nodes.length; k++) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                double r = rendered[k][i] - x[i];
                sum += r * r;
            }
            if (sum < least) {
                best = k;
                least = sum;
            }
        }
        return new LevenbergMarquardtOptimizer()
                .optimize(new LeastSquaresBuilder()
                        .start(nodes[best])
                        .target(x)
                        .model(z -> {
                            double[][] j = new double[x.length][2];
                            double[] image = render(z.getEntry(0), 0, z.getEntry(1), j);
                            return Pair.create(new ArrayRealVector(image, false), new Array2DRowRealMatrix(j, false));
                        })
                        .maxEvaluations(ITERATIONS)
                        .maxIterations(ITERATIONS)
                        .build());
    }

    /** The root mean square over the pixels of the difference to the nearest image. */
    @Override
    public double distance(double[] x) {
        return nearest(x).getCost() / side;
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        return logProb(new double[][] {x}).applyAsDouble(theta);
    }

    /** Looks for the nearest images once. */
    @Override
    public ToDoubleFunction<double[]> logProb(double[][] x) {
        double[][] z = new double[x.length][];
        double volumes = 0;
        for (int i = 0; i < x.length; i++) {
            z[i] = nearest(x[i]).getPoint().toArray();
            volumes += logVolume(z[i]);
        }
        double off = volumes;
        return theta -> {
            double sum = -off;
            for (double[] each : z) {
                sum += logLatent(each, theta[0]);
            }
            return sum;
        };
    }

    private static double logLatent(double[] z, double theta) {
        double r = (z[0] - DRIFT * theta) / SPREAD;
        // Twice an angle modulo π is one modulo 2π, whose density is half as high.
        double angle = Angles.wrappedNormal(2 * z[1], -2 * TILT, 2 * TILT_SPREAD)
                + Angles.wrappedNormal(2 * z[1], 2 * TILT, 2 * TILT_SPREAD);
        return Math.log(angle) - 0.5 * r * r - Math.log(SPREAD * Math.sqrt(2 * Math.PI));
    }

    /** ½ ln det JᵀJ. */
    private double logVolume(double[] z) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        for (double[] row : jacobian(z[0], z[1])) {
            aa += row[0] * row[0];
            ab += row[0] * row[1];
            bb += row[1] * row[1];
        }
        return 0.5 * Math.log(aa * bb - ab * ab);
    }
}
