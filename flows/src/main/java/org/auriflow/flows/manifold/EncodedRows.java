package org.auriflow.flows.manifold;

import java.util.List;
import org.auriflow.engine.CompiledFunction;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;

/** The latent variables of a data set, by compiled blocks of rows. */
final class EncodedRows {
    private static final int BLOCK = 1000;

    private EncodedRows() {}

    /** The same data set with u [N, n] in place of x. */
    static DataSet of(Engine engine, ManifoldDistribution p, DataSet data) {
        int n = p.latentWidth();
        int rows = data.rows();
        boolean conditional = p.embedding().contextWidth() > 0;
        float[] x = data.values(ManifoldTrainer.X);
        float[] c = conditional ? data.values(ManifoldTrainer.CONTEXT) : null;
        float[] u = new float[rows * n];
        try (CompiledFunction encode = new CompiledFunction(
                engine,
                in -> List.of(p.embedding().encode(in.get(0), conditional ? in.get(1) : null, Pass.evaluation())))) {
            for (int from = 0; from < rows; from += BLOCK) {
                int to = Math.min(rows, from + BLOCK);
                Tensor points = rows(x, from, to, p.width());
                Tensor out = (conditional
                                ? encode.call(points, rows(c, from, to, p.contextWidth()))
                                : encode.call(points))
                        .get(0);
                System.arraycopy(out.toFloatArray(), 0, u, from * n, (to - from) * n);
            }
        }
        DataSet.Builder b = DataSet.builder().column(ManifoldTrainer.X, u, n);
        for (String name : data.names()) {
            if (!name.equals(ManifoldTrainer.X)) {
                b.column(name, data.values(name), data.width(name));
            }
        }
        return b.build();
    }

    private static Tensor rows(float[] values, int from, int to, int width) {
        TensorType type = new TensorType(DType.FLOAT32, Shape.of(to - from, width));
        return Tensor.constant(type, Storage.wrap(java.util.Arrays.copyOfRange(values, from * width, to * width)));
    }
}
