package org.auriflow.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;

/**
 * Mean and variance of every feature: those of the batch in training, and in evaluation running averages of them (S.
 * Ioffe and C. Szegedy, 1502.03167, algorithm 2).
 *
 * <pre>{@code
 * running ← (1 − momentum) running + momentum · batch
 * }</pre>
 *
 * <p>A batch is normalised by its own variance, a mean of squares; the running average is over the unbiased one, n/(n −
 * 1) as large. State is {@code mean} and {@code variance} [width], which begin at 0 and 1; steps update it through
 * {@link Pass#updates()}. One value of a feature has no variance: then training uses the running averages and leaves
 * them as they are.
 */
public final class BatchStatistics {
    private final int width;
    private final double momentum;
    private final Variable mean;
    private final Variable variance;

    /**
     * What values are normalised with.
     *
     * @param mean [width]
     * @param variance [width]
     */
    public record Moments(Tensor mean, Tensor variance) {}

    /**
     * Statistics of no data yet.
     *
     * @param momentum share of a batch in the new average, in (0, 1]
     * @throws IllegalArgumentException if a number is out of range or the dtype not floating
     */
    public BatchStatistics(Engine engine, int width, double momentum, DType dtype) {
        if (width < 1 || !(momentum > 0 && momentum <= 1) || !dtype.isFloating()) {
            throw new IllegalArgumentException(
                    "batch statistics: requires a positive width, a momentum in (0, 1] and " + "a floating dtype, got "
                            + width + ", " + momentum + " and " + dtype + "; 0.1 of float32 is usual");
        }
        this.width = width;
        this.momentum = momentum;
        TensorType row = new TensorType(dtype, Shape.of(width));
        this.mean = engine.variable("mean", Tensor.full(row, 0));
        this.variance = engine.variable("variance", Tensor.full(row, 1));
    }

    /**
     * The moments to normalise x with.
     *
     * @param x with the features along one axis
     * @param axis of the features
     */
    public Moments of(Tensor x, int axis, Pass pass) {
        int values = x.shape().size() / width;
        if (!pass.training() || values < 2) {
            return running();
        }
        int rank = x.shape().rank();
        int features = Math.floorMod(axis, rank);
        int[] others = new int[rank - 1];
        for (int k = 0; k < others.length; k++) {
            others[k] = k < features ? k : k + 1;
        }
        Tensor batchMean = x.mean(others);
        int[] column = new int[rank - features];
        Arrays.fill(column, 1);
        column[0] = width;
        Tensor batchVariance = x.sub(batchMean.reshape(column)).pow(2).mean(others);
        average(pass.updates(), mean, batchMean);
        average(pass.updates(), variance, batchVariance.mul(values / (values - 1.0)));
        return new Moments(batchMean, batchVariance);
    }

    private void average(Updates updates, Variable running, Tensor batch) {
        Tensor next =
                updates.read(running).mul(1 - momentum).add(batch.stopGradient().mul(momentum));
        updates.set(running, next);
    }

    /** The running averages. */
    public Moments running() {
        return new Moments(mean.read(), variance.read());
    }

    /** The running averages by name. */
    public Map<String, Variable> state() {
        Map<String, Variable> s = new LinkedHashMap<>();
        s.put("mean", mean);
        s.put("variance", variance);
        return s;
    }
}
