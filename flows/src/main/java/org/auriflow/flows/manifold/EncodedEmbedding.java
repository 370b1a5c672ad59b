package org.auriflow.flows.manifold;

import java.util.LinkedHashMap;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * An embedding whose way back is a network of its own: that of the Mₑ-flow (2003.13913, section 2.C).
 *
 * <p>The encoder maps x followed by the context to u. It is exact only where it has learned to be: {@code encode} after {@code
 * decode} need not give u back. The parameters are named {@code decoder.…} and {@code encoder.…}.
 */
public final class EncodedEmbedding implements Embedding {
    private final Embedding decoder;
    private final Model encoder;
    private final Children children = new Children();

    private EncodedEmbedding(Embedding decoder, Model encoder) {
        this.decoder = children.add("decoder", decoder);
        this.encoder = children.add("encoder", encoder);
        Networks.check(
                "encoded embedding: encoder", encoder, decoder.width() + decoder.contextWidth(), decoder.latentWidth());
    }

    /**
     * An embedding with another way back.
     *
     * @param encoder from [..., d + c] to [..., n]
     * @throws IllegalArgumentException if the encoder has other widths
     */
    public static EncodedEmbedding of(Embedding decoder, Model encoder) {
        return new EncodedEmbedding(decoder, encoder);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static EncodedEmbedding fromConfig(Engine engine, Config c, Models models) {
        return of(
                Parts.part(Embedding.class, "encoded embedding", models.build(engine, c.object("decoder"))),
                models.build(engine, c.object("encoder")));
    }

    @Override
    public int width() {
        return decoder.width();
    }

    @Override
    public int latentWidth() {
        return decoder.latentWidth();
    }

    @Override
    public int contextWidth() {
        return decoder.contextWidth();
    }

    @Override
    public Tensor decode(Tensor u, Tensor context, Pass pass) {
        return decoder.decode(u, context, pass);
    }

    @Override
    public Tensor encode(Tensor x, Tensor context, Pass pass) {
        Rows.lead("encoded embedding", x, width());
        Tensor each = Rows.context("encoded embedding", context, contextWidth(), x);
        return encoder.call(Networks.join(x, each), pass);
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
        c.put("type", "encoded_embedding");
        c.put("decoder", decoder.config());
        c.put("encoder", encoder.config());
        return c;
    }
}
