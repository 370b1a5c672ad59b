package org.auriflow.engine.cpu;

/**
 * Transposes rows of components to planes, which are arrays of one component, and back; GenerateTwins.java makes the float64 twin of
 * this file. Eight rows at once fill or read a cache line of each plane.
 */
final class FloatPlanes {
    private static final int PLANE = SplinePlanes.PLANE;

    private FloatPlanes() {}

    /**
     * Copies n rows from their component {@code first} on to planes.
     *
     * @param row the first row
     * @param width components of a row
     * @param p0 the first plane
     */
    static void load(float[] from, int row, int width, int first, float[] planes, int p0, int n) {
        int components = width - first;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            int x0 = (row + i) * width + first;
            int x1 = x0 + width;
            int x2 = x1 + width;
            int x3 = x2 + width;
            int x4 = x3 + width;
            int x5 = x4 + width;
            int x6 = x5 + width;
            int x7 = x6 + width;
            for (int j = 0; j < components; j++) {
                int at = p0 + i + j * PLANE;
                planes[at + 7] = from[x7 + j];
                planes[at] = from[x0 + j];
                planes[at + 1] = from[x1 + j];
                planes[at + 2] = from[x2 + j];
                planes[at + 3] = from[x3 + j];
                planes[at + 4] = from[x4 + j];
                planes[at + 5] = from[x5 + j];
                planes[at + 6] = from[x6 + j];
            }
        }
        for (; i < n; i++) {
            int x = (row + i) * width + first;
            for (int j = 0; j < components; j++) {
                planes[p0 + i + j * PLANE] = from[x + j];
            }
        }
    }

    /** The inverse of {@link #load}. */
    static void store(float[] planes, int p0, float[] to, int row, int width, int first, int n) {
        int components = width - first;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            int x0 = (row + i) * width + first;
            int x1 = x0 + width;
            int x2 = x1 + width;
            int x3 = x2 + width;
            int x4 = x3 + width;
            int x5 = x4 + width;
            int x6 = x5 + width;
            int x7 = x6 + width;
            for (int j = 0; j < components; j++) {
                int at = p0 + i + j * PLANE;
                to[x7 + j] = planes[at + 7];
                to[x0 + j] = planes[at];
                to[x1 + j] = planes[at + 1];
                to[x2 + j] = planes[at + 2];
                to[x3 + j] = planes[at + 3];
                to[x4 + j] = planes[at + 4];
                to[x5 + j] = planes[at + 5];
                to[x6 + j] = planes[at + 6];
            }
        }
        for (; i < n; i++) {
            int x = (row + i) * width + first;
            for (int j = 0; j < components; j++) {
                to[x + j] = planes[p0 + i + j * PLANE];
            }
        }
    }

    /** Copies one component of n rows to a plane. */
    static void loadColumn(float[] from, int row, int width, int component, float[] planes, int p0, int n) {
        for (int i = 0; i < n; i++) {
            planes[p0 + i] = from[(row + i) * width + component];
        }
    }

    /** The inverse of {@link #loadColumn}. */
    static void storeColumn(float[] planes, int p0, float[] to, int row, int width, int component, int n) {
        for (int i = 0; i < n; i++) {
            to[(row + i) * width + component] = planes[p0 + i];
        }
    }
}
