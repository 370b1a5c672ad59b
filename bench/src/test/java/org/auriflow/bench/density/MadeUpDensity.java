package org.auriflow.bench.density;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.auriflow.bench.mflow.Cloud;
import org.auriflow.bench.report.Provenance;
import org.auriflow.bench.report.TrainingHistory;

/** Results that look like real ones: crescents and tails with samples that are a little too wide. */
final class MadeUpDensity {
    private static final List<String> NAMES = List.of(
            "energy", "transverse_momentum_of_the_leading_jet", "eta", "mass [GeV]", "<script>", "phi", "btag", "n");

    private MadeUpDensity() {}

    /** A table with this many columns of very different units. */
    static DensityResult columns(int columns) {
        return result(columns, List.of("theta_0", "theta_1"), 40, List.of("2 < 3 & \"quotes\""));
    }

    /** One column that is constant in all but a row, one epoch, no validation. */
    static DensityResult poor() {
        DensityResult good = result(1, List.of(), 1, List.of());
        float[] x = new float[50];
        x[3] = Float.NaN;
        return new DensityResult(
                good.table(),
                good.model(),
                good.columns(),
                List.of(),
                10,
                0,
                50,
                Double.NaN,
                Double.NaN,
                new DensityBudget(2, 1, 0),
                new TrainingHistory("−ln p", List.of(1.0), List.of(), 1),
                Cloud.of(x, 1),
                rows(),
                Cloud.of(x, 1),
                List.of(),
                good.provenance());
    }

    private static DensityResult result(int columns, List<String> context, int epochs, List<String> notes) {
        return new DensityResult(
                "jets.csv",
                "nsf",
                NAMES.subList(0, columns),
                context,
                80_000,
                10_000,
                10_000,
                -12.3456,
                0.0123,
                new DensityBudget(512, 40, 10),
                new TrainingHistory("−ln p [nats]", losses(epochs, 0), losses(epochs, 0.02), Math.max(1, epochs - 4)),
                draw(columns, 1, 11),
                rows(),
                draw(columns, 1.08, 12),
                notes,
                new Provenance(
                        "auriflow density jets.csv --context theta_0,theta_1 --seed 1",
                        List.of(1L),
                        "cpu",
                        2,
                        "0.1.0-SNAPSHOT",
                        "17.0.1 (Temurin)",
                        "Linux amd64",
                        93.7));
    }

    /** Not as many as a table has. */
    private static DensityRows rows() {
        return new DensityRows(new int[] {0, 3}, new int[] {2}, new int[] {1, 4}, new double[] {-1.5, Double.NaN});
    }

    private static Cloud draw(int columns, double spread, long seed) {
        Random random = new Random(seed);
        float[] x = new float[5000 * columns];
        for (int row = 0; row < 5000; row++) {
            double a = spread * random.nextGaussian();
            double b = spread * random.nextGaussian();
            double[] all = {
                a,
                30_000 * Math.exp(0.5 * b + 0.2 * a),
                0.5 * a * a + 0.4 * b,
                91 + 3 * Math.tan(1.3 * (random.nextDouble() - 0.5)),
                1e-6 * (a + b),
                Math.PI * (2 * random.nextDouble() - 1),
                random.nextDouble(),
                b
            };
            for (int k = 0; k < columns; k++) {
                x[row * columns + k] = (float) all[k];
            }
        }
        return Cloud.of(x, columns);
    }

    private static List<Double> losses(int epochs, double noise) {
        return IntStream.rangeClosed(1, epochs)
                .mapToObj(e -> 12.3 + 4 * Math.exp(-e / 4.0) + noise * (1 + Math.sin(5.0 * e)))
                .toList();
    }
}
