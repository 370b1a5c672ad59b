package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.auriflow.bench.report.Provenance;

/** Results that look like real ones: smooth manifolds with noise in place of what a network learns. */
final class MadeUpMflow {
    private static final double NAN = Double.NaN;

    private MadeUpMflow() {}

    /** Where a manifold has the point with latent variables u, v. */
    private interface Manifold {
        void point(double u, double v, float[] x, int from);
    }

    /** A spiral in the plane. */
    static MflowResult plane() {
        Manifold spiral = (u, v, x, from) -> {
            double angle = 1.5 + 3.2 * (u + 1.2);
            x[from] = (float) (0.18 * angle * Math.cos(angle));
            x[from + 1] = (float) (0.18 * angle * Math.sin(angle));
        };
        return result("spiral", 1, 2, spiral, 3, new int[0], List.of());
    }

    /** A saddle in space, with remarks that HTML must escape. */
    static MflowResult space() {
        Manifold saddle = (u, v, x, from) -> {
            x[from] = (float) (12 * u);
            x[from + 1] = (float) (12 * v);
            x[from + 2] = (float) (22 + 9 * Math.sin(1.4 * u) * Math.cos(v) + 5 * u * v);
        };
        return result("lorenz", 2, 3, saddle, 5, new int[0], List.of("2 < 3 & \"quotes\" <script>alert(1)</script>"));
    }

    /** Many columns. */
    static MflowResult wide() {
        Manifold waves = (u, v, x, from) -> {
            for (int i = 0; i < 40; i++) {
                x[from + i] = (float) (Math.sin(u * (1 + i % 3) + i) + 0.5 * v * Math.cos(i));
            }
        };
        return result("lhc40d", 14, 40, waves, 2, new int[0], List.of());
    }

    /** Coloured images with a spot that moves. */
    static MflowResult images(int channels) {
        int side = 16;
        Manifold spots = (u, v, x, from) -> {
            for (int i = 0; i < channels * side * side; i++) {
                double right = i % side - side * (0.5 + 0.2 * u);
                double down = i / side % side - side * (0.5 + 0.2 * v);
                double width = 6 + 8 * (i / (side * side));
                x[from + i] = (float) (Math.exp(-(right * right + down * down) / width) - 0.5);
            }
        };
        return result("gan2d", 2, channels * side * side, spots, 1, new int[] {channels, side, side}, List.of());
    }

    /** A training that broke: no numbers, no samples, no figures but the data. */
    static MflowResult broken() {
        MflowResult good = space();
        Cloud nothing = new Cloud(new float[0], 0, null);
        float[] x = good.data().x().clone();
        x[5] = Float.NaN;
        x[7] = Float.POSITIVE_INFINITY;
        return new MflowResult(
                good.dataset(),
                good.algorithm(),
                good.training(),
                2,
                3,
                List.of(new Metrics(NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 1.5, 2)),
                Cloud.of(x, 3),
                nothing,
                nothing,
                nothing,
                Map.of("manifold", List.of(0.3, NAN)),
                new double[0],
                new double[0],
                "reconstruction error",
                new int[0],
                List.of("loss: must be finite"),
                good.provenance());
    }

    private static MflowResult result(
            String dataset, int n, int d, Manifold manifold, int seeds, int[] image, List<String> notes) {
        Random random = new Random(7);
        List<Metrics> runs = new ArrayList<>();
        for (int i = 0; i < seeds; i++) {
            double luck = Math.exp(0.2 * random.nextGaussian());
            runs.add(new Metrics(
                    0.0123 * luck,
                    0.0041 * luck,
                    n == 1 ? NAN : 0.051 * luck,
                    1 - 0.012 * luck,
                    -1.234 - 0.1 * luck,
                    0.012,
                    n == 1 ? 0.083 * luck : NAN,
                    NAN,
                    812.4 * luck,
                    100));
        }
        int points = image.length == 0 ? 3000 : 60;
        Map<String, List<Double>> histories = new LinkedHashMap<>();
        histories.put("manifold: reconstruction error", decay(50, 2e-4, 0.09));
        histories.put("density: −ln p", decay(50, -2.2, 1.4));
        float[] off = new float[2 * 200 * d];
        for (int i = 0; i < 200; i++) {
            manifold.point(random.nextGaussian() * 0.6, random.nextGaussian() * 0.6, off, (200 + i) * d);
            for (int k = 0; k < d; k++) {
                float scale = Math.max(0.1f, Math.abs(off[(200 + i) * d]) / 4);
                off[i * d + k] = off[(200 + i) * d + k] + scale * (float) random.nextGaussian();
            }
        }
        return new MflowResult(
                dataset,
                "mf",
                "sequential",
                n,
                d,
                runs,
                draw(points, d, manifold, 0, random),
                draw(points, d, manifold, 0.01, random),
                grid(n == 1 ? 1000 : image.length == 0 ? 45 : 9, n, d, manifold),
                Cloud.of(off, d),
                histories,
                random.doubles(1000).map(u -> 0.004 * Math.exp(3 * (u - 0.5))).toArray(),
                random.doubles(1000).map(u -> 0.03 * Math.exp(5 * (u - 0.5))).toArray(),
                "reconstruction error",
                image,
                notes,
                new Provenance(
                        "auriflow mflow " + dataset + " --algorithm mf --seeds " + seeds,
                        IntStream.rangeClosed(1, seeds).mapToObj(s -> (long) s).toList(),
                        "cpu",
                        2,
                        "0.1.0-SNAPSHOT",
                        "17.0.1 (Temurin)",
                        "Linux amd64",
                        4321.5));
    }

    private static Cloud draw(int points, int d, Manifold manifold, double noise, Random random) {
        float[] x = new float[points * d];
        float[] values = new float[points];
        for (int i = 0; i < points; i++) {
            double u = random.nextGaussian() * 0.6;
            double v = random.nextGaussian() * 0.6;
            manifold.point(u, v, x, i * d);
            float size = Math.abs(x[i * d]) + 1;
            for (int k = 0; k < d; k++) {
                x[i * d + k] += size * (float) (noise * random.nextGaussian());
            }
            values[i] = (float) (-(u * u + v * v) / 0.72 - 0.8);
        }
        return new Cloud(x, d, noise == 0 ? null : values);
    }

    private static Cloud grid(int side, int n, int d, Manifold manifold) {
        int points = n == 1 ? side : side * side;
        float[] x = new float[points * d];
        float[] values = new float[points];
        for (int i = 0; i < points; i++) {
            int row = i / side;
            double u = 1.3 * (2.0 * (i % side) / (side - 1) - 1);
            double v = n == 1 ? 0 : 1.3 * (2.0 * row / (side - 1) - 1);
            manifold.point(u, v, x, i * d);
            values[i] = (float) (-(u * u + v * v) / 0.72 - 0.8);
        }
        return new Cloud(x, d, values);
    }

    private static List<Double> decay(int epochs, double floor, double range) {
        return IntStream.rangeClosed(1, epochs)
                .mapToObj(e -> floor + range * Math.exp(-e / 6.0) + 0.02 * range / e)
                .toList();
    }
}
