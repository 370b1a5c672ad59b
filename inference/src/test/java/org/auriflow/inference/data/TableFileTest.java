package org.auriflow.inference.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrays were written by NumPy 2.4 with save, savez and savez_compressed. */
class TableFileTest {
    private static final double[] FIRST = {1.5, 3, -0.125};
    private static final double[] SECOND = {-2.25, 4e10, 7};

    @TempDir
    Path folder;

    private Path resource(String name) throws IOException {
        try (InputStream stream = TableFileTest.class.getResourceAsStream(name)) {
            return Files.write(folder.resolve(name), stream.readAllBytes());
        }
    }

    private Path csv(String text) throws IOException {
        return Files.writeString(folder.resolve("t.csv"), text);
    }

    private static Table read(Path path, String... columns) {
        return TableFile.read("density", path, List.of(columns));
    }

    private static String refused(Path path, String... columns) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(path, columns))
                .getMessage();
        assertTrue(message.startsWith("density: "), message);
        return message;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a,b,name\n1,2,x\n3,4,y\n", "a;b;name\r\n1;2;x\r\n3;4;y\r\n", "\uFEFFa , b,name\n1,2,\n\n3,4,"})
    void chosenColumnsOfText(String text) throws IOException {
        Table table = read(csv(text), "b", "a");
        assertEquals(List.of("b", "a"), table.names());
        assertEquals(2, table.rows());
        assertArrayEquals(new double[] {2, 4}, table.column("b"));
        assertArrayEquals(new float[] {1, 2, 3, 4}, table.floats(List.of("a", "b")));
    }

    @Test
    void aFirstLineOfNumbersIsARow() throws IOException {
        Table table = read(csv("1.5,-2\n3,4\n"));
        assertEquals(List.of("x_1", "x_2"), table.names());
        assertArrayEquals(new double[] {1.5, 3}, table.column("x_1"));
    }

    @Test
    void manyRowsOfCompressedText() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(("a,b\n" + "1,2\n3,4\n".repeat(5000)).getBytes(StandardCharsets.UTF_8));
        }
        Table table = read(Files.write(folder.resolve("t"), bytes.toByteArray()));
        assertEquals(10_000, table.rows());
        assertEquals(25_000 + 5_000, Arrays.stream(table.column("b")).sum());
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32.npy", "float64.npy", "version2.npy", "columns.npz", "compressed.npz"})
    void columnsOfArrays(String file) throws IOException {
        Table table = read(resource(file), "x_2", "x_1");
        assertArrayEquals(FIRST, table.column("x_1"));
        assertArrayEquals(SECOND, table.column("x_2"));
    }

    @Test
    void integersAndArraysOfOneAxis() throws IOException {
        Table table = read(resource("int32.npy"));
        assertEquals(List.of("x_1", "x_2"), table.names());
        assertArrayEquals(new double[] {-2, Integer.MAX_VALUE}, table.column("x_2"));
        assertArrayEquals(
                new double[] {5, -(1L << 40)}, read(resource("int64.npy")).column("x"));
    }

    @Test
    void everyArrayOfAnArchive() throws IOException {
        Table table = read(resource("columns.npz"));
        assertEquals(List.of("theta", "x_1", "x_2", "n"), table.names());
        assertArrayEquals(new double[] {7, 8, 9}, table.column("n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fortran.npy | C order, got Fortran order; save numpy.ascontiguousarray",
                "big_endian.npy | little-endian float32, float64, int32 or int64",
                "structured.npy | got [('a', '<f8'), ('b', '<i4')]; convert it",
                "cube.npy | one or two axes with a column",
                "nan.npy | row 2 column x_2 must be finite, got NaN",
                "uneven.npz | 2 of a and 3 of b"
            })
    void otherArraysAreRefused(String file, String part) throws IOException {
        String message = refused(resource(file));
        assertTrue(message.contains(part) && message.contains(file), message);
    }

    @Test
    void damagedArraysAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(resource("float64.npy"));
        for (int length : new int[] {6, 7, 9, 40, 128, whole.length - 1}) {
            Path cut = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(whole, length));
            assertTrue(refused(cut).contains("cut short"), "" + length);
        }
        Path longer = Files.write(folder.resolve("longer.npy"), Arrays.copyOf(whole, whole.length + 1));
        assertTrue(refused(longer).contains("got more bytes"));
        String huge = new String(whole, StandardCharsets.ISO_8859_1).replace("(3, 2)", "(999999999999, 2)");
        Path path = Files.write(folder.resolve("huge.npy"), huge.getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(refused(path).contains("one or two axes"));
        byte[] archive = Files.readAllBytes(resource("columns.npz"));
        Path half = Files.write(folder.resolve("half.npz"), Arrays.copyOf(archive, archive.length / 2));
        assertTrue(refused(half).contains("damaged or cut short"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a,b\n1,2\n3,setosa\n' | line 3 column b must be a number, got \"setosa\"; write it as",
                "'a;b\n1;2,5\n' | line 2 column b must be a number, got \"2,5\"; write it as a number with a decimal point",
                "'a,b\n1,nan\n' | line 2 column b must be finite, got nan",
                "'a,b\n1\n' | line 2 column b must be there",
                "',b\n1,2\n' | a name of its own",
                "'a,a\n1,2\n' | a name of its own",
                "'a,b\n' | must have a row, got none",
                "'' | must begin with a header"
            })
    void badTextIsRefused(String text, String part) throws IOException {
        String message = refused(csv(text));
        assertTrue(message.contains(part), message);
    }

    @Test
    void missingColumnsAndFilesAreNamed() throws IOException {
        assertTrue(refused(csv("a,b\n1,2\n"), "c").contains("must name a column c, got [a, b]; check the spelling"));
        assertTrue(refused(resource("float32.npy"), "x_3").contains("must have a column x_3 once, got [x_1, x_2]"));
        assertTrue(refused(resource("columns.npz"), "y").contains("an array with columns [y]"));
        assertTrue(refused(folder.resolve("none.csv")).contains("does not exist"));
        assertTrue(refused(folder).contains("is a directory"));
    }

    @Test
    void aTableOfItsOwnIsChecked() {
        Table table = Table.of(List.of("a", "b"), new double[] {1, 2}, new double[] {3, 1e300});
        assertArrayEquals(new float[] {3, Float.POSITIVE_INFINITY}, table.floats(List.of("b")));
        assertThrows(IllegalArgumentException.class, () -> table.column("c"));
        assertThrows(IllegalArgumentException.class, () -> Table.of(List.of("a", "a"), new double[1], new double[1]));
        assertThrows(IllegalArgumentException.class, () -> Table.of(List.of("a", "b"), new double[1], new double[2]));
        assertThrows(IllegalArgumentException.class, () -> Table.of(List.of("a"), new double[] {Double.NaN}));
        assertThrows(IllegalArgumentException.class, () -> Table.of(List.of()));
    }
}
