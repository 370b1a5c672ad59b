package org.auriflow.inference.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads tables of numbers. The format is recognised by its first bytes.
 *
 * <ul>
 *   <li>CSV, plain or gzip-compressed, separated by commas or semicolons. The first line names the columns; if it is numbers
 *       only, it is a row, and columns are called x_1, x_2, ...
 *   <li>{@code .npy}: one array of one or two axes, whose columns are called x_1, x_2, ...
 *   <li>{@code .npz}: arrays with equally many rows. Those of one axis have the name of the array; columns of an array a of
 *       two axes are called a_1, a_2, ...
 * </ul>
 *
 * <p>Arrays are little-endian float32, float64, int32 or int64 in C order; integers beyond 2⁵³ are rounded.
 */
public final class TableFile {
    private static final String FIX = "write it as a number with a decimal point, or choose columns without this one";

    private TableFile() {}

    /**
     * Reads a file.
     *
     * @param operation what messages begin with
     * @param path the file
     * @param columns names of the columns to read, in the order that is wanted; none for all of them. What is in others does
     *     not matter
     * @return with at least one row
     * @throws IllegalArgumentException if the file does not exist, is damaged, lacks a column or a row, or holds something
     *     that is not a finite number, with file, row and column
     * @throws java.io.UncheckedIOException if reading fails
     */
    public static Table read(String operation, Path path, List<String> columns) {
        CsvNumbers.requireReadable(operation, path);
        try (BufferedInputStream stream = new BufferedInputStream(CsvNumbers.open(path))) {
            stream.mark(NumpyStream.MAGIC.length);
            byte[] first = stream.readNBytes(NumpyStream.MAGIC.length);
            stream.reset();
            Table table;
            if (Arrays.equals(first, NumpyStream.MAGIC)) {
                NumpyArray array = NumpyArray.read(operation, path.toString(), stream);
                table = NumpyTable.of(operation, path.toString(), List.of("x"), List.of(array), columns);
            } else if (first.length >= 4 && first[0] == 'P' && first[1] == 'K' && first[2] < 9) {
                table = NumpyTable.readArchive(operation, path, columns);
            } else {
                table = csv(operation, stream, path.toString(), columns);
            }
            if (table.rows() == 0) {
                throw new IllegalArgumentException(operation + ": " + path + " must have a row, got none; add some");
            }
            return table;
        } catch (IOException e) {
            throw CsvNumbers.translated(operation, path.toString(), e);
        }
    }

    /**
     * Writes a table: .npz with an array for each column, or .csv with a header.
     *
     * @param operation what messages begin with
     * @param path ends with .npz or .csv; a file that exists is replaced
     * @throws IllegalArgumentException if it ends with something else
     * @throws UncheckedIOException if writing fails, as on a full disk; what was there is kept
     */
    public static void write(String operation, Table table, Path path) {
        String name = String.valueOf(path.getFileName());
        if (!name.endsWith(".npz") && !name.endsWith(".csv")) {
            throw new IllegalArgumentException(
                    operation + ": requires a file that ends in .npz or .csv, got " + path + "; rename it");
        }
        Path beside = path.resolveSibling(name + ".part");
        try {
            if (name.endsWith(".npz")) {
                RunArchive.write(table, beside);
            } else {
                writeCsv(table, beside);
            }
            Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    operation + ": cannot write " + path + " (" + e.getMessage()
                            + "); free some space or choose another place",
                    e);
        } finally {
            beside.toFile().delete();
        }
    }

    private static void writeCsv(Table table, Path path) throws IOException {
        List<double[]> columns = table.names().stream().map(table::column).toList();
        try (Writer out = Files.newBufferedWriter(path)) {
            out.write(String.join(",", table.names()) + "\n");
            for (int i = 0; i < table.rows(); i++) {
                int row = i;
                out.write(columns.stream()
                        .map(c -> c[row] == Math.rint(c[row]) && Math.abs(c[row]) < 1e15
                                ? String.valueOf((long) c[row])
                                : String.valueOf(c[row]))
                        .collect(Collectors.joining(",", "", "\n")));
            }
        }
    }

    private static Table csv(String operation, InputStream stream, String file, List<String> columns) {
        Collector collector = new Collector(operation, file, columns);
        CsvNumbers.read(operation, stream, file, true, collector);
        return collector.table();
    }

    /** For example x_1, x_2. */
    static List<String> numbered(String name, int n) {
        return IntStream.rangeClosed(1, n).mapToObj(k -> name + "_" + k).toList();
    }

    /** Collects columns, which grow together. */
    private static final class Collector implements CsvNumbers.Visitor {
        private final String operation;
        private final String file;
        private final List<String> wanted;
        private List<String> names = List.of();
        private int[] positions = {};
        private double[][] values = {};
        private int rows;

        Collector(String operation, String file, List<String> wanted) {
            this.operation = operation;
            this.file = file;
            this.wanted = wanted;
        }

        @Override
        public Consumer<CsvNumbers> begin(CsvNumbers csv) {
            names = wanted.isEmpty() ? all(csv.header()) : wanted;
            positions = names.stream()
                    .mapToInt(name -> csv.require(name, "check the spelling"))
                    .toArray();
            values = new double[names.size()][1024];
            return this::add;
        }

        private List<String> all(List<String> header) {
            Set<String> different = new HashSet<>(header);
            if (different.contains("") || different.size() < header.size()) {
                throw new IllegalArgumentException(operation + ": " + file
                        + " line 1 must give every column a name of its own, got " + header
                        + "; name them, or choose columns");
            }
            return new ArrayList<>(header);
        }

        private void add(CsvNumbers row) {
            if (rows == values[0].length) {
                for (int k = 0; k < values.length; k++) {
                    values[k] = Arrays.copyOf(values[k], rows + (rows >> 1));
                }
            }
            for (int k = 0; k < values.length; k++) {
                values[k][rows] = row.number(positions[k], FIX);
            }
            rows++;
        }

        Table table() {
            for (int k = 0; k < values.length; k++) {
                values[k] = Arrays.copyOf(values[k], rows);
            }
            return new Table(names, values);
        }
    }
}
