package org.auriflow.bench.mflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.auriflow.bench.report.WrittenReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MflowReportTest {
    private static final Set<String> FIGURES =
            Set.of("data", "samples", "surface", "projections", "outliers", "training-1", "training-2");

    @TempDir
    private Path directory;

    static Stream<MflowResult> results() {
        return Stream.of(
                MadeUpMflow.plane(),
                MadeUpMflow.space(),
                MadeUpMflow.wide(),
                MadeUpMflow.images(1),
                MadeUpMflow.images(3));
    }

    @ParameterizedTest
    @MethodSource("results")
    void everyFigureIsInThePageAndBesideIt(MflowResult result) throws Exception {
        assertEquals(List.of(), MflowReport.write(result, directory));
        WrittenReport.check(directory, FIGURES);
        assertTrue(Files.size(directory.resolve("report.html")) < 500_000, "the page is heavy");
    }

    @Test
    void pageHasTheNumbersAndRemarks() throws Exception {
        MflowResult result = MadeUpMflow.space();
        MflowReport.write(result, directory);
        String text =
                WrittenReport.check(directory, FIGURES).getDocumentElement().getTextContent();
        for (Metrics run : result.runs()) {
            assertTrue(text.contains(Metric.DISTANCE.text(run.distance())));
            assertTrue(text.contains(Metric.AUC.text(run.auc())));
        }
        assertTrue(text.contains(Metric.MMD.text(Metric.MMD.median(result.runs()))));
        assertTrue(text.contains(result.notes().get(0)));
    }

    @Test
    void metricsHaveMediansAndEveryRun() throws Exception {
        MflowResult result = MadeUpMflow.plane();
        MflowReport.write(result, directory);
        JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("metrics.json")));
        assertEquals("spiral", json.getString("dataset"));
        assertEquals("mf", json.getString("algorithm"));
        assertEquals("sequential", json.getString("training"));
        assertEquals(List.of(1, 2, 3), json.getArray("seeds"));
        double[] distances =
                result.runs().stream().mapToDouble(Metrics::distance).sorted().toArray();
        assertEquals(distances[1], json.getDouble("distance"));
        assertEquals(100, json.getInt("epochs"));
        assertTrue(json.containsKey("mmd"));
        assertNull(json.get("mmd"));
        assertEquals(3, json.getArray("runs").size());
        JsonObject last = json.getArray("runs").getObject(2);
        assertEquals(3, last.getInt("seed"));
        assertEquals(result.runs().get(2).logLikelihood(), last.getDouble("log_likelihood"));
        assertEquals("0.1.0-SNAPSHOT", json.getObject("versions").getString("auriflow"));
        assertTrue(json.getString("command").startsWith("auriflow mflow spiral"));
    }

    @Test
    void aBrokenTrainingHasAReport() throws Exception {
        assertEquals(List.of(), MflowReport.write(MadeUpMflow.broken(), directory));
        WrittenReport.check(directory, Set.of("data", "training-1"));
        JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("metrics.json")));
        assertNull(json.get("distance"));
        assertEquals(1.5, json.getDouble("seconds"));
    }

    @Test
    void medianLeavesOutWhatIsNotFinite() {
        List<Metrics> runs = Stream.of(3.0, Double.NaN, 1.0, 2.0, 7.0)
                .map(d -> new Metrics(d, 0, 0, 0, 0, 0, 0, 0, 0, 0))
                .toList();
        assertEquals(2.5, Metric.DISTANCE.median(runs));
        assertTrue(Double.isNaN(Metric.DISTANCE.median(List.of())));
    }
}
