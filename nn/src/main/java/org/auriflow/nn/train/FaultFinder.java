package org.auriflow.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.nn.Pass;

/** Looks for the first row of a batch that alone gives a loss or gradient that is not finite. */
final class FaultFinder {
    private final TrainingSetup setup;

    /**
     * What was found.
     *
     * @param row of the data that was built first, −1 if none
     * @param parameter whose gradient it is, or null
     */
    record Fault(int row, String parameter) {
        static final Fault UNKNOWN = new Fault(-1, null);
    }

    FaultFinder(TrainingSetup setup) {
        this.setup = setup;
    }

    /**
     * Evaluates row after row, at the present parameters.
     *
     * @param order rows of the data set
     * @param gradient whether to look at gradients too
     */
    Fault find(DataSet data, int[] order, int begin, int end, Pass pass, boolean gradient) {
        try {
            for (int i = begin; i < end; i++) {
                int at = order == null ? i : order[i];
                Tensor loss = Losses.of(setup.loss(), one(data, at), pass);
                if (!Double.isFinite(loss.item())) {
                    return new Fault(data.origin(at), null);
                }
                String parameter = gradient ? badGradient(loss) : null;
                if (parameter != null) {
                    return new Fault(data.origin(at), parameter);
                }
            }
        } catch (IllegalArgumentException e) {
            // A loss that compares the rows of a batch may refuse a single one: then nobody knows which it was.
            return Fault.UNKNOWN;
        }
        return Fault.UNKNOWN;
    }

    private String badGradient(Tensor loss) {
        List<String> names = new ArrayList<>(setup.parameters().keySet());
        List<Tensor> g = Losses.gradients(loss, setup.parameters());
        for (int k = 0; k < names.size(); k++) {
            if (!Double.isFinite(g.get(k).abs().max().item())) {
                return names.get(k);
            }
        }
        return null;
    }

    private static Map<String, Tensor> one(DataSet data, int at) {
        Map<String, Tensor> batch = new LinkedHashMap<>();
        for (String name : data.names()) {
            float[] values = new float[data.width(name)];
            data.copy(name, at, at + 1, null, values);
            TensorType type = new TensorType(DType.FLOAT32, Shape.of(1, values.length));
            batch.put(name, Tensor.constant(type, Storage.wrap(values)));
        }
        return batch;
    }
}
