package org.auriflow.flows.image;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Pass;

/**
 * What stands between a convolutional network and a coupling: the network gives one image after the other for each
 * parameter, the coupling reads one feature after the other, x [..., parameters·features] to [..., features·parameters].
 *
 * <p>It is not a {@link Transform} but the end of a {@link org.auriflow.nn.Sequential} network.
 */
public final class ParametersLast implements Model {
    private final int features;
    private final int parameters;

    /**
     * An exchange of the two axes.
     *
     * @param features that are transformed
     * @param parameters for each of them
     * @throws IllegalArgumentException if one of them is not positive
     */
    public ParametersLast(int features, int parameters) {
        if (features < 1 || parameters < 1) {
            throw new IllegalArgumentException("parameters last: requires positive extents, got " + features
                    + " features of " + parameters + " parameters; set both");
        }
        this.features = features;
        this.parameters = parameters;
    }

    /** Rebuilds it from its {@link #config()}. */
    public static ParametersLast fromConfig(Config c) {
        return new ParametersLast(c.integer("features"), c.integer("parameters"));
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        Shape lead = Rows.lead("parameters last", x, features * parameters);
        return x.reshape(lead.concat(Shape.of(parameters, features)))
                .transpose()
                .reshape(x.shape());
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "parameters_last");
        c.put("features", features);
        c.put("parameters", parameters);
        return c;
    }
}
