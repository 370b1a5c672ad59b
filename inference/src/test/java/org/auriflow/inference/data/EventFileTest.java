package org.auriflow.inference.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.auriflow.inference.simulator.GaltonBoard;
import org.auriflow.inference.simulator.Simulator;
import org.auriflow.inference.simulator.ThinnedCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFileTest {
    private static final Simulator BOARD = new GaltonBoard();

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("events.csv"), content);
    }

    private static byte[] gzip(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void columnsAreFoundByName() throws IOException {
        Events events = EventFile.read(file("\uFEFFtheta, other ,x\n-0.8,nonsense,15\n\n-0.6,,1.4e1\r\n"), BOARD);
        assertEquals(2, events.size());
        assertArrayEquals(new double[][] {{15}, {14}}, events.x());
        assertArrayEquals(new double[][] {{-0.8}, {-0.6}}, events.theta().orElseThrow());
    }

    @Test
    void compressionIsRecognisedByContent() throws IOException {
        Path path = Files.write(folder.resolve("no-suffix"), gzip("x\n15\n16\n"));
        assertArrayEquals(
                new double[][] {{15}, {16}}, EventFile.read(path, BOARD).x());
        Events fromStream = EventFile.read(new ByteArrayInputStream(gzip("x\n3\n")), "resource", BOARD);
        assertEquals(3, fromStream.x()[0][0]);
    }

    @Test
    void parametersAreOptionalButComplete() throws IOException {
        assertTrue(EventFile.read(file("x\n15\n"), BOARD).theta().isEmpty());
        Simulator two = new ThinnedCount();
        assertTrue(EventFile.read(file("kept,mean\n15,1\n"), two).theta().isEmpty());
        assertArrayEquals(
                new double[] {13, 0.4},
                EventFile.read(file("kept,share,mean\n15,0.4,13\n"), two)
                        .theta()
                        .orElseThrow()[0]);
    }

    @Test
    void eventsCanBeChosenByThetaAndNumber() throws IOException {
        Events events = EventFile.read(file("theta,x\n-0.80,1\n-0.6,2\n-0.8,3\n-0.8,4\n"), BOARD);
        Events chosen = events.atTheta(-0.8).first(2);
        assertArrayEquals(new double[][] {{1}, {3}}, chosen.x());
        assertMessage("theta must be one of [-0.8], [-0.6] in ", () -> events.atTheta(-0.7));
        assertMessage("a number from 1 to 4 can be taken from ", () -> events.first(5));
        assertMessage("a number from 1 to 4 can be taken from ", () -> events.first(0));
        Events without = EventFile.read(file("x\n1\n"), BOARD);
        assertMessage("theta must be known", () -> without.atTheta(-0.8));
        events.x()[0][0] = 17;
        assertEquals(1, events.x()[0][0]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                      | must begin with a header, got an empty file
                    'theta,y;-0.8,3'        | line 1 must name a column x, got [theta, y]; rename or add the column
                    'x'                     | must hold at least one event, got a header alone
                    'x;1;nan'               | line 3 column x must be finite, got nan; drop the line or mend its source
                    'x;1;-Infinity'         | line 3 column x must be finite, got -Infinity
                    'x;1;1e999'             | line 3 column x must be finite, got 1e999
                    'x;1;;3f'               | line 4 column x must be a number, got "3f"; mend the line
                    'x,y;1,2;"",3'          | line 3 column x must be a number, got ""
                    'y,x;1,2;3'             | line 3 column x must be there, got a line of 1 field;
                    'theta,x;-0.8,2;oops,2' | line 3 column theta must be a number, got "oops"
                    'x;1;"2;3;4'            | line 3 column x must be a number, got "2 3 4"; mend the line
                    'theta,x;-0,8,2'        | line 2 must have as many fields as the header, 2, got 3; mend the line
                    """)
    void whatIsWrongIsSaidWithFileLineAndColumn(String content, String part) throws IOException {
        Path path = file(content.replace(';', '\n'));
        assertMessage("events.csv " + part, () -> EventFile.read(path, BOARD));
    }

    @Test
    void missingAndDamagedFilesAreRefused() throws IOException {
        Path missing = folder.resolve("missing.csv");
        assertMessage("missing.csv which does not exist", () -> EventFile.read(missing, BOARD));
        assertMessage("a readable file is needed", () -> EventFile.read(folder, BOARD));
        byte[] zip = gzip("x\n" + "15\n".repeat(1000));
        Path damaged = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(zip, zip.length / 2));
        assertMessage("cut.csv.gz must be CSV, plain or gzip-compressed", () -> EventFile.read(damaged, BOARD));
    }

    @Test
    void failingStreamsAreNotTheCallersFault() {
        var broken = new ByteArrayInputStream(new byte[0]) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                throw new UncheckedIOException(new IOException("cable"));
            }
        };
        String message = assertThrows(UncheckedIOException.class, () -> EventFile.read(broken, "tape", BOARD))
                .getMessage();
        assertTrue(message.contains("tape"), message);
    }

    @Test
    void arraysAreCheckedToo() {
        assertEquals(2, Events.of(new double[][] {{1, 2}, {3, 4}}).size());
        assertFalse(Events.of(new double[][] {{1, 2}}).theta().isPresent());
        assertMessage("at least one event", () -> Events.of(new double[0][]));
        assertMessage("got 1 in row 1", () -> Events.of(new double[][] {{1, 2}, {3}}));
        assertMessage(
                "row 1 column 1 must be finite, got NaN",
                () -> Events.of(new double[][] {{1, 2}, {3, Double.NaN}, {Double.NaN, 1}}));
    }

    private static void assertMessage(String part, Runnable action) {
        String message =
                assertThrows(IllegalArgumentException.class, action::run).getMessage();
        assertTrue(message.startsWith("events: ") && message.contains(part), message);
        assertFalse(message.contains("\n"), "one line: " + message);
    }
}
