package org.auriflow.engine.cpu;

import org.auriflow.engine.op.ArgSort;
import org.auriflow.engine.spi.Plan;

/**
 * The order of elements along an axis, by merging: stable, and with the same number of steps whatever the values are. Keys
 * are float64 for every dtype, which loses nothing. Rows are those before the axis.
 */
final class ArgSortKernel implements Kernel {
    /** Elements that are sorted by insertion, which is faster than merging for so few. */
    private static final int RUN = 16;

    private final int input;
    private final int output;
    private final AxisLayout axis;

    ArgSortKernel(Plan.Step step, ArgSort op) {
        this.input = step.inputs().get(0).memory();
        this.output = step.output();
        this.axis = AxisLayout.of(step.type().shape(), op.axis());
    }

    @Override
    public String name() {
        return "argsort";
    }

    @Override
    public int rows() {
        return axis.outer();
    }

    @Override
    public boolean aligned(int operand, int units) {
        return true;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        int[] y = (int[]) buffers[output];
        int n = axis.n();
        int inner = axis.inner();
        double[] keys = scratch.doubles(0, n);
        int[] places = scratch.ints(0, n);
        for (int o = begin; o < end; o++) {
            for (int j = 0; j < inner; j++) {
                int first = o * n * inner + j;
                load(buffers[input], first, inner, n, keys);
                int[] sorted = sort(keys, places, n, scratch);
                for (int i = 0; i < n; i++) {
                    y[first + i * inner] = sorted[i];
                }
            }
        }
    }

    private static void load(Object array, int first, int step, int n, double[] keys) {
        if (array instanceof float[] x) {
            for (int i = 0; i < n; i++) {
                keys[i] = x[first + i * step];
            }
        } else if (array instanceof double[] x) {
            for (int i = 0; i < n; i++) {
                keys[i] = x[first + i * step];
            }
        } else {
            int[] x = (int[]) array;
            for (int i = 0; i < n; i++) {
                keys[i] = x[first + i * step];
            }
        }
    }

    /** Whether an element must come after one that stands behind it. */
    private static boolean isAfter(double a, double b) {
        return a > b || (Double.isNaN(a) && !Double.isNaN(b));
    }

    /** Sorts the first n keys and returns where they stood, in an array of the scratch. */
    private static int[] sort(double[] keys, int[] places, int n, Scratch scratch) {
        for (int begin = 0; begin < n; begin += RUN) {
            insert(keys, places, begin, Math.min(n, begin + RUN));
        }
        double[] from = keys;
        int[] at = places;
        double[] to = scratch.doubles(1, n);
        int[] toAt = scratch.ints(1, n);
        for (int run = RUN; run < n; run *= 2) {
            for (int begin = 0; begin < n; begin += 2 * run) {
                int middle = Math.min(n, begin + run);
                merge(from, at, begin, middle, Math.min(n, middle + run), to, toAt);
            }
            double[] sorted = to;
            to = from;
            from = sorted;
            int[] sortedAt = toAt;
            toAt = at;
            at = sortedAt;
        }
        return at;
    }

    private static void insert(double[] keys, int[] places, int begin, int end) {
        for (int i = begin; i < end; i++) {
            double v = keys[i];
            int k = i;
            for (; k > begin && isAfter(keys[k - 1], v); k--) {
                keys[k] = keys[k - 1];
                places[k] = places[k - 1];
            }
            keys[k] = v;
            places[k] = i;
        }
    }

    private static void merge(double[] from, int[] at, int begin, int middle, int end, double[] to, int[] toAt) {
        if (middle == end || !isAfter(from[middle - 1], from[middle])) {
            System.arraycopy(from, begin, to, begin, end - begin);
            System.arraycopy(at, begin, toAt, begin, end - begin);
            return;
        }
        int left = begin;
        int right = middle;
        for (int k = begin; k < end; k++) {
            boolean second = left == middle || (right < end && isAfter(from[left], from[right]));
            int next = second ? right++ : left++;
            to[k] = from[next];
            toAt[k] = at[next];
        }
    }
}
