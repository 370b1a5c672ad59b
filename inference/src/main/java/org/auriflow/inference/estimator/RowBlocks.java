package org.auriflow.inference.estimator;

import java.util.List;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Evaluates a compiled function of rows in blocks of one fixed size, so that any number of rows needs one program. */
final class RowBlocks {
    /** Rows of a block; the last one is padded with copies of its first row. */
    private static final int ROWS = 256;

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
        for (int from = 0; from < rows.length; from += ROWS) {
            int n = Math.min(ROWS, rows.length - from);
            int width = rows[from].length;
            float[] block = new float[ROWS * width];
            for (int i = 0; i < ROWS; i++) {
                double[] row = rows[i < n ? from + i : from];
                for (int j = 0; j < width; j++) {
                    block[i * width + j] = (float) row[j];
                }
            }
            Tensor[] in = new Tensor[shared.length + 1];
            in[0] = Tensor.constant(new TensorType(DType.FLOAT32, Shape.of(ROWS, width)), Storage.wrap(block));
            System.arraycopy(shared, 0, in, 1, shared.length);
            List<Tensor> out = function.call(in);
            double[] y = out.get(0).toDoubleArray();
            int columns = y.length / ROWS;
            for (int i = 0; i < n; i++) {
                result[from + i] = java.util.Arrays.copyOfRange(y, i * columns, (i + 1) * columns);
            }
        }
        return result;
    }
}
