package org.auriflow.bench.galton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.auriflow.bench.report.CalibrationCurve;
import org.auriflow.bench.report.Estimate;
import org.auriflow.bench.report.GaltonResult;
import org.auriflow.bench.report.Interval;
import org.auriflow.bench.report.LikelihoodScan;
import org.auriflow.bench.report.Machine;
import org.auriflow.bench.report.ObservedEvents;
import org.auriflow.bench.report.Provenance;
import org.auriflow.bench.report.RatioTable;
import org.auriflow.bench.report.TrainingHistory;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.inference.estimator.Monitor;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.statistics.ConfidenceSet;
import org.auriflow.inference.statistics.LogLikelihood;
import org.auriflow.nn.train.Cancellation;
import org.auriflow.nn.train.EpochMetrics;
import org.auriflow.nn.train.StepMetrics;
import org.auriflow.nn.train.TrainingListener;
import org.auriflow.nn.train.TrainingResult;

/** Infers θ with a network that learns from simulated runs, and with the exact likelihood beside it. */
public final class LearnedGaltonInference implements GaltonInference {
    private static final double THETA0 = -0.8;
    private static final int SCAN_POINTS = 241;
    private static final GaltonBoard BOARD = new GaltonBoard();

    @Override
    public GaltonResult run(Engine engine, GaltonSettings settings, GaltonEvents events, Task task) {
        long start = System.nanoTime();
        try (GaltonModel model = model(engine, settings, task)) {
            return result(engine, model, settings, events, task.command(), start);
        } catch (CancellationException e) {
            throw new InferenceCancelledException(false);
        }
    }

    private static GaltonModel model(Engine engine, GaltonSettings settings, Task task) {
        InferenceListener listener = task.listener();
        Cancellation cancellation = task.cancellation();
        GoldMine mine = GaltonModel.mine(settings);
        listener.began("simulating", settings.runs());
        GaltonEstimator estimator = GaltonEstimator.train(
                engine,
                settings,
                mine.withCancellation(counting(listener, cancellation)),
                new Monitor(training(settings, listener), cancellation));
        boolean learned = !estimator.training().history().isEmpty();
        if (learned) {
            estimator.save(task.directory());
        }
        if (cancellation.requested()) {
            estimator.close();
            throw new InferenceCancelledException(learned);
        }
        listener.ended();
        listener.began("calibrating", estimator.furtherRuns(GaltonModel.GRID) + GaltonModel.CALIBRATION_RUNS);
        try {
            GaltonModel model =
                    GaltonModel.calibrated(estimator, mine.withCancellation(counting(listener, cancellation)));
            listener.ended();
            return model;
        } catch (CancellationException e) {
            throw new InferenceCancelledException(true);
        }
    }

    /** A mine asks before every run whether to go on, which makes it easy to count them. */
    private static BooleanSupplier counting(InferenceListener listener, Cancellation cancellation) {
        AtomicLong asked = new AtomicLong();
        return () -> {
            long runs = asked.getAndIncrement();
            if (runs % 256 == 255) {
                listener.advanced(runs + 1);
            }
            return cancellation.requested();
        };
    }

    private static TrainingListener training(GaltonSettings settings, InferenceListener listener) {
        int epochs = settings.training().epochs();
        return new TrainingListener() {
            private boolean began;

            @Override
            public void step(StepMetrics m) {
                if (!began) {
                    began = true;
                    listener.ended();
                    listener.began("training", (long) epochs * m.stepsPerEpoch());
                }
                listener.advanced((long) (m.epoch() - 1) * m.stepsPerEpoch() + m.step());
            }

            @Override
            public void epoch(EpochMetrics m) {
                listener.epoch(m.epoch(), epochs, m.trainingLoss(), m.validationLoss());
            }
        };
    }

