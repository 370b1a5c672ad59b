package org.auriflow.inference.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.auriflow.nn.io.Json;

/**
 * Reads Auriflow's own files of runs: a header and any number of blocks, all integers and numbers little-endian.
 *
 * <ul>
 *   <li>Header: the text AURIRUNS, int32 version 1, int32 length of a JSON text, that text (names, columns, and how the runs
 *       were made), int32 CRC32C of all bytes before.
 *   <li>Block: the text RUNB, int32 number n of runs, int32 CRC32C of the records, int32 CRC32C of the twelve bytes before;
 *       n records of {@link RunLayout#width()} float64 each.
 * </ul>
 *
 * <p>A block is written in one piece behind the others, so only the last one can be torn. It counts as not there.
 */
final class BlockReader implements AutoCloseable {
    static final byte[] MAGIC = "AURIRUNS".getBytes(StandardCharsets.US_ASCII);

    private static final int VERSION = 1;
    private static final int MARK = int32("RUNB".getBytes(StandardCharsets.US_ASCII), 0);
    private static final int BLOCK_HEADER = 16;
    private static final int LONGEST_HEADER = 1 << 24;

    private final Path path;
    private final RandomAccessFile file;
    private final RunLayout layout;
    private final Map<String, String> about;
    private long end;

    /** Reads the header. The file is closed with this, or if it fails. */
    BlockReader(Path path, RandomAccessFile file) throws IOException {
        this.path = path;
        this.file = file;
        byte[] start = read(0, MAGIC.length + 8);
        if (start == null
                || !Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)
                || int32(start, MAGIC.length) != VERSION) {
            throw damaged("must begin with a header of version " + VERSION, "another");
        }
        int length = int32(start, MAGIC.length + 4);
        byte[] all = length < 0 || length > LONGEST_HEADER ? null : read(0, start.length + length + 4);
        if (all == null || int32(all, all.length - 4) != checksum(all, 0, all.length - 4)) {
            throw damaged("must have a whole header", "one that does not fit its checksum");
        }
        this.end = all.length;
        Map<String, Object> header = Json.parse(new String(all, start.length, length, StandardCharsets.UTF_8));
        List<String> labels = texts(header.get("columns"));
        this.layout = new RunLayout(
                texts(header.get("parameters")),
                texts(header.get("observables")),
                Stream.of(RunColumn.values())
                        .filter(c -> labels.contains(c.label()))
                        .toList());
        this.about = new LinkedHashMap<>();
        ((Map<?, ?>) header.get("about")).forEach((key, value) -> about.put((String) key, (String) value));
    }

    static BlockReader open(Path path) {
        CsvNumbers.requireReadable("runs", path);
        try {
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
            try {
                return new BlockReader(path, file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }

    /** The bytes of a header. */
    static byte[] header(RunLayout layout, Map<String, String> about) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("parameters", layout.parameters());
        header.put("observables", layout.observables());
        header.put("columns", RunLayout.labels(layout.columns()));
        header.put("about", about);
        byte[] text = Json.write(header).getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[MAGIC.length + 8 + text.length + 4];
        ByteBuffer buffer = littleEndian(bytes)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(text.length)
                .put(text);
        buffer.putInt(checksum(bytes, 0, buffer.position()));
        return bytes;
    }

    /** The bytes of a block. */
    static byte[] block(double[] records, int from, int to, int width) {
        byte[] bytes = new byte[BLOCK_HEADER + (to - from) * Double.BYTES];
        ByteBuffer buffer = littleEndian(bytes).putInt(MARK).putInt((to - from) / width);
        buffer.position(BLOCK_HEADER);
        buffer.asDoubleBuffer().put(records, from, to - from);
        buffer.putInt(8, checksum(bytes, BLOCK_HEADER, bytes.length));
        buffer.putInt(12, checksum(bytes, 0, 12));
        return bytes;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int int32(byte[] bytes, int at) {
        return littleEndian(bytes).getInt(at);
    }

    private static int checksum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    RunLayout layout() {
        return layout;
    }

    Map<String, String> about() {
        return about;
    }

    /** Where the blocks that were read end. */
    long end() {
        return end;
    }

    /** The next block, or null if there is no whole one (yet). */
    RunTable next() {
        try {
            byte[] header = read(end, BLOCK_HEADER);
            if (header == null) {
                return null;
            }
            if (int32(header, 0) != MARK || int32(header, 12) != checksum(header, 0, 12)) {
                throw damaged("must have a block at byte " + end, "something else");
            }
            long size = (long) int32(header, 4) * layout.width() * Double.BYTES;
            if (size > Integer.MAX_VALUE - 8) {
                throw damaged("must have blocks below 2 GiB", size + " bytes at byte " + end);
            }
            byte[] payload = read(end + BLOCK_HEADER, (int) size);
            if (payload == null) {
                return null;
            }
            long after = end + BLOCK_HEADER + size;
            if (int32(header, 8) != checksum(payload, 0, payload.length)) {
                if (after >= file.length()) {
                    return null;
                }
                throw damaged("must have blocks that fit their checksum", "another one at byte " + end);
            }
            double[] records = new double[payload.length / Double.BYTES];
            littleEndian(payload).asDoubleBuffer().get(records);
            end = after;
            return new RunTable(layout, records);
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }

    /** Some bytes, or null if the file ends before. */
    private byte[] read(long from, int count) throws IOException {
        if (from + count > file.length()) {
            return null;
        }
        byte[] bytes = new byte[count];
        file.seek(from);
        file.readFully(bytes);
        return bytes;
    }

    private IllegalArgumentException damaged(String requirement, String got) {
        return new IllegalArgumentException(
                "runs: " + path + " " + requirement + ", got " + got + "; is it damaged, or not a file of runs?");
    }

    static UncheckedIOException cannotRead(Path path, IOException e) {
        return new UncheckedIOException("runs: cannot read " + path + " (" + e.getMessage() + ")", e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw cannotRead(path, e);
        }
    }
}
