package org.auriflow.engine.cpu.simd;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants of a class file, each once (Java Virtual Machine Specification, 4.4). */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int FLOAT = 4;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private final Map<List<Object>, Integer> known = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Writes one entry. */
    private interface Entry {
        void write(DataOutputStream out) throws IOException;
    }

    private int entry(List<Object> key, Entry entry) {
        Integer index = known.get(key);
        if (index != null) {
            return index;
        }
        try {
            out.writeByte((int) key.get(0));
            entry.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        known.put(key, known.size() + 1);
        return known.size();
    }

    int utf8(String text) {
        return entry(List.of(UTF8, text), o -> o.writeUTF(text));
    }

    int constant(float x) {
        return entry(List.of(FLOAT, Float.floatToRawIntBits(x)), o -> o.writeFloat(x));
    }

    /** A class by its internal name, or an array by its descriptor. */
    int type(String name) {
        int at = utf8(name);
        return entry(List.of(CLASS, at), o -> o.writeShort(at));
    }

    int field(String owner, String name, String descriptor) {
        return member(FIELD, owner, name, descriptor);
    }

    int method(String owner, String name, String descriptor) {
        return member(METHOD, owner, name, descriptor);
    }

    private int member(int kind, String owner, String name, String descriptor) {
        int type = type(owner);
        int first = utf8(name);
        int second = utf8(descriptor);
        int both = entry(List.of(NAME_AND_TYPE, first, second), o -> {
            o.writeShort(first);
            o.writeShort(second);
        });
        return entry(List.of(kind, type, both), o -> {
            o.writeShort(type);
            o.writeShort(both);
        });
    }

    void write(DataOutputStream to) throws IOException {
        to.writeShort(known.size() + 1);
        bytes.writeTo(to);
    }
}
