package org.auriflow.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.auriflow.inference.simulator.GaltonBoard;

/** Results that look like real ones: the exact curves of the board with smooth errors in place of a network's. */
public final class MadeUpResult {
    private static final GaltonBoard BOARD = new GaltonBoard();

    private MadeUpResult() {}

    /** A good training on the default events. */
    public static GaltonResult good() {
        return result("alices", 40, 0.02, OptionalDouble.of(-0.8), List.of());
    }

    /** Two epochs, a poor network, an unknown truth and remarks with characters that HTML must escape. */
    public static GaltonResult poor() {
        return result("sally", 2, 0.4, OptionalDouble.empty(), List.of("2 < 3 & \"quotes\" <script>alert(1)</script>"));
    }

    /** One epoch and impossible values where there were no runs. */
    public static GaltonResult broken() {
        return result("carl", 1, Double.POSITIVE_INFINITY, OptionalDouble.of(-0.6), List.of());
    }

    private static GaltonResult result(
            String method, int epochs, double error, OptionalDouble thetaTrue, List<String> notes) {
        double[] p0 = BOARD.probabilities(-0.8);
        double[] p1 = BOARD.probabilities(-0.6);
        List<Double> x = new ArrayList<>();
        List<Double> weight = new ArrayList<>();
        List<Double> exact = new ArrayList<>();
        List<Double> raw = new ArrayList<>();
        List<Double> calibrated = new ArrayList<>();
        List<Double> count = new ArrayList<>();
        List<Double> fitted = new ArrayList<>();
        for (int i = 0; i < p1.length; i++) {
            if (p1[i] > 0) {
                double log = Math.log(p0[i] / p1[i]);
                double wrong = error * Math.sin(0.7 * i);
                x.add((double) i);
                weight.add(p1[i]);
                exact.add(log);
                raw.add(Double.isInfinite(error) && i % 5 == 0 ? Double.NEGATIVE_INFINITY : log + finite(wrong));
                calibrated.add(log + 0.4 * finite(wrong) + 0.003 * Math.cos(3.0 * i));
                count.add((double) Math.round(200 * p0[i] * (1 + 0.2 * Math.sin(2.0 * i))));
                fitted.add(200 * p0[i]);
            }
        }
        List<Double> theta =
                IntStream.rangeClosed(0, 240).mapToObj(i -> -1 + 0.6 * i / 240).toList();
        return new GaltonResult(
                method,
                "ALICES trains with the binary cross-entropy of the joint ratio and the squared error of the joint score.",
                -1,
                -0.4,
                10_000,
                50_000,
                new Provenance(
                        "auriflow infer galton --method " + method + " --seed 1",
                        List.of(1L),
                        "cpu",
                        2,
                        "0.1.0-SNAPSHOT",
                        "17.0.1 (Temurin)",
                        "Linux amd64",
                        9.37),
                new ObservedEvents("the first 200 published events", thetaTrue, x, count, fitted),
                new TrainingHistory(
                        "ALICES",
                        decay(epochs, 1.31, 0),
                        epochs == 1 ? List.of() : decay(epochs, 1.315, 0.002),
                        Math.max(1, epochs - 3)),
                new RatioTable(-0.8, -0.6, x, weight, exact, raw, calibrated),
                new LikelihoodScan(
                        theta,
                        parabola(theta, -0.809, 0.047),
                        parabola(theta, -0.785, 0.043),
                        parabola(theta, -0.812, 0.048)),
                curve(raw),
                estimate(-0.809, 0.047),
                estimate(-0.785, 0.043),
                estimate(-0.812, 0.048),
                notes);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }

    private static Estimate estimate(double hat, double sigma) {
        return new Estimate(
                hat, new Interval(hat - sigma, hat + 1.1 * sigma), new Interval(hat - 1.96 * sigma, hat + 2.2 * sigma));
    }

    private static List<Double> parabola(List<Double> theta, double hat, double sigma) {
        return theta.stream()
                .map(t -> Math.pow((t - hat) / (t > hat ? 1.1 * sigma : sigma), 2))
                .toList();
    }

    private static CalibrationCurve curve(List<Double> raw) {
        List<Double> ordered = raw.stream().filter(Double::isFinite).sorted().toList();
        return new CalibrationCurve(
                ordered, ordered.stream().map(v -> 0.97 * v - 0.01).toList());
    }

    private static List<Double> decay(int epochs, double floor, double noise) {
        return DoubleStream.iterate(1, e -> e + 1)
                .limit(epochs)
                .mapToObj(e -> floor + 0.35 * Math.exp(-e / 3) + 0.04 / e + noise * Math.sin(5 * e))
                .toList();
    }
}
