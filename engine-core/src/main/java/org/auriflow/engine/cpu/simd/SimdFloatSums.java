package org.auriflow.engine.cpu.simd;

import jdk.incubator.vector.FloatVector;

/** float32 sums over rows; GenerateTwins.java makes the float64 twin of this file. */
final class SimdFloatSums {
    private static final int LANES = FloatTiles.LANES;

    private SimdFloatSums() {}

    /** As {@link org.auriflow.engine.cpu.VectorKernels#addEight}. */
    static void addEight(float[] x, int from, int step, int n, float[] to) {
        int x4 = from + 4 * step;
        int j = 0;
        for (; j + LANES <= n; j += LANES) {
            FloatVector a = row(x, from + j)
                    .add(row(x, from + step + j))
                    .add(row(x, from + 2 * step + j).add(row(x, from + 3 * step + j)));
            FloatVector b = row(x, x4 + j)
                    .add(row(x, x4 + step + j))
                    .add(row(x, x4 + 2 * step + j).add(row(x, x4 + 3 * step + j)));
            a.add(b).intoArray(to, j);
        }
        for (; j < n; j++) {
            float a = (x[from + j] + x[from + step + j]) + (x[from + 2 * step + j] + x[from + 3 * step + j]);
            float b = (x[x4 + j] + x[x4 + step + j]) + (x[x4 + 2 * step + j] + x[x4 + 3 * step + j]);
            to[j] = a + b;
        }
    }

    private static FloatVector row(float[] x, int at) {
        return FloatVector.fromArray(FloatTiles.SPECIES, x, at);
    }
}
