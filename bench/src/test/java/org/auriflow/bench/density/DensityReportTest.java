package org.auriflow.bench.density;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.auriflow.bench.mflow.Cloud;
import org.auriflow.bench.report.WrittenReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DensityReportTest {
    private static final Set<String> FIGURES = Set.of("pairs", "training");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void everyFigureIsInThePageAndBesideIt(int columns) throws Exception {
        DensityResult result = MadeUpDensity.columns(columns);
        assertEquals(List.of(), DensityReport.write(result, directory));
        String text =
                WrittenReport.check(directory, FIGURES).getDocumentElement().getTextContent();
        assertTrue(text.contains("−12.346"));
        assertTrue(text.contains("80,000"));
        assertTrue(text.contains(result.notes().get(0)));
        assertTrue(Files.size(directory.resolve("report.html")) < 400_000, "the page is heavy");
    }

    @Test
    void pairsAreATriangleOfTheFirstColumns() {
        List<Integer> sizes = DensityFigures.pairs(MadeUpDensity.columns(8)).rows().stream()
                .map(List::size)
                .toList();
        assertEquals(List.of(1, 2, 3, 4, 5, 6), sizes);
    }

    @Test
    void summaryHasTheNumbers() throws Exception {
        DensityReport.write(MadeUpDensity.columns(2), directory);
        JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("summary.json")));
        assertEquals("nsf", json.getString("model"));
        assertEquals(List.of("theta_0", "theta_1"), json.getArray("context"));
        assertEquals(-12.3456, json.getDouble("log_likelihood"));
        assertEquals(0.0123, json.getDouble("log_likelihood_error"));
        assertEquals(10_000, json.getInt("test_rows"));
        assertEquals(36, json.getInt("kept_epoch"));
        assertEquals(512, json.getInt("batch"));
        assertEquals(10, json.getInt("patience"));
        assertEquals("17.0.1 (Temurin)", json.getObject("versions").getString("java"));
    }

    @Test
    void rowsSayWhatTheyWereUsedFor() throws Exception {
        DensityReport.write(MadeUpDensity.columns(2), directory);
        assertEquals(
                List.of("row,part,ln_p", "1,training,", "2,test,-1.5", "3,validation,", "4,training,", "5,test,NaN"),
                Files.readAllLines(directory.resolve("rows.csv")));
    }

    @Test
    void everyRowHasAPart() {
        int[] none = {};
        int[] first = {0};
        assertThrows(IllegalArgumentException.class, () -> new DensityRows(first, none, first, new double[1]));
        assertThrows(IllegalArgumentException.class, () -> new DensityRows(none, none, first, new double[2]));
    }

    @Test
    void aPoorResultHasAReport() throws Exception {
        DensityReport.write(MadeUpDensity.poor(), directory);
        WrittenReport.check(directory, FIGURES);
        JsonObject json = JsonParser.object().from(Files.readString(directory.resolve("summary.json")));
        assertTrue(json.containsKey("log_likelihood"));
        assertNull(json.get("log_likelihood"));
        assertNull(json.get("validation_loss"));
    }

    @Test
    void pointsHaveTheWidthOfTheTable() {
        DensityResult good = MadeUpDensity.columns(2);
        Cloud narrow = Cloud.of(new float[3], 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new DensityResult(
                                "",
                                "",
                                good.columns(),
                                List.of(),
                                1,
                                1,
                                1,
                                0,
                                0,
                                good.budget(),
                                good.training(),
                                narrow,
                                good.rows(),
                                narrow,
                                List.of(),
                                good.provenance()))
                .getMessage();
        assertTrue(message.contains("got 1 and 1 for [energy"), message);
    }
}
