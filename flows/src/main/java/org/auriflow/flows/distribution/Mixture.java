package org.auriflow.flows.distribution;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Choices;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.flows.internal.Values;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A mixture of K densities of one width, p(x | c) = Σₖ wₖ pₖ(x | c), with fixed or learned weights.
 *
 * <p>Learned weights are the softmax of the parameter {@code logits}, which begins with ln w; parameters of component k
 * are named {@code k.…}. All components see the same context. A draw of each component is made for every row, from
 * streams apart, and a uniform number picks one of them: draws cost K times those of a component, and have no
 * derivative with respect to the weights.
 */
public final class Mixture implements Distribution {
    private final List<Distribution> components;
    private final double[] weights;
    private final boolean learned;
    private final Values logits;
    private final int contextWidth;
    private final Children children = new Children();

    private Mixture(Engine engine, List<Distribution> components, double[] weights) {
        boolean fits = !components.isEmpty()
                && components.size() == weights.length
                && Arrays.stream(weights).allMatch(w -> w > 0 && Double.isFinite(w));
        if (!fits) {
            throw new IllegalArgumentException("mixture: requires components with positive weights, got "
                    + components.size() + " and " + Arrays.toString(weights) + "; leave out those of weight 0");
        }
        this.components = List.copyOf(components);
        Distribution first = components.get(0);
        for (int k = 0; k < components.size(); k++) {
            Distribution p = children.add(Integer.toString(k), components.get(k));
            if (p.width() != first.width() || p.dtype() != first.dtype()) {
                throw new IllegalArgumentException("mixture: components must have one width and dtype, got "
                        + first.width() + " of " + first.dtype() + " and " + p.width() + " of " + p.dtype()
                        + " of component " + k + "; make them alike");
            }
        }
        this.contextWidth = Rows.commonContext(
                "mixture",
                components.stream().mapToInt(Distribution::contextWidth).toArray());
        this.weights = weights.clone();
        this.learned = engine != null;
        this.logits = Values.of(
                engine,
                "logits",
                first.dtype(),
                Arrays.stream(weights).map(Math::log).toArray());
    }

    /**
     * Of fixed weights.
     *
     * @param weights positive, of any sum
     * @throws IllegalArgumentException if a weight is not positive, or widths, dtypes or contexts differ
     */
    public static Mixture fixed(List<Distribution> components, double... weights) {
        return new Mixture(null, components, weights);
    }

    /**
     * Of learned weights, which begin with these.
     *
     * @param weights positive, of any sum
     * @throws IllegalArgumentException if a weight is not positive, or widths, dtypes or contexts differ
     */
    public static Mixture learned(Engine engine, List<Distribution> components, double... weights) {
        return new Mixture(engine, components, weights);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Mixture fromConfig(Engine engine, Config c, Models models) {
        List<Distribution> components = c.objects("components").stream()
                .map(p -> Parts.part(Distribution.class, "mixture", models.build(engine, p)))
                .toList();
        return new Mixture(c.flag("learned") ? engine : null, components, c.numbers("weights"));
    }

    @Override
    public int width() {
        return components.get(0).width();
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public DType dtype() {
        return components.get(0).dtype();
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("mixture", x, width());
        Tensor each = Tensor.stack(
                -1, components.stream().map(p -> p.logProb(x, context, pass)).toArray(Tensor[]::new));
        return each.add(logits.tensor(x.dtype()).logSoftmax()).logSumExp(-1);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        int d = width();
        Tensor[] draws = new Tensor[components.size()];
        for (int k = 0; k < draws.length; k++) {
            draws[k] = components.get(k).sample(n, context, random.split(k), counter);
        }
        Tensor u = random.uniform(new TensorType(dtype(), Shape.of(n)), counter);
        Tensor chosen = Choices.choose(logits.tensor(dtype()), u);
        Tensor at = chosen.reshape(n, 1, 1).broadcastTo(Shape.of(n, 1, d));
        return Tensor.stack(1, draws).gather(1, at).select(1, 0);
    }

    @Override
    public Map<String, Variable> parameters() {
        Map<String, Variable> p = new LinkedHashMap<>(children.parameters());
        logits.addTo(p);
        return p;
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "mixture");
        c.put("components", components.stream().map(Distribution::config).toList());
        c.put("weights", Arrays.stream(weights).boxed().toList());
        c.put("learned", learned);
        return c;
    }
}
