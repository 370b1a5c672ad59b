package org.auriflow.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GaltonReportTest {
    private static final Set<String> FIGURES = Set.of("likelihood", "ratio", "error", "calibration", "loss", "events");

    @TempDir
    private Path directory;

    static Stream<GaltonResult> results() {
        return Stream.of(MadeUpResult.good(), MadeUpResult.poor(), MadeUpResult.broken());
    }

    @ParameterizedTest
    @MethodSource("results")
    void pageIsWellFormedAndLoadsNothing(GaltonResult result) throws Exception {
        assertEquals(List.of(), GaltonReport.write(result, directory));
        WrittenReport.check(directory, FIGURES);
    }

    @ParameterizedTest
    @MethodSource("results")
    void drawingsHaveNumbersOnly(GaltonResult result) {
        for (Figure figure : GaltonFigures.of(result)) {
            String svg = SvgDrawing.of(figure);
            assertFalse(svg.contains("NaN") || svg.contains("Infinity"), figure.id());
        }
    }

    @Test
    void pngShowsTheCurveWhereItIs() throws IOException {
        Figure low = lineAt(0.2);
        Figure high = lineAt(0.8);
        assertTrue(meanRowOf(Ink.CALIBRATED, high) < meanRowOf(Ink.CALIBRATED, low) - 300);
    }

    @ParameterizedTest
    @MethodSource("results")
    void everyAxisHasTicksThatDiffer(GaltonResult result) throws IOException {
        for (Figure figure : GaltonFigures.of(result)) {
            for (Axis axis : List.of(figure.x(), figure.y())) {
                List<String> texts = axis.ticks(7).stream().map(Axis.Tick::text).toList();
                assertTrue(texts.size() >= 2, figure.id() + " " + axis + texts);
                assertEquals(texts.size(), Set.copyOf(texts).size(), figure.id() + texts);
            }
            BufferedImage image = ImageIO.read(new java.io.ByteArrayInputStream(PngDrawing.of(figure)));
            int below = image.getHeight() - 120;
            assertTrue(
                    inked(image, 150, below, image.getWidth() - 150, below + 24),
                    figure.id() + " has no numbers below");
            assertTrue(inked(image, 100, 240, 130, image.getHeight() - 160), figure.id() + " has no numbers beside");
        }
    }

    private static boolean inked(BufferedImage image, int left, int top, int right, int bottom) {
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == Ink.EXACT.light()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Figure lineAt(double y) {
        return new Figure(
                "line",
                "A line",
                "",
                Axis.linear("x", 0, 1),
                Axis.linear("y", 0, 1),
                List.of(new Layer.Line("", List.of(0.0, 1.0), List.of(y, y), Ink.CALIBRATED, Layer.Stroke.SOLID)));
    }

    private static double meanRowOf(Ink ink, Figure figure) throws IOException {
        BufferedImage image = ImageIO.read(new java.io.ByteArrayInputStream(PngDrawing.of(figure)));
        long sum = 0;
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == ink.light()) {
                    sum += y;
                    count++;
                }
            }
        }
        return (double) sum / count;
    }

    @Test
    void summaryHasTheNumbers() throws Exception {
        GaltonReport.write(MadeUpResult.good(), directory);
        JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("summary.json")));
        assertEquals("alices", json.getString("method"));
        assertEquals(10_000, json.getInt("runs"));
        assertEquals(1, json.getLong("seed"));
        assertEquals(2.0e-4, json.getDouble("mse_log_r"), 1e-5);
        assertEquals(-0.812, json.getDouble("theta_hat"));
        assertEquals(List.of(-0.812 - 0.048, -0.812 + 1.1 * 0.048), json.getArray("interval_68"));
        assertEquals(2, json.getArray("interval_95").size());
        assertEquals(-0.809, json.getDouble("exact_theta_hat"));
        assertEquals(List.of(-0.809 - 0.047, -0.809 + 1.1 * 0.047), json.getArray("exact_interval_68"));
        assertEquals(2, json.getArray("exact_interval_95").size());
        assertEquals(9.37, json.getDouble("seconds"));
        assertEquals(200, json.getInt("events"), 10);
        assertEquals(-0.8, json.getDouble("theta_true"));
        assertEquals("0.1.0-SNAPSHOT", json.getObject("versions").getString("auriflow"));
    }

    @Test
    void summaryHasNullWhereThereIsNoNumber() throws Exception {
        JsonObject unknown = JsonParser.object().from(Summary.of(MadeUpResult.poor()));
        assertTrue(unknown.containsKey("theta_true"));
        assertNull(unknown.get("theta_true"));
        JsonObject broken = JsonParser.object().from(Summary.of(MadeUpResult.broken()));
        assertTrue(broken.containsKey("mse_log_r"));
        assertNull(broken.get("mse_log_r"));
    }

    @Test
    void remarksAreEscaped() throws Exception {
        GaltonResult result = MadeUpResult.poor();
        String page = GaltonPage.of(result, GaltonFigures.of(result));
        assertTrue(page.contains("2 &lt; 3 &amp; &quot;quotes&quot; &lt;script&gt;"));
        assertTrue(WrittenReport.parse(page)
                .getDocumentElement()
                .getTextContent()
                .contains(result.notes().get(0)));
    }

    @Test
    void mseIsWeightedWithTheDenominator() {
        RatioTable table = new RatioTable(
                -0.8,
                -0.6,
                List.of(1.0, 2.0),
                List.of(0.25, 0.75),
                List.of(0.0, 0.0),
                List.of(2.0, 1.0),
                List.of(0.0, 3.0));
        assertEquals(0.25 * 4 + 0.75 * 1, table.mse(), 1e-15);
        assertEquals(0.75 * 9, table.mseCalibrated(), 1e-15);
    }
}
