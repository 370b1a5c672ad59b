package org.auriflow.bench.mflow;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.manifold.ManifoldProblem;
import org.auriflow.nn.ImageShape;

/**
 * The 1,797 handwritten digits of 8 × 8 pixels that scikit-learn has from the UCI repository (E. Alpaydin and C. Kaynak, 1998): finite data whose manifold
 * nobody knows.
 *
 * <p>A fifth of them, which the seed chooses, is held out. Draws are made of the others with replacement. Pixels are whole numbers k from 0 to 16; every
 * draw is x = (k + U)/16 with a new U ~ uniform(0, 1) for each pixel, so that x has a density, and a flow gains nothing from the gaps between grey
 * levels (1511.01844, section 3.1).
 */
final class Digits implements ManifoldProblem {
    private static final String FILE = "digits.csv.gz";
    private static final int SIDE = 8;
    private static final int WIDTH = SIDE * SIDE;
    private static final int LEVELS = 16;
    private static final double HELD_OUT = 0.2;

    /** Of the manifold that is to be learned: ten principal axes have three quarters of the variance. */
    private static final int LATENT = 10;

    private final int[][] images;
    private final int heldOut;

    Digits(long seed) {
        int[][] all = read();
        int[] order = new RandomStream(seed, 0xD161).permutation(all.length);
        images = Arrays.stream(order).mapToObj(i -> all[i]).toArray(int[][]::new);
        heldOut = (int) Math.round(HELD_OUT * images.length);
    }

    private static int[][] read() {
        try (InputStream in = Digits.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("digits: resource " + FILE + " is missing; rebuild the jar");
            }
            return new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))
                    .lines()
                    .map(Digits::pixels)
                    .toArray(int[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException("digits: cannot read resource " + FILE, e);
        }
    }

    /** Without the label, which comes last. */
    private static int[] pixels(String line) {
        return Arrays.stream(line.split(",", -1))
                .limit(WIDTH)
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public ImageShape imageShape() {
        return new ImageShape(1, SIDE, SIDE);
    }

    @Override
    public int latentWidth() {
        return LATENT;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    /** From black to white. */
    @Override
    public double extent() {
        return (LEVELS + 1.0) / LEVELS;
    }

    private static double[] continuous(int[] image, RandomStream random) {
        double[] x = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            x[i] = (image[i] + random.uniform()) / LEVELS;
        }
        return x;
    }

    @Override
    public double[] draw(double[] theta, RandomStream random) {
        return continuous(images[heldOut + random.below(images.length - heldOut)], random);
    }

    @Override
    public int heldOut() {
        return heldOut;
    }

    @Override
    public double[] drawHeldOut(int number, double[] theta, RandomStream random) {
        return continuous(images[number], random);
    }

    /** A digit that was held out in a mirror; some look as if they belonged, such as 0 and 8. */
    @Override
    public double[] drawOutlier(RandomStream random) {
        int[] image = images[random.below(heldOut)];
        int[] mirrored = new int[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            mirrored[i / SIDE * SIDE + SIDE - 1 - i % SIDE] = image[i];
        }
        return continuous(mirrored, random);
    }

    @Override
    public boolean hasDistance() {
        return false;
    }

    @Override
    public double distance(double[] x) {
        throw unknown("distance");
    }

    @Override
    public boolean hasDensity() {
        return false;
    }

    @Override
    public double logProb(double[] x, double[] theta) {
        throw unknown("logProb");
    }

    private static UnsupportedOperationException unknown(String method) {
        return new UnsupportedOperationException("digits: nobody knows the manifold or the density, got a call of "
                + method + "; ask hasDistance and hasDensity first");
    }
}
