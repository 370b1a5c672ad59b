package org.auriflow.flows.distribution;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;
import org.auriflow.nn.Standardiser;

/**
 * A density whose context comes in its own units: p(x | (c − mean)/deviation). The constants are part of the configuration.
 *
 * <p>The rows x are not touched; {@link org.auriflow.flows.transform.Standardise} does the same for them. Parameters are named
 * {@code density.…}.
 */
public final class StandardisedContext implements Distribution {
    private final Standardiser by;
    private final Distribution density;
    private final Children children = new Children();

    private StandardisedContext(Standardiser by, Distribution density) {
        if (by.width() != density.contextWidth()) {
            throw new IllegalArgumentException(
                    "standardised context: requires a standardiser as wide as the context, got " + by.width() + " and "
                            + density.contextWidth() + "; fit it to the context");
        }
        this.by = by;
        this.density = children.add("density", density);
    }

    /**
     * With the constants of a standardiser, as {@link Standardiser#fit} finds them in contexts.
     *
     * @throws IllegalArgumentException if it is not as wide as the context of the density
     */
    public static StandardisedContext of(Standardiser by, Distribution density) {
        return new StandardisedContext(by, density);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static StandardisedContext fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(Standardiser.class, "standardised context", models.build(engine, c.object("standardiser"))),
                Parts.part(Distribution.class, "standardised context", models.build(engine, c.object("density"))));
    }

    /** The density that sees standardised contexts. */
    public Distribution density() {
        return density;
    }

    @Override
    public int width() {
        return density.width();
    }

    @Override
    public int contextWidth() {
        return by.width();
    }

    @Override
    public DType dtype() {
        return density.dtype();
    }

    @Override
    public Tensor logProb(Tensor x, Tensor context, Pass pass) {
        Rows.lead("standardised context", x, width());
        Rows.context("standardised context", context, by.width(), x);
        return density.logProb(x, by.call(context, pass), pass);
    }

    @Override
    public Tensor sample(int n, Tensor context, Random random, Tensor counter) {
        return density.sample(n, standardised(context), random, counter);
    }

    @Override
    public Tensor entropy(Tensor context) {
        return density.entropy(standardised(context));
    }

    /** Null stays null, so that the density says what it needs. */
    private Tensor standardised(Tensor context) {
        return context == null ? null : by.call(context, Pass.evaluation());
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
        c.put("type", "standardised_context");
        c.put("standardiser", by.config());
        c.put("density", density.config());
        return c;
    }
}
