package org.auriflow.bench.workload;

import org.auriflow.engine.RandomStream;

/** Random inputs of workloads. */
public final class Draws {
    private static final long SEED = 1;

    private Draws() {}

    /** Standard normal values. */
    public static float[] normal(int n, long stream) {
        RandomStream random = new RandomStream(SEED, stream);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.normal();
        }
        return values;
    }

    /** Uniform values between 0 and 1. */
    static float[] uniform(int n, long stream) {
        RandomStream random = new RandomStream(SEED, stream);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.uniform();
        }
        return values;
    }

    /** 0 or 1 with equal probability. */
    static float[] labels(int n, long stream) {
        RandomStream random = new RandomStream(SEED, stream);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.below(2);
        }
        return values;
    }
}
