package org.auriflow.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;

/**
 * In training, each element is 0 with probability {@code rate} and x/(1 − rate) otherwise (1207.0580); in evaluation x.
 *
 * <p>Which elements fall depends on seed, layer, the step of the {@link Pass} and the position alone. Calls of one layer
 * in one step, on inputs of one shape, drop the same elements: a network that is called twice in a loss, such as f(θ0, θ1)
 * − f(θ1, θ0), stays one function.
 */
public final class Dropout implements Model {
    private final double rate;
    private final long seed;
    private final int layer;
    private final Random random;

    /**
     * A layer.
     *
     * @param rate in [0, 1)
     * @param seed with {@code layer}, fixes the draws
     * @param layer distinguishes layers of one seed
     * @throws IllegalArgumentException if the rate is out of range
     */
    public Dropout(double rate, long seed, int layer) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout: rate must be in [0, 1), got " + rate + "; 0.1 is usual");
        }
        this.rate = rate;
        this.seed = seed;
        this.layer = layer;
        this.random = new Random(seed, Streams.DROPOUT.number(layer));
    }

    @Override
    public Tensor call(Tensor x, Pass pass) {
        if (!pass.training() || rate == 0) {
            return x;
        }
        Tensor dropped = random.uniform(x.type(), pass.step()).lt(rate);
        return Tensor.where(dropped, Tensor.zerosLike(x), x.mul(1 / (1 - rate)));
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "dropout");
        c.put("rate", rate);
        c.put("seed", seed);
        c.put("layer", layer);
        return c;
    }
}
