package consumer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Version;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.Alice;
import org.auriflow.inference.simulator.*;

/** Embeds Auriflow in another program: trains an estimator, then asks it from several threads at once. */
public final class Consumer {
    private Consumer() {}

    /** Prints one line. */
    public static void main(String[] args) {
        GoldMine mine = new GoldMine(new GaltonBoard(), 1);
        RatioRuns runs = mine.ratio(200, UniformPrior.of("theta", -1, -0.4), PointProposal.at(-0.6));
        TrainingOptions options = TrainingOptions.forRuns(200).withEpochs(2);
        try (Engine engine = Engine.cpu(2);
                RatioEstimator r = RatioEstimator.train(engine, runs, new Alice(), options)) {
            double[][] events = {{12}, {15}, {18}};
            double[] alone = r.logRatio(events, new double[] {-0.8});
            boolean same = IntStream.range(0, 64)
                    .parallel()
                    .allMatch(i -> Arrays.equals(alone, r.logRatio(events, new double[] {-0.8})));
            System.out.println("engine " + Version.current() + (same ? "" : " disagrees between threads"));
        }
    }
}
