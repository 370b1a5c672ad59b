package org.auriflow.bench.mflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Transform;
import org.auriflow.flows.manifold.ManifoldDistribution;
import org.auriflow.flows.manifold.ManifoldTrainer;
import org.auriflow.nn.CompiledRows;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;

/** What a user should know of data and model before trusting the numbers, a sentence each. */
final class Cautions {
    /** Beyond this condition of J its volume in float32 is rounding. */
    private static final double SINGULAR = 1e6;

    private Cautions() {}

    /**
     * Points outside of the range of the splines, which are the identity there.
     *
     * @param axes in which the first spline sees the points, or null as they are
     */
    static List<String> ofRange(Engine engine, DataSet data, Transform axes, double bound) {
        float[] x = data.values(ManifoldTrainer.X);
        int rows = data.rows();
        int width = x.length / rows;
        if (axes != null) {
            try (CompiledRows turned =
                    new CompiledRows(engine, 0, (points, none) -> axes.forwardValue(points, null, Pass.evaluation()))) {
                x = turned.map(x, width, null);
            }
        }
        int outside = 0;
        for (int i = 0; i < rows; i++) {
            boolean out = false;
            for (int k = i * width; k < (i + 1) * width; k++) {
                out |= !(Math.abs(x[k]) <= bound);
            }
            outside += out ? 1 : 0;
        }
        return outside == 0
                ? List.of()
                : List.of(String.format(
                        Locale.ROOT,
                        "%.2g %% of the training points (%d) have a coordinate beyond ±%s, where splines are the identity; "
                                + "scale the data, or widen the range",
                        100.0 * outside / rows,
                        outside,
                        Double.toString(bound).replaceAll("\\.0$", "")));
    }

    /** Held-out points at which the volume of the manifold is not known. */
    static List<String> ofRank(TrainedModel model, Draws test) {
        List<String> notes = new ArrayList<>();
        if (model.manifold() != null) {
            try {
                ManifoldDistribution.requireFullRank(model.conditions(test), SINGULAR);
            } catch (IllegalArgumentException singular) {
                notes.add(singular.getMessage());
            }
        }
        return notes;
    }
}
