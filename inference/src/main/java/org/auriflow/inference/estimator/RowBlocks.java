package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Evaluates a compiled function of rows in blocks of fixed sizes, so that any number of rows needs few programs. */
final class RowBlocks {
    private static final int USUAL = 256;

    /** Keeps several threads busy. */
    private static final int LARGE = 1024;

    private static final int[] SMALL = {1, 4, 16, 64};

    private final CompiledFunction function;
    /** From the rows that are left to those of the next block. */
    private final IntUnaryOperator size;

    private RowBlocks(CompiledFunction function, IntUnaryOperator size) {
        this.function = function;
        this.size = size;
    }

    /** Blocks of 1024 and, for the rows left over, of 256: a row has the same bits in either, so in whatever company. */
    RowBlocks(CompiledFunction function) {
        this(function, left -> left >= LARGE ? LARGE : USUAL);
    }

    /**
     * Blocks of 256, and for the rows left over the smallest of a few sizes that holds them, because one row must not cost as much
     * as 256; which kernels run, and so the last bits, then depend on the number of rows.
     */
    static RowBlocks small(CompiledFunction function) {
        return new RowBlocks(
                function,
                left -> Arrays.stream(SMALL).filter(s -> s >= left).findFirst().orElse(USUAL));
    }

    /**
     * Evaluates; what a block is short of is filled with copies of its first row.
     *
     * @param rows n rows of one width
     * @param shared further inputs, the same for all blocks
     * @return n rows of the function's result
     */
    double[][] evaluate(double[][] rows, Tensor... shared) {
        return evaluate(List.<double[][]>of(rows), shared);
    }

    /** Evaluates a function of several inputs with one row each, which come before the shared ones. */
    double[][] evaluate(List<double[][]> inputs, Tensor... shared) {
        int rows = inputs.get(0).length;
        double[][] result = new double[rows][];
        int n;
        for (int from = 0; from < rows; from += n) {
            int size = this.size.applyAsInt(rows - from);
            n = Math.min(size, rows - from);
            Tensor[] in = new Tensor[inputs.size() + shared.length];
            for (int k = 0; k < inputs.size(); k++) {
                in[k] = block(inputs.get(k), from, n, size);
            }
            System.arraycopy(shared, 0, in, inputs.size(), shared.length);
            List<Tensor> out = function.call(in);
            double[] y = out.get(0).toDoubleArray();
            int columns = y.length / size;
            for (int i = 0; i < n; i++) {
                result[from + i] = Arrays.copyOfRange(y, i * columns, (i + 1) * columns);
            }
        }
        return result;
    }

    private static Tensor block(double[][] rows, int from, int n, int size) {
        int width = rows[from].length;
        float[] block = new float[size * width];
        for (int i = 0; i < size; i++) {
            double[] row = rows[i < n ? from + i : from];
            for (int j = 0; j < width; j++) {
                block[i * width + j] = (float) row[j];
            }
        }
        return Tensor.constant(new TensorType(DType.FLOAT32, Shape.of(size, width)), Storage.wrap(block));
    }
}
