package org.auriflow.engine.cpu;

import org.auriflow.engine.op.Indexing;
import org.auriflow.engine.spi.Plan;

/**
 * How many sorted float32 entries lie before each value, NaN being the largest; GenerateTwins.java makes the float64 twin of
 * this file. Rows are values.
 */
final class FloatSearchSortedKernel implements Kernel {
    private final int edges;
    private final int values;
    private final int output;
    private final int edgesPerRow;
    private final int valuesPerRow;
    private final int size;
    private final boolean right;

    FloatSearchSortedKernel(Plan.Step step, Indexing.SearchSorted op) {
        this.edges = step.inputs().get(0).memory();
        this.values = step.inputs().get(1).memory();
        this.output = step.output();
        this.edgesPerRow = step.inputs().get(0).type().shape().extent(-1);
        this.valuesPerRow = step.type().shape().extent(-1);
        this.size = step.type().size();
        this.right = op.right();
    }

    @Override
    public String name() {
        return "searchsorted";
    }

    @Override
    public int rows() {
        return size;
    }

    @Override
    public boolean aligned(int operand, int units) {
        return operand == 1 || size / valuesPerRow % units == 0;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        float[] e = (float[]) buffers[edges];
        float[] v = (float[]) buffers[values];
        int[] y = (int[]) buffers[output];
        for (int p = begin; p < end; p++) {
            y[p] = before(e, p / valuesPerRow * edgesPerRow, v[p]);
        }
    }

    private int before(float[] e, int from, float v) {
        if (Float.isNaN(v)) {
            int numbers = 0;
            while (!right && numbers < edgesPerRow && !Float.isNaN(e[from + numbers])) {
                numbers++;
            }
            return right ? edgesPerRow : numbers;
        }
        // Every step halves the range, whatever the comparison: a branch on it would be mispredicted every other time.
        int low = from;
        int n = edgesPerRow;
        if (right) {
            for (; n > 1; n -= n >>> 1) {
                int half = n >>> 1;
                low = e[low + half - 1] <= v ? low + half : low;
            }
            return low - from + (n == 1 && e[low] <= v ? 1 : 0);
        }
        for (; n > 1; n -= n >>> 1) {
            int half = n >>> 1;
            low = e[low + half - 1] < v ? low + half : low;
        }
        return low - from + (n == 1 && e[low] < v ? 1 : 0);
    }
}
