package org.auriflow.inference.estimator;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * Probabilities of K consecutive whole numbers given θ, the softmax of a network: the density for counts and slots, on which a
 * continuous flow would grow without bound. The outermost numbers stand for all beyond them too, which training did not see.
 */
final class LatticeDensity implements Distribution {
    static final String TYPE = "lattice_density";

    private final Model network;
    private final int contextWidth;
    private final int first;
    private final int count;

    /**
     * On the numbers first to first + K − 1.
     *
     * @param network from [..., contextWidth] to [..., K]
     */
    LatticeDensity(Model network, int contextWidth, int first, int count) {
        this.network = network;
        this.contextWidth = contextWidth;
        this.first = first;
        this.count = count;
    }

    /** Rebuilds it from its {@link #config()}. */
    static LatticeDensity fromConfig(Engine engine, Config c, Models models) {
        return new LatticeDensity(
                models.build(engine, c.object("network")),
                c.integer("context"),
                c.integer("first"),
                c.integer("count"));
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Tensor all = network.call(context, pass).logSoftmax();
        Tensor index = x.sub(first - 0.5).floor().clip(0, count - 1);
        Tensor here = index.eq(numbers(0)).cast(all.type().dtype());
        return all.mul(here).sum(-1);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        // The largest of log P + Gumbel noise is a draw from P.
        Tensor u = random.uniform(new TensorType(dtype(), Shape.of(n, count)), counter);
        Tensor noisy = network.call(context, Pass.evaluation())
                .logSoftmax()
                .sub(u.clip(1e-30, 1).log().neg().log());
        Tensor chosen = noisy.eq(noisy.max(-1).expand(-1)).cast(dtype());
        return chosen.mul(numbers(first)).sum(-1).expand(-1);
    }

    /** K consecutive numbers. */
    private Tensor numbers(int from) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = from + k;
        }
        return Tensor.of(values);
    }

    @Override
    public Map<String, Variable> parameters() {
        return network.parameters();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", TYPE);
        c.put("context", contextWidth);
        c.put("first", first);
        c.put("count", count);
        c.put("network", network.config());
        return c;
    }
}
