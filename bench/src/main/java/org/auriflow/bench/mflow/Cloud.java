package org.auriflow.bench.mflow;

/**
 * Points to be drawn.
 *
 * @param x row-major [N, d]
 * @param width d
 * @param values one number for each point that colours it, such as ln p; null for none
 */
public record Cloud(float[] x, int width, float[] values) {
    /** Points without colours. */
    public static Cloud of(float[] x, int width) {
        return new Cloud(x, width, null);
    }

    /** Number of points. */
    public int size() {
        return x.length / width;
    }
}
