package org.auriflow.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;

/** Typed entries of a configuration that came from a file; whatever is missing or wrong is named. */
public final class Config {
    private final String type;
    private final Map<String, Object> entries;

    /**
     * The entries of a configuration.
     *
     * @throws IllegalArgumentException if it has no entry {@code type}
     */
    public Config(Map<String, Object> entries) {
        this.entries = entries;
        if (!(entries.get("type") instanceof String s)) {
            throw new IllegalArgumentException(
                    "model: configuration requires a string 'type', got " + entries.get("type") + "; save it again");
        }
        this.type = s;
    }

    /** The kind of model. */
    public String type() {
        return type;
    }

    private IllegalArgumentException wrong(String what, String key) {
        return new IllegalArgumentException(type + ": configuration requires " + what + " '" + key + "', got "
                + entries.get(key) + "; save it again");
    }

    /** A whole number that fits an int. */
    public int integer(String key) {
        long n = whole(key);
        if (n != (int) n) {
            throw wrong("an int", key);
        }
        return (int) n;
    }

    /** A whole number. */
    public long whole(String key) {
        Object v = entries.get(key);
        if (v instanceof Integer || v instanceof Long) {
            return ((Number) v).longValue();
        }
        throw wrong("a whole number", key);
    }

    /** A number. */
    public double number(String key) {
        if (entries.get(key) instanceof Number n) {
            return n.doubleValue();
        }
        throw wrong("a number", key);
    }

    /** A truth value. */
    public boolean flag(String key) {
        if (entries.get(key) instanceof Boolean b) {
            return b;
        }
        throw wrong("a truth value", key);
    }

    /** A string. */
    public String string(String key) {
        if (entries.get(key) instanceof String s) {
            return s;
        }
        throw wrong("a string", key);
    }

    /** A constant of an enum by its name in lower case. */
    public <E extends Enum<E>> E choice(String key, Class<E> of) {
        String s = string(key);
        for (E e : of.getEnumConstants()) {
            if (label(e).equals(s)) {
                return e;
            }
        }
        List<String> all = new ArrayList<>();
        for (E e : of.getEnumConstants()) {
            all.add(label(e));
        }
        throw wrong("one of " + all + " as", key);
    }

    /** The name of a constant in configurations: lower case. */
    public static String label(Enum<?> constant) {
        return constant.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** An element type by its NumPy name. */
    public DType dtype(String key) {
        String s = string(key);
        for (DType d : DType.values()) {
            if (d.toString().equals(s)) {
                return d;
            }
        }
        throw wrong("an element type", key);
    }

    /** A list of whole numbers. */
    public int[] integers(String key) {
        List<Object> l = list(key);
        int[] n = new int[l.size()];
        for (int i = 0; i < n.length; i++) {
            if (!(l.get(i) instanceof Integer v)) {
                throw wrong("a list of whole numbers", key);
            }
            n[i] = v;
        }
        return n;
    }

    /** A list of numbers. */
    public double[] numbers(String key) {
        List<Object> l = list(key);
        double[] n = new double[l.size()];
        for (int i = 0; i < n.length; i++) {
            if (!(l.get(i) instanceof Number v)) {
                throw wrong("a list of numbers", key);
            }
            n[i] = v.doubleValue();
        }
        return n;
    }

    /** The configuration of an inner model. */
    public Map<String, Object> object(String key) {
        return object(key, entries.get(key));
    }

    /** The configurations of inner models. */
    public List<Map<String, Object>> objects(String key) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object o : list(key)) {
            all.add(object(key, o));
        }
        return all;
    }

    private List<Object> list(String key) {
        if (entries.get(key) instanceof List<?> l) {
            return new ArrayList<>(l);
        }
        throw wrong("a list", key);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> object(String key, Object value) {
        if (value instanceof Map<?, ?> m && m.keySet().stream().allMatch(k -> k instanceof String)) {
            return (Map<String, Object>) m;
        }
        throw wrong("an object", key);
    }
}
