package org.auriflow.nn.io;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;

/**
 * A model as two files: {@code NAME.safetensors} with its parameters and {@code NAME.json} with its architecture and
 * whatever its user adds.
 *
 * <p>Both carry a checksum of the parameters, so that a changed value or a pair that does not belong together is found
 * when it is loaded.
 */
public final class ModelFiles {
    private static final String FORMAT = "auriflow-model";
    private static final int VERSION = 1;
    private static final String CHECKSUM = "crc32";

    private ModelFiles() {}

    /**
     * What a pair of files holds.
     *
     * @param model rebuilt, with its parameters
     * @param about what was added when it was saved
     */
    public record Loaded(Model model, Map<String, Object> about) {}

    /** The file of the parameters. */
    public static Path tensors(Path base) {
        return base.resolveSibling(base.getFileName() + ".safetensors");
    }

    /** The file of the architecture. */
    public static Path config(Path base) {
        return base.resolveSibling(base.getFileName() + ".json");
    }

    /** Writes {@code base.safetensors} and {@code base.json}. */
    public static void save(Model model, Path base) throws IOException {
        save(model, base, Map.of());
    }

    /**
     * Writes {@code base.safetensors} and {@code base.json}.
     *
     * @param about JSON-able values to keep with it, such as how it was trained or what its inputs mean
     * @throws IOException if a file cannot be written; what was there before is still there
     * @throws IllegalArgumentException if a value has no JSON form
     */
    public static void save(Model model, Path base, Map<String, Object> about) throws IOException {
        Map<String, Tensor> values = new LinkedHashMap<>();
        model.variables().forEach((name, v) -> values.put(name, v.snapshot()));
        String checksum = checksum(values);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("version", VERSION);
        json.put("parameters", tensors(base).getFileName().toString());
        json.put(CHECKSUM, checksum);
        json.put("model", model.config());
        json.put("about", about);
        byte[] text = Json.write(json).getBytes(StandardCharsets.UTF_8);
        Safetensors file = new Safetensors(values, Map.of("format", FORMAT, CHECKSUM, checksum));
        try (AtomicFile first = AtomicFile.begin(tensors(base));
                AtomicFile second = AtomicFile.begin(config(base))) {
            file.writeTo(first.stream());
            second.stream().write(text);
            first.force();
            second.force();
            first.commit();
            second.commit();
        }
    }

    /** Rebuilds a model whose types are all in this module. */
    public static Loaded load(Engine engine, Path base) throws IOException {
        return load(engine, base, Models.standard());
    }

    /**
     * Rebuilds a model.
     *
     * @param types the model types to know
     * @throws FileFormatException if a file is malformed, of another version, or the two do not belong together
     * @throws IOException if a file is not there or cannot be read
     */
    public static Loaded load(Engine engine, Path base, Models types) throws IOException {
        Path file = config(base);
        Map<String, Object> json = parse(file);
        if (!FORMAT.equals(json.get("format")) || !Integer.valueOf(VERSION).equals(json.get("version"))) {
            throw fault(
                    file,
                    "requires format '" + FORMAT + "' of version " + VERSION + ", got '" + json.get("format")
                            + "' of version " + json.get("version") + "; save it again with this version");
        }
        Safetensors tensors = Safetensors.read(tensors(base));
        String expected = String.valueOf(json.get(CHECKSUM));
        String got = checksum(tensors.tensors());
        if (!expected.equals(got)) {
            throw fault(
                    tensors(base),
                    "requires the parameters that " + file.getFileName() + " describes (checksum " + expected
                            + "), got "
                            + got
                            + (got.equals(tensors.metadata().get(CHECKSUM))
                                    ? "; the two files do not belong together"
                                    : "; its values are damaged"));
        }
        Model model = build(engine, file, json, types);
        assign(model, tensors, tensors(base));
        return new Loaded(model, object(file, json, "about"));
    }

    private static Map<String, Object> parse(Path file) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "load: requires a file that can be read, got " + file + " (" + e.getMessage() + ")", e);
        } catch (IllegalArgumentException e) {
            throw fault(file, e.getMessage());
        }
    }

    private static Model build(Engine engine, Path file, Map<String, Object> json, Models types) throws IOException {
        try {
            return types.build(engine, object(file, json, "model"));
        } catch (IllegalArgumentException e) {
            throw fault(file, e.getMessage());
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Path file, Map<String, Object> json, String key) throws IOException {
        if (json.get(key) instanceof Map<?, ?> m) {
            return (Map<String, Object>) m;
        }
        throw fault(file, "requires an object '" + key + "', got " + json.get(key) + "; save it again");
    }

    private static void assign(Model model, Safetensors tensors, Path file) throws FileFormatException {
        Map<String, Variable> parameters = model.variables();
        if (!parameters.keySet().equals(tensors.tensors().keySet())) {
            TreeSet<String> missing = new TreeSet<>(parameters.keySet());
            missing.removeAll(tensors.tensors().keySet());
            TreeSet<String> extra = new TreeSet<>(tensors.tensors().keySet());
            extra.removeAll(parameters.keySet());
            throw fault(
                    file, "requires the parameters of the model, got " + missing + " missing and " + extra + " extra");
        }
        for (Map.Entry<String, Variable> p : parameters.entrySet()) {
            Tensor value = tensors.tensors().get(p.getKey());
            if (!value.type().equals(p.getValue().type())) {
                throw fault(
                        file,
                        "parameter '" + p.getKey() + "' requires "
                                + p.getValue().type() + ", got " + value.type());
            }
        }
        parameters.forEach((name, v) -> v.assign(tensors.tensors().get(name)));
    }

    /** Over names and values in the order of the names, so that it does not depend on the layout of the file. */
    private static String checksum(Map<String, Tensor> tensors) {
        CRC32 crc = new CRC32();
        new TreeMap<>(tensors).forEach((name, t) -> {
            crc.update((name + " " + t.type()).getBytes(StandardCharsets.UTF_8));
            LittleEndian.checksum(t.storage(), crc);
        });
        return String.format("%08x", crc.getValue());
    }

    private static FileFormatException fault(Path file, String reason) {
        return new FileFormatException("load", file, reason);
    }
}
