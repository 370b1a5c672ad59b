package org.auriflow.nn.io;

import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonReader;
import com.grack.nanojson.JsonWriter;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Named tensors and text in a file of the safetensors format, as other frameworks read and write it.
 *
 * <p>Layout: eight bytes, little-endian, the length of the header; the header, a JSON object of {@code name: {dtype,
 * shape, data_offsets}} and optionally {@code __metadata__} of strings; then the values, little-endian, row-major,
 * without gaps. Element types are F32, F64, I32 and BOOL.
 *
 * <p>Nothing in a file is believed: lengths, offsets, sizes and duplicates are checked before memory is taken.
 *
 * @param tensors by name
 * @param metadata text by name
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final long LONGEST_HEADER = 100_000_000;
    private static final Map<String, DType> DTYPES =
            Map.of("F32", DType.FLOAT32, "F64", DType.FLOAT64, "I32", DType.INT32, "BOOL", DType.BOOL);

    /** Copies both maps. */
    public Safetensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        if (tensors.containsKey(METADATA)) {
            throw new IllegalArgumentException(
                    "safetensors: a tensor must not be named " + METADATA + ", got one; rename it");
        }
    }

    private record Entry(String name, TensorType type, long begin, long end) {}

    /** Writes the file, all or nothing. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, this::writeTo);
    }

    void writeTo(OutputStream out) throws IOException {
        List<String> names = new ArrayList<>(tensors.keySet());
        // Wide elements first: every tensor is then aligned for readers that map the file.
        names.sort(Comparator.comparing(n -> -tensors.get(n).dtype().bytes()));
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put(METADATA, metadata);
        }
        long at = 0;
        for (String name : names) {
            TensorType type = tensors.get(name).type();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", code(type.dtype()));
            entry.put("shape", Arrays.stream(type.shape().toArray()).boxed().toList());
            entry.put("data_offsets", List.of(at, at + type.bytes()));
            header.put(name, entry);
            at += type.bytes();
        }
        byte[] bytes = JsonWriter.string(header).getBytes(StandardCharsets.UTF_8);
        int padded = (bytes.length + 7) & ~7;
        byte[] length = new byte[8];
        for (int i = 0; i < 8; i++) {
            length[i] = (byte) ((long) padded >>> (8 * i));
        }
        out.write(length);
        out.write(bytes);
        for (int i = bytes.length; i < padded; i++) {
            out.write(' ');
        }
        for (String name : names) {
            LittleEndian.write(tensors.get(name).storage(), out);
        }
    }

    /**
     * Reads a file.
     *
     * @throws FileFormatException if it is truncated, malformed or holds another element type
     * @throws IOException if it is not there or cannot be read
     */
    public static Safetensors read(Path file) throws IOException {
        long size = file.toFile().length();
        try (FileInputStream raw = new FileInputStream(file.toFile());
                DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 1 << 16))) {
            if (size < 8) {
                throw fault(file, "requires 8 bytes of header length, got " + size + " bytes; the file is truncated");
            }
            long length = Long.reverseBytes(in.readLong());
            if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
                throw fault(
                        file,
                        "header length must be in [2, " + Math.min(LONGEST_HEADER, size - 8) + "], got "
                                + Long.toUnsignedString(length) + "; the file is truncated or of another format");
            }
            byte[] header = in.readNBytes((int) length);
            Map<String, String> metadata = new LinkedHashMap<>();
            List<Entry> entries = parse(file, new String(header, StandardCharsets.UTF_8), metadata);
            checkLayout(file, entries, size - 8 - length);
            return new Safetensors(values(file, entries, in), metadata);
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "load: requires a file that can be read, got " + file + " (" + e.getMessage() + ")", e);
        }
    }

    private static Map<String, Tensor> values(Path file, List<Entry> entries, InputStream in) throws IOException {
        List<Entry> inFile = new ArrayList<>(entries);
        inFile.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, Tensor> read = new LinkedHashMap<>();
        for (Entry e : inFile) {
            Storage s = Storage.allocate(e.type.dtype(), e.type.size());
            if (!LittleEndian.read(s, in)) {
                throw fault(file, "tensor '" + e.name + "' requires truth values 0 or 1 and all its bytes, got others");
            }
            read.put(e.name, Tensor.constant(e.type, s));
        }
        Map<String, Tensor> inHeader = new LinkedHashMap<>();
        entries.forEach(e -> inHeader.put(e.name, read.get(e.name)));
        return inHeader;
    }

    /** Values must cover the rest of the file without gap or overlap. */
    private static void checkLayout(Path file, List<Entry> entries, long bytes) throws FileFormatException {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long at = 0;
        for (Entry e : sorted) {
            if (e.begin != at || e.end - e.begin != e.type.bytes()) {
                throw fault(
                        file,
                        "tensor '" + e.name + "' " + e.type + " requires " + e.type.bytes() + " bytes from offset " + at
                                + ", got offsets [" + e.begin + ", " + e.end + "]; the header is malformed");
            }
            at = e.end;
        }
        if (at != bytes) {
            throw fault(
                    file,
                    "requires " + at + " bytes of values, got " + bytes + "; the file is "
                            + (bytes < at ? "truncated" : "too long"));
        }
    }

    private static List<Entry> parse(Path file, String header, Map<String, String> metadata) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try {
            JsonReader json = JsonReader.from(header);
            boolean seen = false;
            json.object();
            while (json.next()) {
                String name = json.key();
                if (name.equals(METADATA)) {
                    if (seen) {
                        throw fault(file, METADATA + " must be there once, got it twice; the header is malformed");
                    }
                    seen = true;
                    json.object();
                    while (json.next()) {
                        metadata.put(json.key(), json.string());
                    }
                } else if (entries.put(name, entry(file, name, json)) != null) {
                    throw fault(file, "tensor names must differ, got '" + name + "' twice; the header is malformed");
                }
            }
        } catch (JsonParserException e) {
            throw fault(
                    file, "header must be a JSON object of tensors (" + e.getMessage() + "); the file is malformed");
        }
        return List.copyOf(entries.values());
    }

    private static Entry entry(Path file, String name, JsonReader json) throws IOException, JsonParserException {
        DType dtype = null;
        long[] shape = null;
        long[] offsets = null;
        json.object();
        while (json.next()) {
            String key = json.key();
            switch (key) {
                case "dtype" -> {
                    String code = json.string();
                    dtype = DTYPES.get(code);
                    if (dtype == null) {
                        throw fault(
                                file,
                                "tensor '" + name + "' requires one of the element types F32, F64, I32 and BOOL, got "
                                        + code + "; convert it");
                    }
                }
                case "shape" -> shape = longs(json);
                case "data_offsets" -> offsets = longs(json);
                default -> throw fault(file, "tensor '" + name + "' has an unknown entry '" + key + "'");
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
            throw fault(
                    file, "tensor '" + name + "' requires dtype, shape and two data_offsets; the header is malformed");
        }
        if (shape.length > Shape.MAX_RANK || Arrays.stream(shape).anyMatch(e -> e < 0 || e > Integer.MAX_VALUE)) {
            throw fault(
                    file,
                    "tensor '" + name + "' requires at most " + Shape.MAX_RANK + " extents in [0, 2^31), got "
                            + Arrays.toString(shape));
        }
        try {
            Shape s = Shape.of(Arrays.stream(shape).mapToInt(e -> (int) e).toArray());
            return new Entry(name, new TensorType(dtype, s), offsets[0], offsets[1]);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw fault(file, "tensor '" + name + "' requires fewer than 2^31 elements, got " + Arrays.toString(shape));
        }
    }

    private static long[] longs(JsonReader json) throws JsonParserException {
        List<Long> values = new ArrayList<>();
        json.array();
        while (json.next()) {
            Number n = json.number();
            boolean whole = n.doubleValue() == Math.rint(n.doubleValue()) && Math.abs(n.doubleValue()) < 0x1p53;
            values.add(whole ? n.longValue() : -1);
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static String code(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "F32";
            case FLOAT64 -> "F64";
            case INT32 -> "I32";
            case BOOL -> "BOOL";
        };
    }

    private static FileFormatException fault(Path file, String reason) {
        return new FileFormatException("load", file, reason);
    }
}
