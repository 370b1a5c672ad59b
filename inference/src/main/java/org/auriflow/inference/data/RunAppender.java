package org.auriflow.inference.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Appends runs to a file in Auriflow's own format, one block for each table, while others may read it.
 *
 * <p>What is appended is in the file on return, whatever becomes of the process; only a crash of the machine can take more. A
 * reader sees whole blocks. One appender at a time: a second one is refused. Not for use by several threads at once.
 */
public final class RunAppender implements AutoCloseable {
    private static final int LARGEST_BLOCK = 1 << 17;

    private final Path path;
    private final RandomAccessFile file;
    private final RunLayout layout;
    private long end;
    private long rows;
    private double lastRun = Double.NaN;

    private RunAppender(Path path, RandomAccessFile file, RunLayout layout) {
        this.path = path;
        this.file = file;
        this.layout = layout;
    }

    /**
     * Makes a file.
     *
     * @param about how the runs are made, such as the seed; {@link #resume} compares it
     * @throws IllegalArgumentException if there is a file already
     * @throws UncheckedIOException if it cannot be written
     */
    public static RunAppender create(Path path, RunLayout layout, Map<String, String> about) {
        if (Files.exists(path)) {
            throw new IllegalArgumentException(
                    "runs: a new file is needed, got " + path + " which exists; resume it or choose another name");
        }
        RandomAccessFile file = lock(path);
        try {
            RunAppender appender = new RunAppender(path, file, layout);
            appender.write(BlockReader.header(layout, about), 0);
            return appender;
        } catch (RuntimeException e) {
            closeQuietly(file);
            path.toFile().delete();
            throw e;
        }
    }

    /**
     * Goes on with a file. A last block that is not whole, as a killed process may leave it, is dropped.
     *
     * @param about must equal what the file was made with
     * @throws IllegalArgumentException if there is no such file, it is damaged or being written, or was made differently
     * @throws UncheckedIOException if it cannot be read or written
     */
    public static RunAppender resume(Path path, Map<String, String> about) {
        CsvNumbers.requireReadable("runs", path);
        RandomAccessFile file = lock(path);
        try {
            // The same file, which the appender closes.
            BlockReader reader = new BlockReader(path, file);
            if (!about.equals(reader.about())) {
                throw new IllegalArgumentException("runs: " + path + " must be resumed with what it was made with, "
                        + new TreeMap<>(reader.about()) + ", got " + new TreeMap<>(about)
                        + "; use the same or choose another file");
            }
            RunAppender appender = new RunAppender(path, file, reader.layout());
            for (RunTable block = reader.next(); block != null; block = reader.next()) {
                appender.count(block);
            }
            appender.end = reader.end();
            file.setLength(appender.end);
            return appender;
        } catch (IOException e) {
            closeQuietly(file);
            throw BlockReader.cannotRead(path, e);
        } catch (RuntimeException e) {
            closeQuietly(file);
            throw e;
        }
    }

    private static RandomAccessFile lock(Path path) {
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            try {
                if (file.getChannel().tryLock() != null) {
                    return file;
                }
            } catch (OverlappingFileLockException e) {
                // held by this process
            } catch (IOException e) {
                file.close();
                throw e;
            }
            file.close();
            throw new IllegalArgumentException(
                    "runs: a file that nothing else writes is needed, got " + path + "; wait for the other process");
        } catch (IOException e) {
            throw new UncheckedIOException("runs: cannot write " + path + " (" + e.getMessage() + ")", e);
        }
    }

    private static void closeQuietly(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // the failure that led here is the one to report
        }
    }

    /** What the columns are. */
    public RunLayout layout() {
        return layout;
    }

    /** The number of runs in the file. */
    public long rows() {
        return rows;
    }

    /** The number of the last run, if there is one and the file has a column of them. */
    public OptionalLong lastRun() {
        return Double.isNaN(lastRun) ? OptionalLong.empty() : OptionalLong.of((long) lastRun);
    }

    /**
     * Appends runs.
     *
     * @throws IllegalArgumentException if the table has another layout
     * @throws UncheckedIOException if writing fails, as on a full disk; the runs before are kept, and it may be tried again
     */
    public void append(RunTable table) {
        if (!table.layout().equals(layout)) {
            throw new IllegalArgumentException("runs: requires the layout of " + path + ", " + layout + ", got "
                    + table.layout() + "; write another file");
        }
        double[] records = table.records();
        int width = layout.width();
        long begin = end;
        int step = Math.max(1, LARGEST_BLOCK / width) * width;
        for (int from = 0; from < records.length; from += step) {
            write(BlockReader.block(records, from, Math.min(from + step, records.length), width), begin);
        }
        count(table);
    }

    private void count(RunTable table) {
        rows += table.rows();
        if (table.rows() > 0 && layout.has(RunColumn.RUN)) {
            lastRun = table.records()[(table.rows() - 1) * layout.width() + layout.offset(RunColumn.RUN)];
        }
    }

    /** Falls back to where the table begins if it fails, so that it may be tried again. */
    private void write(byte[] bytes, long begin) {
        try {
            file.seek(end);
            file.write(bytes);
            end += bytes.length;
        } catch (IOException e) {
            try {
                end = begin;
                file.setLength(end);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw new UncheckedIOException(
                    "runs: cannot write " + path + " (" + e.getMessage() + "); the " + rows
                            + " runs in it are kept, free some space and resume",
                    e);
        }
    }

    /** Brings the file to the disk and closes it. */
    @Override
    public void close() {
        try (file) {
            file.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException("runs: cannot finish " + path + " (" + e.getMessage() + ")", e);
        }
    }
}
