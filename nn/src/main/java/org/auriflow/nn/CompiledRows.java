package org.auriflow.nn;

import java.util.List;
import java.util.function.BinaryOperator;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/** A function of rows, and of a row of context for each, evaluated in blocks of one size, so that one program serves any number of rows. */
public final class CompiledRows implements AutoCloseable {
    private static final int BLOCK = 1000;

    private final CompiledFunction function;
    private final int contextWidth;

    /**
     * Compiles when it is first called.
     *
     * @param contextWidth width of the context, 0 for none
     * @param of rows [n, width] and context [n, c], or null, to [n, ...]: each row of the result depends on its own row
     */
    public CompiledRows(Engine engine, int contextWidth, BinaryOperator<Tensor> of) {
        this.contextWidth = contextWidth;
        this.function =
                new CompiledFunction(engine, in -> List.of(of.apply(in.get(0), contextWidth == 0 ? null : in.get(1))));
    }

    /**
     * The results of all rows, row-major.
     *
     * @param x row-major [n, width], at least one row
     * @param context row-major [n, c]; not read if there is none
     */
    public float[] map(float[] x, int width, float[] context) {
        int n = x.length / width;
        int block = Math.min(BLOCK, n);
        float[] out = null;
        for (int from = 0; from < n; from += block) {
            Tensor rows = block(x, width, from, block);
            Tensor y = (contextWidth == 0
                            ? function.call(rows)
                            : function.call(rows, block(context, contextWidth, from, block)))
                    .get(0);
            float[] part = y.toFloatArray();
            int each = part.length / block;
            out = out == null ? new float[n * each] : out;
            System.arraycopy(part, 0, out, from * each, Math.min(block, n - from) * each);
        }
        return out;
    }

    /** Rows from a place on, float32 [rows, width]; behind the last one it is repeated. */
    public static Tensor block(float[] values, int width, int from, int rows) {
        int last = values.length / width - 1;
        float[] part = new float[rows * width];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, Math.min(last, from + i) * width, part, i * width, width);
        }
        return Tensor.constant(new TensorType(DType.FLOAT32, Shape.of(rows, width)), Storage.wrap(part));
    }

    @Override
    public void close() {
        function.close();
    }
}
