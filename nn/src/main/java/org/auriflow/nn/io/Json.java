package org.auriflow.nn.io;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON text of maps with string keys, lists, strings, numbers, truth values and null.
 *
 * <p>Numbers come back exactly: whole ones as Integer or Long, others, and those beyond a Long, as Double.
 */
public final class Json {
    private static final int DEEPEST = 100;

    private Json() {}

    /**
     * Indented text of a map.
     *
     * @throws IllegalArgumentException if a value has no JSON form, such as NaN
     */
    public static String write(Map<String, ?> object) {
        check(object, "");
        return JsonWriter.indent("  ").string().object(object).done() + "\n";
    }

    private static void check(Object value, String path) {
        if (value instanceof Map<?, ?> m) {
            m.forEach((k, v) -> check(v, path + "." + k));
        } else if (value instanceof List<?> l) {
            for (int i = 0; i < l.size(); i++) {
                check(l.get(i), path + "[" + i + "]");
            }
        } else {
            boolean finite = !(value instanceof Number n) || Double.isFinite(n.doubleValue());
            boolean known = value == null
                    || value instanceof String
                    || value instanceof Boolean
                    || value instanceof Integer
                    || value instanceof Long
                    || value instanceof Double;
            if (!known || !finite) {
                throw new IllegalArgumentException(
                        "json: requires strings, finite numbers, truth values, lists and maps,"
                                + " got " + value + " at " + (path.isEmpty() ? "the top" : path.substring(1))
                                + "; convert it first");
            }
        }
    }

    /**
     * The map that a text holds.
     *
     * @throws IllegalArgumentException if it is not JSON or not an object; the message says where
     */
    public static Map<String, Object> parse(String text) {
        limitDepth(text);
        try {
            return plain(JsonParser.object().from(text));
        } catch (JsonParserException e) {
            throw new IllegalArgumentException(
                    "json: requires an object, got a fault in line " + e.getLinePosition() + ", column "
                            + e.getCharPosition() + " (" + e.getMessage() + "); repair it",
                    e);
        }
    }

    private static Map<String, Object> plain(Map<?, ?> object) {
        Map<String, Object> m = new LinkedHashMap<>();
        object.forEach((k, v) -> m.put((String) k, plain(v)));
        return m;
    }

    /** The parser chooses the type of a whole number by its digits, not by its size. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> m) {
            return plain(m);
        }
        if (value instanceof List<?> l) {
            List<Object> plain = new ArrayList<>();
            l.forEach(v -> plain.add(plain(v)));
            return plain;
        }
        if (value instanceof BigInteger n && n.bitLength() >= Long.SIZE) {
            return n.doubleValue();
        }
        if (value instanceof BigInteger || value instanceof Long) {
            long n = ((Number) value).longValue();
            if (n == (int) n) {
                return (int) n;
            }
            return n;
        }
        return value;
    }

    /** The parser is recursive: text of a million brackets must not end the thread. */
    private static void limitDepth(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                if (++depth > DEEPEST) {
                    throw new IllegalArgumentException("json: requires at most " + DEEPEST
                            + " levels, got more at character " + i + "; repair it");
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }
}
