package org.auriflow.flows.manifold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * Cosine and sine of the features that are angles, the others as they are, x [..., d] to [..., d + number of angles]: what a
 * network should see of angles, which are near each other across ±π.
 */
public final class AngleFeatures implements Model {
    private final boolean[] angle;

    /** Which features are angles. */
    public AngleFeatures(boolean... angle) {
        this.angle = angle.clone();
    }

    /** Rebuilds it from its {@link #config()}. */
    public static AngleFeatures fromConfig(Config c) {
        boolean[] angle = new boolean[c.integer("width")];
        for (int k : c.integers("angles")) {
            if (k < 0 || k >= angle.length) {
                throw new IllegalArgumentException("angle_features: configuration requires 'angles' below "
                        + angle.length + ", got " + k + "; save it again");
            }
            angle[k] = true;
        }
        return new AngleFeatures(angle);
    }

    private List<Integer> angles() {
        return IntStream.range(0, angle.length).filter(k -> angle[k]).boxed().toList();
    }

    /** Number of features of the result. */
    public int outputs() {
        return angle.length + angles().size();
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Rows.lead("angle features", x, angle.length);
        List<Tensor> parts = new ArrayList<>();
        for (int k = 0; k < angle.length; k++) {
            Tensor v = x.slice(-1, k, k + 1);
            parts.addAll(angle[k] ? Arrays.asList(v.cos(), v.sin()) : List.of(v));
        }
        return Tensor.concatenate(-1, parts.toArray(new Tensor[0]));
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "angle_features");
        c.put("width", angle.length);
        c.put("angles", angles());
        return c;
    }
}