    private static GaltonResult result(
            Engine engine,
            GaltonModel model,
            GaltonSettings settings,
            GaltonEvents events,
            String command,
            long start) {
        double[] slots = slots(events);
        double[][] asEvents =
                Arrays.stream(slots).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
        Scan exact = new Scan(BOARD.logLikelihood(asEvents));
        Scan raw = new Scan(model.rawLikelihood(slots));
        Scan calibrated = new Scan(model.calibratedLikelihood(slots));
        List<Double> x = list(GaltonModel.reachable());
        RatioTable ratio = new RatioTable(
                THETA0,
                GaltonModel.THETA1,
                x,
                of(x, j -> BOARD.probabilities(GaltonModel.THETA1)[(int) j]),
                of(x, j -> GaltonModel.exact()
                        .logRatio(new double[] {j}, new double[] {THETA0}, new double[] {GaltonModel.THETA1})),
                of(x, j -> model.rawLogRatio(j, THETA0)),
                of(x, j -> model.calibratedLogRatio(j, THETA0)));
        double[] fitted = BOARD.probabilities(calibrated.scan.thetaHat());
        int[] counts = events.counts();
        List<String> notes = new ArrayList<>();
        calibrated.remark("estimate", notes);
        exact.remark("exact answer", notes);
        return new GaltonResult(
                settings.method().name(),
                MethodDescription.of(settings.method()),
                GaltonModel.LOWER,
                GaltonModel.UPPER,
                settings.runs(),
                GaltonModel.CALIBRATION_RUNS,
                new Provenance(
                        command,
                        List.of(settings.seed()),
                        engine.device(),
                        settings.threads(),
                        Version.current(),
                        Machine.java(),
                        Machine.system(),
                        (System.nanoTime() - start) * 1e-9),
                new ObservedEvents(
                        events.source(),
                        events.thetaTrue(),
                        x,
                        of(x, j -> counts[(int) j]),
                        of(x, j -> events.size() * fitted[(int) j])),
                history(settings.method(), model.training()),
                ratio,
                new LikelihoodScan(list(exact.scan.grid()), exact.curve(), raw.curve(), calibrated.curve()),
                curve(ratio),
                exact.estimate(),
                raw.estimate(),
                calibrated.estimate(),
                notes);
    }

    /** The position of each event. */
    private static double[] slots(GaltonEvents events) {
        int[] counts = events.counts();
        return IntStream.range(0, counts.length)
                .flatMap(x -> IntStream.generate(() -> x).limit(counts[x]))
                .mapToDouble(x -> x)
                .toArray();
    }

    private static TrainingHistory history(Method method, TrainingResult training) {
        List<EpochMetrics> epochs = training.history();
        boolean validated = epochs.stream().noneMatch(m -> Double.isNaN(m.validationLoss()));
        return new TrainingHistory(
                method.name().toUpperCase(java.util.Locale.ROOT),
                epochs.stream().map(EpochMetrics::trainingLoss).toList(),
                validated ? epochs.stream().map(EpochMetrics::validationLoss).toList() : List.of(),
                validated ? training.bestEpoch() : epochs.size());
    }

    /** Values of different slots in the order of the uncalibrated ones. */
    private static CalibrationCurve curve(RatioTable ratio) {
        int[] order = IntStream.range(0, ratio.x().size())
                .boxed()
                .sorted((a, b) -> Double.compare(ratio.raw().get(a), ratio.raw().get(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        return new CalibrationCurve(
                Arrays.stream(order).mapToObj(ratio.raw()::get).toList(),
                Arrays.stream(order).mapToObj(ratio.calibrated()::get).toList());
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static List<Double> of(List<Double> x, DoubleUnaryOperator f) {
        return x.stream().map(f::applyAsDouble).toList();
    }

    /** A likelihood scanned over the prior. */
    private static final class Scan {
        private final org.auriflow.inference.statistics.LikelihoodScan scan;
        private final ConfidenceSet set68;
        private final ConfidenceSet set95;

        Scan(LogLikelihood likelihood) {
            scan = new org.auriflow.inference.statistics.LikelihoodScan(
                    likelihood, GaltonModel.LOWER, GaltonModel.UPPER, SCAN_POINTS);
            set68 = scan.confidenceSet(0.68);
            set95 = scan.confidenceSet(0.95);
        }

        Estimate estimate() {
            return new Estimate(scan.thetaHat(), hull(set68), hull(set95));
        }

        List<Double> curve() {
            return list(scan.curve());
        }

        void remark(String what, List<String> notes) {
            if (scan.isMaximumAtEnd()) {
                notes.add("The " + what + " is at the end of the range of θ; the true maximum may lie outside.");
            } else if (set95.isCut()) {
                notes.add("An interval of the " + what + " ends where the range of θ does; it may reach further.");
            }
            if (set95.intervals().size() > 1) {
                notes.add("The 95 % set of the " + what + " has "
                        + set95.intervals().size() + " parts; the interval holds all of them.");
            }
        }

        private static Interval hull(ConfidenceSet set) {
            return new Interval(set.hull().lower(), set.hull().upper());
        }
    }
}
