package org.auriflow.inference.estimator;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** Evaluates a compiled function of rows in blocks of fixed sizes, so that any number of rows needs few programs. */
final class RowBlocks {
    /** A row has the same bits in blocks of either size, so in whatever company; the larger one keeps several threads busy. */
    private static final int[] TWO = {256, 1024};

    /** One row must not cost as much as 256; which kernels run, and so the last bits, then depend on the number of rows. */
    private static final int[] SEVERAL = {1, 4, 16, 64, 256};

    private final CompiledFunction function;
    private final int[] sizes;

    private RowBlocks(CompiledFunction function, int[] sizes) {
        this.function = function;
        this.sizes = sizes;
    }

    /** Blocks of 1024 and, for the rows left over, of 256. */
    RowBlocks(CompiledFunction function) {
        this(function, TWO);
    }

    /** Blocks of 256, and for the rows left over the smallest of a few sizes that holds them. */
    static RowBlocks small(CompiledFunction function) {
        return new RowBlocks(function, SEVERAL);
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
            int size = size(rows - from);
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

    /** The largest size that is filled or, where none is, the smallest. */
    private int size(int left) {
        return sizes == SEVERAL
                ? Arrays.stream(sizes).filter(s -> s >= left).findFirst().orElse(sizes[sizes.length - 1])
                : left >= sizes[1] ? sizes[1] : sizes[0];
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
