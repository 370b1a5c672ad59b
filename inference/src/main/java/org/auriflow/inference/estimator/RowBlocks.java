package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Evaluates a compiled function of rows in blocks of a few fixed sizes, so that any number of rows needs few programs. */
final class RowBlocks {
    /**
     * Rows of a block. What is left for the last one goes into the smallest that holds it, padded with copies of its first
     * row: one event at many θ, as in a chain, must not cost as much as 256.
     */
    private static final int[] SIZES = {1, 4, 16, 64, 256};

    private static final int LARGEST = SIZES[SIZES.length - 1];

    private final CompiledFunction function;

    RowBlocks(CompiledFunction function) {
        this.function = function;
    }

    /**
     * Evaluates.
     *
     * @param rows n rows of one width
     * @param shared further inputs, the same for all blocks
     * @return n rows of the function's result
     */
    double[][] evaluate(double[][] rows, Tensor... shared) {
        double[][] result = new double[rows.length][];
        for (int from = 0; from < rows.length; from += LARGEST) {
            int n = Math.min(LARGEST, rows.length - from);
            int size = Arrays.stream(SIZES).filter(s -> s >= n).findFirst().orElseThrow();
            int width = rows[from].length;
            float[] block = new float[size * width];
            for (int i = 0; i < size; i++) {
                double[] row = rows[i < n ? from + i : from];
                for (int j = 0; j < width; j++) {
                    block[i * width + j] = (float) row[j];
                }
            }
            Tensor[] in = new Tensor[shared.length + 1];
            in[0] = Tensor.constant(new TensorType(DType.FLOAT32, Shape.of(size, width)), Storage.wrap(block));
            System.arraycopy(shared, 0, in, 1, shared.length);
            List<Tensor> out = function.call(in);
            double[] y = out.get(0).toDoubleArray();
            int columns = y.length / size;
            for (int i = 0; i < n; i++) {
                result[from + i] = Arrays.copyOfRange(y, i * columns, (i + 1) * columns);
            }
        }
        return result;
    }
}
