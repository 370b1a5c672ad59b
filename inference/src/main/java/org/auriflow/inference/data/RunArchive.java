package org.auriflow.inference.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Runs as an archive of NumPy: an array for each column by its label, and arrays of texts called parameters and observables,
 * which may be missing.
 */
final class RunArchive {
    private static final String SUFFIX = ".npy";
    private static final String PARAMETERS = "parameters";
    private static final String OBSERVABLES = "observables";

    private RunArchive() {}

    /** Goes through a file of runs by blocks, as often as it is called. */
    interface Source {
        void forEachBlock(Consumer<RunTable> consumer);
    }

    /** Hands out blocks of at least one row, or one without any if there is none. */
    static void read(Path path, Consumer<RunTable> consumer) throws IOException {
        // All columns at once, so that an archive larger than memory can be read.
        Map<RunColumn, NumpyStream> columns = new EnumMap<>(RunColumn.class);
        try (ZipFile zip = new ZipFile(path.toFile())) {
            List<String> parameters = null;
            List<String> observables = null;
            for (ZipEntry entry : zip.stream().toList()) {
                String name = entry.getName().replaceFirst("\\.npy$", "");
                NumpyStream array = NumpyStream.open(
                        "runs: " + path + " array " + name, new BufferedInputStream(zip.getInputStream(entry)));
                if (name.equals(PARAMETERS)) {
                    parameters = texts(array);
                } else if (name.equals(OBSERVABLES)) {
                    observables = texts(array);
                } else {
                    columns.put(column(path, name), array);
                }
            }
            NumpyStream theta = columns.getOrDefault(RunColumn.THETA, columns.get(RunColumn.THETA0));
            NumpyStream x = columns.get(RunColumn.X);
            RunLayout layout = new RunLayout(
                    parameters != null ? parameters : RunLayout.numbered("theta", width(theta)),
                    observables != null ? observables : RunLayout.numbered("x", width(x)),
                    List.copyOf(columns.keySet()));
            columns.forEach((column, array) -> requireShape(path, layout, column, array, x.rows()));
            readBlocks(path, layout, columns, x.rows(), consumer);
        } catch (ZipException e) {
            throw new IllegalArgumentException(
                    "runs: " + path + " must be an archive of NumPy, got: " + e.getMessage()
                            + "; is it damaged or cut short?",
                    e);
        }
    }

    private static void readBlocks(
            Path path, RunLayout layout, Map<RunColumn, NumpyStream> columns, int rows, Consumer<RunTable> consumer)
            throws IOException {
        for (int from = 0; from == 0 || from < rows; from += RunFiles.blockRows(layout)) {
            int count = Math.min(RunFiles.blockRows(layout), rows - from);
            Map<RunColumn, double[]> values = new EnumMap<>(RunColumn.class);
            for (Map.Entry<RunColumn, NumpyStream> column : columns.entrySet()) {
                double[] block = new double[count * layout.width(column.getKey())];
                column.getValue().read(block, 0, block.length);
                values.put(column.getKey(), block);
            }
            RunTable table = RunTable.joined(layout, values, count);
            table.check("runs: " + path, from);
            consumer.accept(table);
        }
        for (NumpyStream array : columns.values()) {
            array.finish();
        }
    }

    private static int width(NumpyStream array) {
        return array == null ? 1 : Math.max(1, array.width());
    }

    private static List<String> texts(NumpyStream array) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.rows(); i++) {
            texts.add(array.readText());
        }
        return texts;
    }

    private static RunColumn column(Path path, String name) {
        for (RunColumn column : RunColumn.values()) {
            if (column.label().equals(name)) {
                return column;
            }
        }
        throw new IllegalArgumentException("runs: " + path + " must have arrays "
                + RunLayout.labels(List.of(RunColumn.values())) + ", " + PARAMETERS + " and " + OBSERVABLES + ", got "
                + name + "; rename or leave it out");
    }

    private static void requireShape(Path path, RunLayout layout, RunColumn column, NumpyStream array, int rows) {
        if (array.rows() != rows || width(array) != layout.width(column)) {
            throw new IllegalArgumentException("runs: " + path + " must have an array " + column.label()
                    + " of shape (" + rows + ", " + layout.width(column) + ") as x and the names say, got ("
                    + array.rows() + ", " + width(array) + "); mend the arrays or the names");
        }
    }

    /** Writes an array after the other, each in a pass of its own. */
    static void write(Source source, Path path) throws IOException {
        long[] rows = {0};
        RunLayout[] layout = {null};
        source.forEachBlock(block -> {
            rows[0] += block.rows();
            layout[0] = block.layout();
        });
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16))) {
            // Doubles of a simulation hardly get smaller, and np.savez does not compress either.
            zip.setLevel(Deflater.NO_COMPRESSION);
            writeTexts(PARAMETERS, layout[0].parameters(), zip);
            writeTexts(OBSERVABLES, layout[0].observables(), zip);
            for (RunColumn column : layout[0].columns()) {
                boolean vector = column == RunColumn.X || column.hasParameters();
                begin(column.label(), "<f8", rows[0] + "," + (vector ? layout[0].width(column) : ""), zip);
                source.forEachBlock(RunFiles.unchecked(block -> writeNumbers(block.column(column), zip)));
                zip.closeEntry();
            }
        }
    }

    /** Writes an array for each column of a table. */
    static void write(Table table, Path path) throws IOException {
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path), 1 << 16))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (String name : table.names()) {
                begin(name, "<f8", table.rows() + ",", zip);
                writeNumbers(table.column(name), zip);
                zip.closeEntry();
            }
        }
    }

    private static void writeNumbers(double[] values, OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        out.write(bytes.array());
    }

    private static void writeTexts(String name, List<String> texts, ZipOutputStream zip) throws IOException {
        int longest = texts.stream()
                .mapToInt(text -> text.codePointCount(0, text.length()))
                .max()
                .orElse(1);
        begin(name, "<U" + longest, texts.size() + ",", zip);
        for (String text : texts) {
            ByteBuffer bytes = ByteBuffer.allocate(longest * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            text.codePoints().forEach(bytes::putInt);
            zip.write(bytes.array());
        }
        zip.closeEntry();
    }

    /** The header ends at a multiple of 64 bytes, as NumPy writes it. */
    private static void begin(String name, String type, String shape, ZipOutputStream zip) throws IOException {
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        // The same file makes the same bytes.
        entry.setTime(0);
        zip.putNextEntry(entry);
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        int length = (NumpyStream.MAGIC.length + 4 + text.length() + 1 + 63) / 64 * 64 - NumpyStream.MAGIC.length - 4;
        zip.write(NumpyStream.MAGIC);
        zip.write(new byte[] {1, 0, (byte) length, (byte) (length >> 8)});
        zip.write((text + " ".repeat(length - 1 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
