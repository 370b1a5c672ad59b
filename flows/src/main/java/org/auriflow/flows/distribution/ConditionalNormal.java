package org.auriflow.flows.distribution;

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
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Normal;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A normal N(μ(c), L(c) L(c)ᵀ) whose mean and factor a network computes from the context c, with L diagonal or lower
 * triangular.
 *
 * <p>Of the outputs of the network the first d are μ, the next d are ln Lᵢᵢ (for a diagonal factor the logarithms of
 * the deviations), and for a full factor the last d(d − 1)/2 are the elements below the diagonal, row by row. Its
 * parameters are named {@code network.…}.
 */
public final class ConditionalNormal implements Distribution {
    private final int width;
    private final boolean full;
    private final int contextWidth;
    private final Model network;
    private final Children children = new Children();

    private ConditionalNormal(int width, boolean full, int contextWidth, Model network) {
        if (width < 1 || contextWidth < 1) {
            throw new IllegalArgumentException("conditional normal: requires a positive width and context, got " + width
                    + " and " + contextWidth + "; use a diagonal or full normal without context");
        }
        Networks.check("conditional normal:", network, contextWidth, outputs(width, full));
        this.width = width;
        this.full = full;
        this.contextWidth = contextWidth;
        this.network = children.add("network", network);
    }

    /**
     * With independent features.
     *
     * @param network from [..., contextWidth] to [..., 2 width]
     * @throws IllegalArgumentException if the network does not fit
     */
    public static ConditionalNormal diagonal(int width, int contextWidth, Model network) {
        return new ConditionalNormal(width, false, contextWidth, network);
    }

    /**
     * With any covariance.
     *
     * @param network from [..., contextWidth] to [..., {@link #outputs}]
     * @throws IllegalArgumentException if the network does not fit
     */
    public static ConditionalNormal full(int width, int contextWidth, Model network) {
        return new ConditionalNormal(width, true, contextWidth, network);
    }

    /** Width of what the network gives. */
    public static int outputs(int width, boolean full) {
        return Normal.parameters(width, full);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static ConditionalNormal fromConfig(Engine engine, Config c, Models models) {
        return new ConditionalNormal(
                c.integer("width"), c.flag("full"), c.integer("context"), models.build(engine, c.object("network")));
    }

    /** One normal for all rows or one for each. */
    private Normal normal(Tensor rows, Tensor context, Pass pass) {
        Rows.context("conditional normal", context, contextWidth, rows);
        return Normal.of(network.call(context, pass), width, full);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public DType dtype() {
        return Networks.dtype(network);
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("conditional normal", x, width);
        return normal(x, context, pass).logProb(x);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        Tensor z = random.normal(new TensorType(dtype(), Shape.of(n, width)), counter);
        return normal(z, context, Pass.evaluation()).place(z);
    }

    @Override
    public Tensor entropy(Tensor context) {
        if (context == null) {
            throw new IllegalArgumentException("conditional normal: requires " + dtype() + " context [..., "
                    + contextWidth + "], got none; pass it");
        }
        return normal(context, context, Pass.evaluation()).entropy();
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "conditional_normal");
        c.put("width", width);
        c.put("full", full);
        c.put("context", contextWidth);
        c.put("network", network.config());
        return c;
    }
}
