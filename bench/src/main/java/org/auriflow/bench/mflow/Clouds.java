package org.auriflow.bench.mflow;

import java.util.Arrays;
import org.auriflow.nn.ImageShape;

/**
 * What a report draws of a model.
 *
 * @param data held-out points
 * @param samples of the model
 * @param surface the learned manifold over a grid of latent variables, coloured by ln p; without points where there is none
 * @param projections outliers, of images held-out ones before them, and behind them where they are projected to
 * @param inside outlier scores of held-out points
 * @param outside outlier scores of outliers
 * @param scoreName what they are
 * @param imageShape channels, height and width where points are images, else empty
 */
public record Clouds(
        Cloud data,
        Cloud samples,
        Cloud surface,
        Cloud projections,
        double[] inside,
        double[] outside,
        String scoreName,
        int[] imageShape) {
    private static final int POINTS = 2000;
    private static final int SEGMENTS = 150;
    private static final int GRID = 60;

    /** Images are shown, not seen from afar. */
    private static final int IMAGES = 11;

    /** Points whose density is lower than the highest by more than this many nats are not drawn. */
    private static final double DEPTH = 8;

    static Clouds of(TrainedModel model, Evaluation e, ImageShape image) {
        boolean images = image != null;
        int d = e.test.width();
        boolean manifold = model.manifold() != null;
        Cloud none = Cloud.of(new float[0], d);
        return new Clouds(
                Cloud.of(e.test.first(POINTS).x(), d),
                Cloud.of(Arrays.copyOf(e.samples, Math.min(POINTS, e.test.size()) * d), d),
                manifold && model.manifold().latentWidth() <= 2 ? surface(model, e, images) : none,
                manifold ? projections(model, images ? half(e) : e.outliers.first(SEGMENTS)) : none,
                e.inside,
                e.outside,
                e.scoreName,
                images ? new int[] {image.channels(), image.height(), image.width()} : new int[0]);
    }

    /** Held-out points, and as many outliers behind them. */
    private static Draws half(Evaluation e) {
        Draws in = e.test.first(SEGMENTS / 2);
        Draws out = e.outliers.first(SEGMENTS / 2);
        float[] x = Arrays.copyOf(in.x(), in.x().length + out.x().length);
        System.arraycopy(out.x(), 0, x, in.x().length, out.x().length);
        float[] theta = new float[in.theta().length + out.theta().length];
        return new Draws(x, theta, in.width(), in.contextWidth());
    }

    private static Cloud projections(TrainedModel model, Draws outliers) {
        float[] to = model.project(outliers);
        float[] both = Arrays.copyOf(outliers.x(), 2 * to.length);
        System.arraycopy(to, 0, both, to.length, to.length);
        return Cloud.of(both, outliers.width());
    }

    /** Over the central 98 % of the encoded points along each axis. */
    private static Cloud surface(TrainedModel model, Evaluation e, boolean images) {
        int side = images ? IMAGES : GRID;
        int n = model.manifold().latentWidth();
        float[] u = model.encode(e.test);
        float[][] axes = new float[n][];
        for (int k = 0; k < n; k++) {
            axes[k] = axis(u, n, k, side);
        }
        int points = n == 1 ? side : side * side;
        float[] grid = new float[points * n];
        for (int i = 0; i < points; i++) {
            for (int k = 0; k < n; k++) {
                grid[i * n + k] = axes[k][k == 0 ? i % side : i / side];
            }
        }
        return dense(model.decode(grid, new float[points * model.contextWidth()]), e.test.width(), images);
    }

    private static float[] axis(float[] u, int n, int k, int side) {
        float[] values = new float[u.length / n];
        for (int i = 0; i < values.length; i++) {
            values[i] = u[i * n + k];
        }
        Arrays.sort(values);
        float low = values[values.length / 100];
        float high = values[values.length - 1 - values.length / 100];
        float[] axis = new float[side];
        for (int i = 0; i < side; i++) {
            axis[i] = low + (high - low) * i / (side - 1);
        }
        return axis;
    }

    /** Rows of d + 1, the last of which is ln p: those of high density, or all. */
    private static Cloud dense(float[] rows, int d, boolean all) {
        int n = rows.length / (d + 1);
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, rows[i * (d + 1) + d]);
        }
        float[] x = new float[n * d];
        float[] log = new float[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            float v = rows[i * (d + 1) + d];
            if (all || v > most - DEPTH) {
                System.arraycopy(rows, i * (d + 1), x, kept * d, d);
                log[kept++] = v;
            }
        }
        return new Cloud(Arrays.copyOf(x, kept * d), d, Arrays.copyOf(log, kept));
    }
}
