package org.auriflow.bench.measure;

import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.Alice;
import org.auriflow.inference.posterior.Nuts;
import org.auriflow.inference.posterior.Posterior;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.Prior;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.Simulators;

/**
 * How often something is done in a second, in what surrounds training: simulation with gold, evaluation of ratios, gradients of a
 * posterior.
 *
 * @param what is done
 * @param threads that do it
 * @param perSecond median over repeats
 */
public record InferenceRate(String what, int threads, double perSecond) {
    private static final int RUNS = 200_000;
    private static final int PAIRS = 1_000_000;
    private static final int DRAWS = 500;
    private static final int FEWEST_REPEATS = 5;

    /** The network of MadMiner's examples; its weights do not matter here. */
    private static final TrainingOptions NETWORK =
            TrainingOptions.forRuns(1000).withHidden(100, 100, 100).withEpochs(1);

    /**
     * Measures all rates.
     *
     * @param threads of the processor
     * @param seconds how long each is repeated, at least five times
     */
    public static List<InferenceRate> all(int threads, double seconds) {
        List<InferenceRate> rates = new ArrayList<>();
        Simulator board = new GaltonBoard();
        Prior reference = PointProposal.at(-0.7);
        GoldMine mine = new GoldMine(board, 1).withThreads(threads);
        rates.add(of("Galton runs with joint ratio and score", threads, seconds, () -> {
            mine.ratio(RUNS, board.prior(), reference);
            return RUNS;
        }));
        Simulator mixture = Simulators.named("gaussian-mixture");
        double[] theta = mixture.prior().sample(new RandomStream(1, 0));
        RatioRuns runs = new GoldMine(mixture, 1).ratio(1000, mixture.prior(), PointProposal.at(theta));
        try (Engine engine = Engine.cpu(threads);
                RatioEstimator estimator = RatioEstimator.train(engine, runs, new Alice(), NETWORK)) {
            int columns = mixture.observables().size();
            double[][] x = new double[PAIRS][];
            for (int i = 0; i < PAIRS; i++) {
                int from = i % runs.size() * columns;
                x[i] = Arrays.copyOfRange(runs.x(), from, from + columns);
            }
            rates.add(of("log r of a 3x100 network at (x, theta)", threads, seconds, () -> {
                estimator.logRatio(x, theta);
                return PAIRS;
            }));
            Posterior posterior = Posterior.of(mixture.prior(), estimator, new double[][] {x[0]});
            rates.add(of("gradients of NUTS through it, one event", threads, seconds, () -> posterior
                    .sample(new Nuts(), 1, DRAWS, DRAWS, 1)
                    .evaluations()));
        }
        return rates;
    }

    private static InferenceRate of(String what, int threads, double seconds, LongSupplier work) {
        List<Double> rates = new ArrayList<>();
        long begin = System.nanoTime();
        double elapsed = 0;
        // The first half is for the just-in-time compiler.
        while (rates.size() < FEWEST_REPEATS || elapsed < 2 * seconds) {
            long start = System.nanoTime();
            long done = work.getAsLong();
            long end = System.nanoTime();
            if ((start - begin) * 1e-9 >= seconds) {
                rates.add(done / ((end - start) * 1e-9));
            }
            elapsed = (end - begin) * 1e-9;
        }
        return new InferenceRate(
                what,
                threads,
                Timing.median(rates.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** One object. */
    public String toJson() {
        return JsonWriter.string()
                .object()
                .value("what", what)
                .value("threads", threads)
                .value("per_second", perSecond)
                .end()
                .done();
    }
}
