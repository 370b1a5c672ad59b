package org.auriflow.inference.data;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * Files of simulated runs in three formats. Reading recognises them by their first bytes, writing by the end of the name.
 *
 * <ul>
 *   <li>{@code .runs}: Auriflow's own, to which runs can be appended ({@link RunAppender}) while others read it, and which
 *       remembers how they were made. A last block that is not whole counts as not there.
 *   <li>{@code .npz} of NumPy: an array for each column, called as {@link RunColumn#label} says, and arrays of texts called
 *       parameters and observables, which may be missing.
 *   <li>{@code .csv} or {@code .csv.gz}: a header, then a line for each run. Columns are called by label, underscore and name
 *       of the parameter or observable, such as theta_mass and x_length; gold may be inf, -inf or nan.
 * </ul>
 *
 * <p>Files may be larger than memory except for {@link #read}. A written file appears as a whole or not at all.
 */
public final class RunFiles {
    private static final int BLOCK = 1 << 15;

    private RunFiles() {}

    /** Rows of a block of about 256 KiB. */
    static int blockRows(RunLayout layout) {
        return Math.max(1, BLOCK / layout.width());
    }

    /**
     * Reads a file.
     *
     * @return all its runs
     * @throws IllegalArgumentException if it does not exist, is damaged, or holds what a table cannot, with row and column
     * @throws UncheckedIOException if reading fails
     */
    public static RunTable read(Path path) {
        List<RunTable> blocks = new ArrayList<>();
        forEachBlock(path, blocks::add);
        return RunTable.concatenate(blocks);
    }

    /**
     * Goes through a file by blocks.
     *
     * @param consumer called with each block in order; once with an empty one if the file has no runs
     * @throws IllegalArgumentException as {@link #read}
     * @throws UncheckedIOException if reading fails
     */
    public static void forEachBlock(Path path, Consumer<RunTable> consumer) {
        CsvNumbers.requireReadable("runs", path);
        try (BufferedInputStream stream = new BufferedInputStream(CsvNumbers.open(path))) {
            stream.mark(BlockReader.MAGIC.length);
            byte[] first = stream.readNBytes(BlockReader.MAGIC.length);
            stream.reset();
            if (Arrays.equals(first, BlockReader.MAGIC)) {
                readOwn(path, consumer);
            } else if (first.length >= 4 && first[0] == 'P' && first[1] == 'K' && first[2] < 9) {
                RunArchive.read(path, consumer);
            } else {
                RunCsv.read(stream, path.toString(), consumer);
            }
        } catch (IOException e) {
            throw BlockReader.cannotRead(path, e);
        }
    }

    private static void readOwn(Path path, Consumer<RunTable> consumer) {
        try (BlockReader reader = BlockReader.open(path)) {
            RunTable block = reader.next();
            if (block == null) {
                block = new RunTable(reader.layout(), new double[0]);
            }
            for (; block != null; block = reader.next()) {
                consumer.accept(block);
            }
        }
    }

    /**
     * How the runs of a file in Auriflow's own format were made.
     *
     * @throws IllegalArgumentException if it is none, or damaged
     */
    public static Map<String, String> about(Path path) {
        try (BlockReader reader = BlockReader.open(path)) {
            return Map.copyOf(reader.about());
        }
    }

    /**
     * Writes a file.
     *
     * @param path ends with .runs, .npz, .csv or .csv.gz; a file that exists is replaced
     * @throws IllegalArgumentException if it ends with something else
     * @throws UncheckedIOException if writing fails, as on a full disk; what was there is kept
     */
    public static void write(RunTable table, Path path) {
        write(consumer -> consumer.accept(table), Map.of(), path);
    }

    /**
     * Copies the runs of a file into another format.
     *
     * @param from any of the formats
     * @param to ends with .runs, .npz, .csv or .csv.gz; a file that exists is replaced
     * @throws IllegalArgumentException if from cannot be read, as {@link #read} says, or to ends with something else
     * @throws UncheckedIOException if reading or writing fails, as on a full disk; what was there is kept
     */
    public static void convert(Path from, Path to) {
        boolean own = isOwn(from);
        write(consumer -> forEachBlock(from, consumer), own ? about(from) : Map.of(), to);
    }

    private static boolean isOwn(Path path) {
        CsvNumbers.requireReadable("runs", path);
        try (BufferedInputStream stream = new BufferedInputStream(CsvNumbers.open(path))) {
            return Arrays.equals(stream.readNBytes(BlockReader.MAGIC.length), BlockReader.MAGIC);
        } catch (IOException e) {
            throw BlockReader.cannotRead(path, e);
        }
    }

    private static void write(RunArchive.Source source, Map<String, String> about, Path path) {
        String name = path.getFileName().toString();
        Path beside = path.resolveSibling(name + ".part");
        try {
            if (name.endsWith(".npz")) {
                RunArchive.write(source, beside);
            } else if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
                writeCsv(source, beside, name.endsWith(".gz"));
            } else if (name.endsWith(".runs")) {
                Files.deleteIfExists(beside);
                writeOwn(source, about, beside);
            } else {
                throw new IllegalArgumentException(
                        "runs: a file name that ends with .runs, .npz, .csv or .csv.gz is needed, got " + path);
            }
            Files.move(beside, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (WriteFailure e) {
            throw cannotWrite(path, e.getCause());
        } catch (IOException e) {
            throw cannotWrite(path, e);
        } finally {
            beside.toFile().delete();
        }
    }

    private static UncheckedIOException cannotWrite(Path path, IOException e) {
        return new UncheckedIOException(
                "runs: cannot write " + path + " (" + e.getMessage()
                        + "); nothing was changed, free some space or choose another place",
                e);
    }

    private static void writeCsv(RunArchive.Source source, Path path, boolean compressed) throws IOException {
        try (OutputStream file = Files.newOutputStream(path);
                OutputStream out = compressed ? new GZIPOutputStream(file, 1 << 16) : file;
                Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16)) {
            boolean[] begun = {false};
            source.forEachBlock(unchecked(block -> {
                if (!begun[0]) {
                    RunCsv.writeHeader(block.layout(), writer);
                    begun[0] = true;
                }
                RunCsv.writeRows(block, writer);
            }));
        }
    }

    private static void writeOwn(RunArchive.Source source, Map<String, String> about, Path path) {
        RunAppender[] appender = {null};
        try {
            source.forEachBlock(unchecked(block -> {
                try {
                    if (appender[0] == null) {
                        appender[0] = RunAppender.create(path, block.layout(), about);
                    }
                    appender[0].append(block);
                } catch (UncheckedIOException e) {
                    throw e.getCause();
                }
            }));
        } finally {
            if (appender[0] != null) {
                appender[0].close();
            }
        }
    }

    /** Tells a failure to write from one to read in the same pass. */
    private static final class WriteFailure extends UncheckedIOException {
        private static final long serialVersionUID = 1L;

        WriteFailure(IOException cause) {
            super(cause);
        }
    }

    /** What writes a block. */
    interface BlockWriter {
        void write(RunTable block) throws IOException;
    }

    static Consumer<RunTable> unchecked(BlockWriter writer) {
        return block -> {
            try {
                writer.write(block);
            } catch (IOException e) {
                throw new WriteFailure(e);
            }
        };
    }
}
