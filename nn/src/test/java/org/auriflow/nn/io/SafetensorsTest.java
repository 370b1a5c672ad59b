package org.auriflow.nn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {
    @TempDir
    Path directory;

    private static Tensor large() {
        double[] values = new double[20_000];
        Arrays.setAll(values, i -> Math.sin(i));
        return Tensor.of(values).reshape(100, 2, 100);
    }

    @Test
    void everyTypeComesBackToTheBit() throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("flags", Tensor.of(true, false, true));
        tensors.put(
                "layers.0.weight \"ä\"",
                Tensor.of(new float[][] {{1.5f, -0f, Float.NaN}, {Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 3}}));
        tensors.put("large", large());
        tensors.put("counter", Tensor.scalar(DType.INT32, -7));
        tensors.put("special", Tensor.of(-0.0, Double.NaN, Double.MIN_VALUE, Math.PI));
        tensors.put("nothing", Tensor.zeros(DType.FLOAT32, 0, 3));
        Path file = directory.resolve("deeper/still/a.safetensors");
        new Safetensors(tensors, Map.of("note", "line\n\"quoted\"")).write(file);
        Safetensors read = Safetensors.read(file);
        assertEquals(Map.of("note", "line\n\"quoted\""), read.metadata());
        assertEquals(tensors.keySet(), read.tensors().keySet());
        tensors.forEach((name, t) -> {
            assertEquals(t.type(), read.tensors().get(name).type());
            assertTrue(t.storage().contentEquals(read.tensors().get(name).storage()), name);
        });
        assertEquals(1, files(file.getParent()));
    }

    private static long files(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.count();
        }
    }

    /** As another program would write it: header without padding, entries in any order. */
    private Path file(String header, int bytes) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer b = ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(text.length).put(text);
        for (int i = 0; i < bytes; i++) {
            b.put((byte) i);
        }
        Path file = directory.resolve("b.safetensors");
        Files.write(file, b.array());
        return file;
    }

    @Test
    void layoutIsThatOfTheFormat() throws IOException {
        Path file = directory.resolve("c.safetensors");
        new Safetensors(Map.of("a", Tensor.of(1f, -2f)), Map.of()).write(file);
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) b.getLong();
        assertEquals(0, length % 8);
        byte[] header = new byte[length];
        b.get(header);
        assertEquals(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                new String(header, StandardCharsets.UTF_8).trim());
        assertEquals(1f, b.getFloat());
        assertEquals(-2f, b.getFloat());
        assertEquals(0, b.remaining());
    }

    @Test
    void readsWhatOthersWrite() throws IOException {
        Safetensors read = Safetensors.read(file(
                "{\"b\":{\"data_offsets\":[2,6],\"shape\":[],\"dtype\":\"I32\"},"
                        + "\"none\":{\"dtype\":\"F64\",\"shape\":[0,7],\"data_offsets\":[2,2]},"
                        + "\"a\":{\"dtype\":\"BOOL\",\"shape\":[2,1],\"data_offsets\":[0,2]}}",
                6));
        assertEquals(List.of("b", "none", "a"), List.copyOf(read.tensors().keySet()));
        assertEquals(0x05040302, read.tensors().get("b").item());
        assertEquals(
                new TensorType(DType.BOOL, Shape.of(2, 1)),
                read.tensors().get("a").type());
        assertEquals(1, read.tensors().get("a").toIntArray()[1]);
    }

    record Malformed(String header, int bytes, String reason) {}

    private static Malformed one(String dtype, String shape, String offsets, int bytes, String reason) {
        String entry = "{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
        return new Malformed("{\"a\":" + entry + "}", bytes, reason);
    }

    static Stream<Malformed> malformed() {
        String a = "\"a\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        String b = "\"b\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":";
        return Stream.of(
                one("\"F32\"", "[2]", "[0,8]", 7, "requires 8 bytes of values, got 7; the file is truncated"),
                one("\"F32\"", "[2]", "[0,8]", 9, "too long"),
                one("\"F32\"", "[2]", "[4,12]", 12, "from offset 0, got offsets [4, 12]"),
                one("\"F32\"", "[2]", "[0,4]", 4, "requires 8 bytes"),
                one("\"F32\"", "[2]", "[8,0]", 8, "got offsets [8, 0]"),
                one("\"F32\"", "[2]", "[0]", 8, "two data_offsets"),
                one("\"F16\"", "[2]", "[0,4]", 4, "got F16"),
                one("3", "[2]", "[0,8]", 8, "JSON"),
                one("\"F32\"", "[-2]", "[0,8]", 8, "got [-2]"),
                one("\"F32\"", "[0.5]", "[0,8]", 8, "got [-1]"),
                one("\"F32\"", "[65536,65536,65536,65536,2]", "[0,8]", 8, "2^31 elements"),
                one("\"F32\"", "[1,1,1,1,1,1,1,1,1]", "[0,4]", 4, "at most 8 extents"),
                one("\"F32\"", "[1e99]", "[0,8]", 8, "got [-1]"),
                one("\"BOOL\"", "[3]", "[0,3]", 3, "truth values"),
                one("\"F32\"", "[2]", "[0,8],\"extra\":1", 8, "unknown entry 'extra'"),
                new Malformed("{" + a + "," + a + "}", 4, "'a' twice"),
                new Malformed("{" + a + "," + b + "[0,4]}}", 4, "tensor 'b'"),
                new Malformed("{" + a + "," + b + "[5,9]}}", 9, "tensor 'b'"),
                new Malformed("{\"a\":[]}", 0, "JSON"),
                new Malformed("{\"__metadata__\":{\"k\":[]}}", 0, "JSON"),
                new Malformed("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "twice"),
                new Malformed("[]", 0, "JSON"),
                new Malformed("{\"a\":", 0, "JSON"),
                new Malformed("[".repeat(100_000), 0, "JSON"),
                new Malformed("nonsense", 0, "JSON"));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(Malformed m) throws IOException {
        refuses(file(m.header, m.bytes), m.reason);
    }

    private static void refuses(Path file, String reason) {
        String message = assertThrows(FileFormatException.class, () -> Safetensors.read(file))
                .getMessage();
        assertTrue(message.startsWith("load: " + file + ": "), message);
        assertTrue(message.contains(reason), message);
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        Path file = directory.resolve("d.safetensors");
        new Safetensors(Map.of("a", Tensor.of(1f, 2f)), Map.of("k", "v")).write(file);
        byte[] all = Files.readAllBytes(file);
        for (int n = 0; n < all.length; n++) {
            Files.write(file, Arrays.copyOf(all, n));
            refuses(file, "");
        }
    }

    @Test
    void headerLengthsBeyondTheFileAreRefused() throws IOException {
        for (long length : new long[] {-1, 0, 1, 3, 100_000_001, Long.MAX_VALUE}) {
            Path file = directory.resolve("e.safetensors");
            Files.write(
                    file,
                    ByteBuffer.allocate(10)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(length)
                            .put(new byte[] {'{', '}'})
                            .array());
            refuses(file, "header length must be in [2, 2]");
        }
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("missing.safetensors");
        String message =
                assertThrows(IOException.class, () -> Safetensors.read(file)).getMessage();
        assertTrue(message.contains(file.toString()) && message.contains("requires a file"), message);
    }

    @Test
    void aReservedNameIsRefused() {
        Map<String, Tensor> tensors = Map.of("__metadata__", Tensor.of(1f));
        assertThrows(IllegalArgumentException.class, () -> new Safetensors(tensors, Map.of()));
    }

    @Test
    void littleEndianPiecesMeetAtTheirEdges() throws IOException {
        for (int n : new int[] {8191, 8192, 8193, 16384}) {
            Storage s = Storage.allocate(DType.BOOL, n);
            s.set(n - 1, 1);
            Path file = directory.resolve("f.safetensors");
            Tensor t = Tensor.constant(new TensorType(DType.BOOL, Shape.of(n)), s);
            new Safetensors(Map.of("a", t), Map.of()).write(file);
            assertTrue(Safetensors.read(file).tensors().get("a").storage().contentEquals(s));
        }
    }
}
