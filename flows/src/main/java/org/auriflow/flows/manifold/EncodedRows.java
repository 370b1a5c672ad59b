package org.auriflow.flows.manifold;

import org.auriflow.engine.Engine;
import org.auriflow.nn.CompiledRows;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;

/** The latent variables of a data set, by compiled blocks of rows. */
final class EncodedRows {
    private EncodedRows() {}

    /** The same data set with u [N, n] in place of x. */
    static DataSet of(Engine engine, ManifoldDistribution p, DataSet data) {
        int c = p.embedding().contextWidth();
        float[] context = c == 0 ? null : data.values(ManifoldTrainer.CONTEXT);
        float[] u;
        try (CompiledRows encode =
                new CompiledRows(engine, c, (x, each) -> p.embedding().encode(x, each, Pass.evaluation()))) {
            u = encode.map(data.values(ManifoldTrainer.X), p.width(), context);
        }
        DataSet.Builder b = DataSet.builder().column(ManifoldTrainer.X, u, p.latentWidth());
        for (String name : data.names()) {
            if (!name.equals(ManifoldTrainer.X)) {
                b.column(name, data.values(name), data.width(name));
            }
        }
        return b.build();
    }
}
