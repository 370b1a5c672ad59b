package org.auriflow.inference.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A CSV file of numbers with a header, which knows the file name, line and column of everything that is wrong with it.
 *
 * <p>Compression is recognised by the first two bytes, and fields are separated by semicolons where the first line has one
 * and no comma. Blank lines are skipped.
 */
final class CsvNumbers {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    /** Bytes in which the first line ends, or its separator is at least seen. */
    private static final int FIRST_LINE = 1 << 16;

    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf|infinity)");

    private final String operation;
    private final String file;
    private final List<String> header;
    private CsvRecord row;

    private CsvNumbers(String operation, String file, List<String> header) {
        this.operation = operation;
        this.file = file;
        this.header = header;
    }

    /** What to do with a file: look at the header first, then at every row. */
    interface Visitor {
        Consumer<CsvNumbers> begin(CsvNumbers table);
    }

    static void read(String operation, Path path, Visitor visitor) {
        requireReadable(operation, path);
        try (InputStream stream = open(path)) {
            read(operation, stream, path.toString(), false, visitor);
        } catch (IOException e) {
            throw translated(operation, path.toString(), e);
        }
    }

    static void requireReadable(String operation, Path path) {
        if (Files.isDirectory(path) || !Files.isReadable(path)) {
            String obstacle = Files.isDirectory(path)
                    ? "is a directory"
                    : Files.exists(path) ? "cannot be read" : "does not exist";
            throw new IllegalArgumentException(
                    operation + ": a readable file is needed, got " + path + " which " + obstacle + "; check the path");
        }
    }

    static InputStream open(Path path) throws IOException {
        // The streams of Files ask for their position, which a pipe does not have.
        return Files.isRegularFile(path) ? Files.newInputStream(path) : new FileInputStream(path.toFile());
    }

    /** The caller keeps the stream and closes it. */
    static void read(String operation, InputStream stream, String file, Visitor visitor) {
        read(operation, stream, file, false, visitor);
    }

    /**
     * The caller keeps the stream and closes it.
     *
     * @param orRows whether a first line of numbers is a row, and columns are then called x_1, x_2, ...
     */
    static void read(String operation, InputStream stream, String file, boolean orRows, Visitor visitor) {
        try {
            BufferedInputStream text = new BufferedInputStream(decompressed(stream), FIRST_LINE);
            // FastCSV closes its reader with itself; there is nothing else to release
            CsvReader<CsvRecord> reader = CsvReader.builder()
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .fieldSeparator(separator(text))
                    .ofCsvRecord(new InputStreamReader(text, StandardCharsets.UTF_8));
            Iterator<CsvRecord> records = reader.iterator();
            if (!records.hasNext()) {
                throw new IllegalArgumentException(
                        operation + ": " + file + " must begin with a header, got an empty file");
            }
            CsvRecord first = records.next();
            boolean isRow = orRows && first.getFields().stream().allMatch(CsvNumbers::isNumber);
            CsvNumbers table = new CsvNumbers(
                    operation, file, isRow ? TableFile.numbered("x", first.getFieldCount()) : names(first));
            Consumer<CsvNumbers> visit = visitor.begin(table);
            if (isRow) {
                table.row = first;
                visit.accept(table);
            }
            while (records.hasNext()) {
                table.row = records.next();
                if (!table.isBlankLine()) {
                    table.requireNoExtraFields();
                    visit.accept(table);
                }
            }
        } catch (CsvParseException e) {
            throw unreadable(operation, file, e);
        } catch (UncheckedIOException e) {
            throw translated(operation, file, e.getCause());
        } catch (IOException e) {
            throw translated(operation, file, e);
        }
    }

    List<String> header() {
        return header;
    }

    /** The position of a column, or −1. */
    int find(String name) {
        int column = header.indexOf(name);
        if (column != header.lastIndexOf(name)) {
            throw new IllegalArgumentException(operation + ": " + file + " line 1 must name the column " + name
                    + " once, got " + header + "; rename or drop the others");
        }
        return column;
    }

    int require(String name, String fix) {
        int column = find(name);
        if (column < 0) {
            throw new IllegalArgumentException(
                    operation + ": " + file + " line 1 must name a column " + name + ", got " + header + "; " + fix);
        }
        return column;
    }

    boolean isBlank(int column) {
        return column >= row.getFieldCount() || row.getField(column).isBlank();
    }

    private static boolean isNumber(String field) {
        return NUMBER.matcher(field.strip()).matches();
    }

    /** The number in a column of the current row. */
    double number(int column) {
        return number(column, "mend the line");
    }

    /**
     * The number in a column of the current row.
     *
     * @param fix what to do where there is a text instead
     */
    double number(int column, String fix) {
        if (column >= row.getFieldCount()) {
            throw bad(
                    column,
                    "must be there",
                    "a line of " + row.getFieldCount() + (row.getFieldCount() == 1 ? " field" : " fields")
                            + "; complete the line");
        }
        String text = row.getField(column).strip();
        if (NOT_FINITE.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            throw bad(column, "must be finite", text + "; drop the line or mend its source");
        }
        if (!isNumber(text)) {
            throw bad(column, "must be a number", "\"" + excerpt(text) + "\"; " + fix);
        }
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw bad(column, "must be finite", text + "; drop the line or mend its source");
        }
        return value;
    }

    /** The number in a column of the current row, which may also be inf, -inf or nan. */
    double numberOrNotFinite(int column, String fix) {
        String text =
                column < row.getFieldCount() ? row.getField(column).strip().toLowerCase(Locale.ROOT) : "";
        if (!NOT_FINITE.matcher(text).matches()) {
            return number(column, fix);
        }
        double size = text.endsWith("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
        return text.startsWith("-") ? -size : size;
    }

    double[] numbers(int[] columns) {
        double[] result = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            result[i] = number(columns[i]);
        }
        return result;
    }

    IllegalArgumentException bad(int column, String requirement, String got) {
        return new IllegalArgumentException(
                where() + " column " + header.get(column) + " " + requirement + ", got " + got);
    }

    /** Names the operation, the file and the current line. */
    String where() {
        return operation + ": " + file + " line " + row.getStartingLineNumber();
    }

    private boolean isBlankLine() {
        return row.getFieldCount() == 1 && row.getField(0).isBlank();
    }

    /** A decimal comma shows itself as one field too many. */
    private void requireNoExtraFields() {
        if (row.getFieldCount() > header.size()) {
            throw new IllegalArgumentException(where() + " must have as many fields as the header, " + header.size()
                    + ", got " + row.getFieldCount() + "; mend the line");
        }
    }

    /** A quote that is never closed makes one text of the rest of the file. */
    private static String excerpt(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }

    private static List<String> names(CsvRecord header) {
        // some spreadsheets begin a file with a byte order mark
        return header.getFields().stream()
                .map(name -> name.replace("\uFEFF", "").strip())
                .toList();
    }

    private static char separator(BufferedInputStream text) throws IOException {
        text.mark(FIRST_LINE);
        boolean comma = false;
        boolean semicolon = false;
        int b = text.read();
        for (int i = 1; i < FIRST_LINE && b >= 0 && b != '\n' && b != '\r'; i++) {
            comma |= b == ',';
            semicolon |= b == ';';
            b = text.read();
        }
        text.reset();
        return semicolon && !comma ? ';' : ',';
    }

    private static InputStream decompressed(InputStream stream) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream);
        buffered.mark(2);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        return first == 0x1f && second == 0x8b ? new GZIPInputStream(buffered) : buffered;
    }

    static RuntimeException translated(String operation, String file, IOException e) {
        if (e instanceof ZipException || e instanceof EOFException) {
            return unreadable(operation, file, e);
        }
        return new UncheckedIOException(operation + ": cannot read " + file + " (" + e.getMessage() + ")", e);
    }

    private static IllegalArgumentException unreadable(String operation, String file, Exception e) {
        return new IllegalArgumentException(
                operation + ": " + file + " must be CSV, plain or gzip-compressed, got: "
                        + (e.getMessage() == null ? "an early end" : e.getMessage()) + "; is it damaged or cut short?",
                e);
    }
}
