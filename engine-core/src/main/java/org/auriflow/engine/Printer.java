package org.auriflow.engine;

/** NumPy-like text of a tensor's values. */
final class Printer {
    private static final int EDGE = 3;
    private static final int LIMIT = 1000;

    private Printer() {}

    static String format(Tensor t) {
        StringBuilder out = new StringBuilder();
        boolean cut = t.shape().size() > LIMIT;
        axis(t, t.storage(), 0, 0, cut, out);
        return out.toString();
    }

    private static void axis(Tensor t, Storage s, int axis, int at, boolean cut, StringBuilder out) {
        int rank = t.shape().rank();
        if (axis == rank) {
            out.append(number(t.dtype(), s.get(at)));
            return;
        }
        int n = t.shape().extent(axis);
        int stride = t.shape().strides()[axis];
        String separator = axis == rank - 1 ? ", " : ",\n" + " ".repeat(axis + 1);
        out.append('[');
        for (int i = 0; i < n; i++) {
            if (cut && n > 2 * EDGE && i == EDGE) {
                out.append("...").append(separator);
                i = n - EDGE;
            }
            axis(t, s, axis + 1, at + i * stride, cut, out);
            if (i < n - 1) {
                out.append(separator);
            }
        }
        out.append(']');
    }

    private static String number(DType dtype, double v) {
        return switch (dtype) {
            case BOOL -> v != 0 ? "true" : "false";
            case INT32 -> Integer.toString((int) v);
            case FLOAT32 -> trim(Float.toString((float) v));
            case FLOAT64 -> trim(Double.toString(v));
        };
    }

    private static String trim(String s) {
        return s.endsWith(".0") ? s.substring(0, s.length() - 2) : s;
    }
}
