package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * An autoencoder: two networks, one from u to x and one back. With a density of u it is a probabilistic autoencoder (V. Böhm and
 * U. Seljak, 2006.05479).
 *
 * <p>Both networks take the context behind their rows. Nothing keeps the decoder from folding the manifold onto itself: {@link
 * #logVolume} is that of the sheet at u, and points that two places decode to have a density for each. The parameters are named
 * {@code decoder.…} and {@code encoder.…}.
 */
public final class NetworkEmbedding implements Embedding {
    private final Model decoder;
    private final Model encoder;
    private final int width;
    private final int latentWidth;
    private final int contextWidth;
    private final Children children = new Children();

    private NetworkEmbedding(Model decoder, Model encoder, int width, int latentWidth, int contextWidth) {
        this.decoder = children.add("decoder", decoder);
        this.encoder = children.add("encoder", encoder);
        this.width = width;
        this.latentWidth = latentWidth;
        this.contextWidth = contextWidth;
        Networks.check("network embedding: decoder", decoder, latentWidth + contextWidth, width);
        Networks.check("network embedding: encoder", encoder, width + contextWidth, latentWidth);
    }

    /**
     * Two networks.
     *
     * @param decoder from [..., n + c] to [..., d]
     * @param encoder from [..., d + c] to [..., n]
     * @throws IllegalArgumentException unless 0 &lt; n &lt; d and the networks have these widths
     */
    public static NetworkEmbedding of(Model decoder, Model encoder, int width, int latentWidth, int contextWidth) {
        if (latentWidth < 1 || latentWidth >= width || contextWidth < 0) {
            throw new IllegalArgumentException("network embedding: requires a dimension from 1 to " + (width - 1)
                    + " in a space of " + width + ", got " + latentWidth + " with a context of " + contextWidth
                    + "; use Flow for a density in the whole space");
        }
        return new NetworkEmbedding(decoder, encoder, width, latentWidth, contextWidth);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static NetworkEmbedding fromConfig(Engine engine, Config c, Models models) {
        return of(
                models.build(engine, c.object("decoder")),
                models.build(engine, c.object("encoder")),
                c.integer("width"),
                c.integer("latent"),
                c.integer("context"));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int latentWidth() {
        return latentWidth;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public Tensor decode(Tensor u, Tensor context, Pass pass) {
        return call(decoder, u, latentWidth, context, pass);
    }

    @Override
    public Tensor encode(Tensor x, Tensor context, Pass pass) {
        return call(encoder, x, width, context, pass);
    }

    private Tensor call(Model network, Tensor x, int inputs, Tensor context, Pass pass) {
        Rows.lead("network embedding", x, inputs);
        return network.call(Networks.join(x, Rows.context("network embedding", context, contextWidth, x)), pass);
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
        c.put("type", "network_embedding");
        c.put("decoder", decoder.config());
        c.put("encoder", encoder.config());
        c.put("width", width);
        c.put("latent", latentWidth);
        c.put("context", contextWidth);
        return c;
    }
}
