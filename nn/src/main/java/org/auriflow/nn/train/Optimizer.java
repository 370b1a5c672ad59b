package org.auriflow.nn.train;

import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * A rule that turns gradients into the next parameters, graph to graph.
 *
 * <p>An optimiser is an immutable description; {@link #create} makes the variables it needs for given parameters. All
 * factors that depend on the step are computed in float64.
 */
public interface Optimizer {
    /** State for these parameters, all zero. */
    State create(Engine engine, Map<String, Variable> parameters);

    /** Name and constants as JSON-able values, so that a resumed run can be checked. */
    Map<String, Object> config();

    /** What an optimiser remembers between steps, on the device of its parameters. */
    interface State extends AutoCloseable {
        /** The variables it keeps, by name, in a fixed order. */
        Map<String, Variable> variables();

        /**
         * The next values of the parameters and of {@link #variables()}.
         *
         * @param gradients one per parameter, of its type
         * @param learningRate float64 scalar
         */
        Map<Variable, Tensor> updates(Map<String, Tensor> gradients, Tensor learningRate);

        @Override
        void close();
    }
}
