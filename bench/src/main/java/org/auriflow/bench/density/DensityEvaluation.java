package org.auriflow.bench.density;

import java.util.List;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.train.DataSet;

/** Densities and samples of a trained model, compiled for blocks of one size. */
final class DensityEvaluation implements AutoCloseable {
    private static final int BLOCK = 1000;

    private final Distribution model;
    private final CompiledFunction logProb;
    private final CompiledFunction sample;

    DensityEvaluation(Engine engine, Distribution model, long seed) {
        this.model = model;
        this.logProb = new CompiledFunction(
                engine, in -> List.of(model.logProb(in.get(0), model.contextWidth() == 0 ? null : in.get(1))));
        Random random = new Random(seed, 0xDE45);
        this.sample = new CompiledFunction(engine, in -> {
            int n = in.get(0).shape().extent(0);
            return List.of(model.sample(n, model.contextWidth() == 0 ? null : in.get(0), random, in.get(1)));
        });
    }

    /** ln p of every row in nats. */
    double[] logProb(DataSet rows) {
        int n = rows.rows();
        int c = model.contextWidth();
        float[] x = rows.values(DensityData.X);
        float[] context = c == 0 ? new float[n] : rows.values(DensityData.CONTEXT);
        int block = Math.min(BLOCK, n);
        double[] out = new double[n];
        for (int from = 0; from < n; from += block) {
            Tensor part = block(x, model.width(), from, block);
            float[] values = (c == 0 ? logProb.call(part) : logProb.call(part, block(context, c, from, block)))
                    .get(0)
                    .toFloatArray();
            for (int i = 0; i < Math.min(block, n - from); i++) {
                out[from + i] = values[i];
            }
        }
        return out;
    }

    /** n draws, given the contexts of the rows by turns. */
    float[] sample(int n, DataSet rows) {
        int c = Math.max(1, model.contextWidth());
        float[] given = model.contextWidth() == 0 ? new float[rows.rows()] : rows.values(DensityData.CONTEXT);
        float[] context = new float[n * c];
        for (int i = 0; i < n; i++) {
            System.arraycopy(given, i % rows.rows() * c, context, i * c, c);
        }
        int d = model.width();
        int block = Math.min(BLOCK, n);
        float[] out = new float[n * d];
        for (int from = 0; from < n; from += block) {
            int counter = from / block;
            float[] draws = sample.call(block(context, c, from, block), Tensor.scalar(DType.INT32, counter))
                    .get(0)
                    .toFloatArray();
            System.arraycopy(draws, 0, out, from * d, Math.min(block, n - from) * d);
        }
        return out;
    }

    /** Rows behind the last one repeat it: one program serves all blocks. */
    private static Tensor block(float[] values, int width, int from, int rows) {
        int last = values.length / width - 1;
        float[] part = new float[rows * width];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, Math.min(last, from + i) * width, part, i * width, width);
        }
        return Tensor.constant(new TensorType(DType.FLOAT32, Shape.of(rows, width)), Storage.wrap(part));
    }

    @Override
    public void close() {
        logProb.close();
        sample.close();
    }
}
