package org.auriflow.inference.readme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.inference.estimator.RatioEstimator;
import org.auriflow.inference.estimator.TrainingOptions;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.GoldMine;
import org.auriflow.inference.simulator.PointProposal;
import org.auriflow.inference.simulator.RatioRuns;
import org.auriflow.inference.simulator.UniformPrior;
import org.auriflow.inference.statistics.LikelihoodScan;
import org.junit.jupiter.api.Test;

/** The example in the README, to the letter. */
class ReadmeExampleTest {
    private static void example(double[][] events, PrintStream out) {
        // begin
        GoldMine mine = new GoldMine(new GaltonBoard(), 1).withThreads(2);
        RatioRuns runs = mine.ratio(10_000, UniformPrior.of("theta", -1, -0.4), PointProposal.at(-0.6));
        TrainingOptions options = TrainingOptions.forRuns(10_000);
        RatioLoss alices = Losses.ratio("alices");
        try (Engine engine = Engine.cpu();
                RatioEstimator estimator = RatioEstimator.train(engine, runs, alices, options)) {
            LikelihoodScan scan = new LikelihoodScan(estimator.logLikelihood(events), -1, -0.4);
            out.println("theta = " + scan.thetaHat());
            out.println("68% confidence: " + scan.confidenceSet(0.68));
            out.println("95% confidence: " + scan.confidenceSet(0.95));
        }
        // end
    }

    @Test
    void theExampleRuns() {
        double[][] events = new double[300][];
        GaltonBoard board = new GaltonBoard();
        Arrays.setAll(events, i -> board.run(new RandomStream(7, i), new double[] {-0.8})
                .x());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        example(events, new PrintStream(out, true, StandardCharsets.UTF_8));
        String text = out.toString(StandardCharsets.UTF_8);
        double theta = Double.parseDouble(text.lines().findFirst().orElseThrow().replace("theta = ", ""));
        assertTrue(Math.abs(theta + 0.8) < 0.1, text);
        assertTrue(text.contains("95% confidence: ["), text);
    }

    @Test
    void theReadmeShowsThisExample() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        String readme = Files.readString(root.resolve("README.md"));
        List<String> lines = Files.readAllLines(
                root.resolve("inference/src/test/java/org/auriflow/inference/readme/ReadmeExampleTest.java"));
        List<String> code =
                lines.subList(lines.indexOf("        // begin") + 1, lines.indexOf("        // end")).stream()
                        .map(l -> l.strip().replace("out.println", "System.out.println"))
                        .toList();
        for (String line : code) {
            assertTrue(readme.contains(line), "README lacks: " + line);
        }
    }
}
