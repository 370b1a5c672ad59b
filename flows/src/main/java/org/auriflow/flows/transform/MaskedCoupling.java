package org.auriflow.flows.transform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Flows;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Networks;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A coupling whose network sees whole rows, with zeros in place of the features B that it transforms (L. Dinh, J. Sohl-Dickstein and S.
 * Bengio, 1605.08803, eq. 9).
 *
 * <pre>{@code
 * y_A = x_A    y_B,i = g(x_B,i; network((x_A, 0), context)_i)    ln|det| = Σᵢ ln g′ over B
 * }</pre>
 *
 * <p>For masks such as a checkerboard, where a convolutional network needs the kept pixels at their places; where features can be
 * told apart as slices, {@link Coupling} does half the work. The network maps the row followed by the context to the parameters of
 * all features, one feature after the other; those of A are not used. Its parameters are named {@code network.…}.
 */
public final class MaskedCoupling implements Transform {
    private final boolean[] transformed;
    private final Elementwise elementwise;
    private final Model network;
    private final int contextWidth;
    private final Tensor mask;
    private final Children children = new Children();

    private MaskedCoupling(boolean[] transformed, Elementwise elementwise, Model network, int contextWidth) {
        this.transformed = transformed;
        this.elementwise = elementwise;
        this.network = children.add("network", network);
        this.contextWidth = contextWidth;
        this.mask = Tensor.of(transformed);
        Networks.check(
                "masked coupling:",
                network,
                transformed.length + contextWidth,
                transformed.length * elementwise.parameters());
    }

    /**
     * A coupling.
     *
     * @param transformed which features are transformed; at least one, and all only if there is a context
     * @param network from [..., d + contextWidth] to [..., d·parameters]
     * @param contextWidth 0 for none
     * @throws IllegalArgumentException if the mask or the network does not fit
     */
    public static MaskedCoupling of(boolean[] transformed, Elementwise elementwise, Model network, int contextWidth) {
        int n = which(transformed).length;
        if (n == 0 || contextWidth < 0 || (n == transformed.length && contextWidth == 0)) {
            throw new IllegalArgumentException("masked coupling: requires a transformed feature, and a kept one or a"
                    + " context, got " + n + " of " + transformed.length + " transformed and a context of "
                    + contextWidth + "; see MaskedCoupling.checkerboard");
        }
        return new MaskedCoupling(transformed.clone(), elementwise, network, contextWidth);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static MaskedCoupling fromConfig(Engine engine, Config c, Models models) {
        return of(
                Coupling.mask(c),
                Flows.elementwise(c.object("elementwise")),
                models.build(engine, c.object("network")),
                c.integer("context"));
    }

    private static int[] which(boolean[] transformed) {
        return IntStream.range(0, transformed.length)
                .filter(i -> transformed[i])
                .toArray();
    }

    /** The mask that transforms every other pixel along both axes, in all channels, beginning with the first or the second. */
    public static boolean[] checkerboard(ImageShape image, boolean beginWithFirst) {
        boolean[] mask = new boolean[image.size()];
        for (int i = 0; i < mask.length; i++) {
            int row = Math.floorDiv(i, image.width()) % image.height();
            mask[i] = (row + i % image.width()) % 2 == (beginWithFirst ? 0 : 1);
        }
        return mask;
    }

    @Override
    public int width() {
        return transformed.length;
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return masked(x, elementwise.forward(x, parameters(x, context, pass)));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return masked(y, elementwise.inverse(y, parameters(y, context, pass)));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return masked(x, elementwise.forwardValue(x, parameters(x, context, pass)));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return masked(y, elementwise.inverseValue(y, parameters(y, context, pass)));
    }

    private Tensor parameters(Tensor x, Tensor context, Pass pass) {
        Shape lead = Rows.lead("masked coupling", x, transformed.length);
        Tensor kept = Tensor.where(mask, Tensor.zerosLike(x), x);
        Tensor rows = Rows.context("masked coupling", context, contextWidth, x);
        Tensor raw = network.call(rows == null ? kept : Tensor.concatenate(-1, kept, rows), pass);
        return raw.reshape(lead.concat(Shape.of(transformed.length, elementwise.parameters())));
    }

    private Tensor masked(Tensor x, Tensor value) {
        return Tensor.where(mask, value, x);
    }

    private Transformed masked(Tensor x, Transformed of) {
        Tensor log = of.logAbsDet();
        return new Transformed(
                masked(x, of.value()), masked(Tensor.zerosLike(log), log).sum(-1));
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
        c.put("type", "masked_coupling");
        c.put("width", transformed.length);
        c.put("transformed", Arrays.stream(which(transformed)).boxed().toList());
        c.put("elementwise", elementwise.config());
        c.put("network", network.config());
        c.put("context", contextWidth);
        return c;
    }
}
