package org.auriflow.engine.cpu;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Working arrays that calls from any thread take and give back, so that repeated runs allocate nothing in proportion to
 * the data. It holds at most as many arrays as there were calls at one time.
 */
final class Scratch {
    private final Queue<float[]> floats = new ConcurrentLinkedQueue<>();
    private final Queue<double[]> doubles = new ConcurrentLinkedQueue<>();

    /** An array of at least n elements of any content. */
    float[] floats(int n) {
        float[] free = floats.poll();
        return free == null || free.length < n ? new float[n] : free;
    }

    /** An array of at least n elements of any content. */
    double[] doubles(int n) {
        double[] free = doubles.poll();
        return free == null || free.length < n ? new double[n] : free;
    }

    /** Gives an array back. */
    void release(float[] array) {
        floats.add(array);
    }

    /** Gives an array back. */
    void release(double[] array) {
        doubles.add(array);
    }
}
