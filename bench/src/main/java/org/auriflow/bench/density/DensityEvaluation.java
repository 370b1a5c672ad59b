package org.auriflow.bench.density;

import java.util.List;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.CompiledRows;
import org.auriflow.nn.train.DataSet;

/** Densities and samples of a trained model, compiled for blocks of one size. */
final class DensityEvaluation implements AutoCloseable {
    private static final int BLOCK = 1000;

    private final Distribution model;
    private final CompiledRows logProb;
    private final CompiledFunction sample;

    DensityEvaluation(Engine engine, Distribution model, long seed) {
        this.model = model;
        this.logProb = new CompiledRows(engine, model.contextWidth(), model::logProb);
        Random random = new Random(seed, 0xDE45);
        this.sample = new CompiledFunction(engine, in -> {
            int n = in.get(0).shape().extent(0);
            return List.of(model.sample(n, model.contextWidth() == 0 ? null : in.get(0), random, in.get(1)));
        });
    }

    /** ln p of every row in nats. */
    double[] logProb(DataSet rows) {
        float[] context = model.contextWidth() == 0 ? null : rows.values(DensityData.CONTEXT);
        float[] values = logProb.map(rows.values(DensityData.X), model.width(), context);
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = values[i];
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
            float[] draws = sample.call(
                            CompiledRows.block(context, c, from, block), Tensor.scalar(DType.INT32, counter))
                    .get(0)
                    .toFloatArray();
            System.arraycopy(draws, 0, out, from * d, Math.min(block, n - from) * d);
        }
        return out;
    }

    @Override
    public void close() {
        logProb.close();
        sample.close();
    }
}
