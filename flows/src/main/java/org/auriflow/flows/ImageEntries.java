package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.op.RationalQuadratic;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.image.InvertibleConvolution;
import org.auriflow.flows.image.Multiscale;
import org.auriflow.flows.image.ParametersLast;
import org.auriflow.flows.image.Squeeze;
import org.auriflow.flows.transform.Composite;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.flows.transform.MaskedCoupling;
import org.auriflow.nn.Activation;
import org.auriflow.nn.ConvolutionalResidualNetwork;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Model;
import org.auriflow.nn.Models;
import org.auriflow.nn.Sequential;

/** Flows of images. */
final class ImageEntries {
    private ImageEntries() {}

    private static final Models.Factory SQUEEZE = (e, c, m) -> Squeeze.fromConfig(c);
    private static final Models.Factory CONVOLUTION = (e, c, m) -> InvertibleConvolution.fromConfig(e, c);
    private static final ImageShape SMALL = new ImageShape(1, 2, 2);
    private static final ImageShape PIXELS = new ImageShape(2, 1, 2);

    /** Parameters of a small linear network are large: without these bounds splines are too flat to be undone in float32. */
    private static final Elementwise SPLINE = new RationalQuadraticSpline(new RationalQuadratic(3, 3, 0.1, 0.1, 0.1));

    static final List<Entry> ALL = List.of(
            entry("squeeze", SQUEEZE, (e, d) -> new Squeeze(new ImageShape(2, 2, 4))),
            entry("invertible_convolution", CONVOLUTION, (e, d) -> new InvertibleConvolution(e, PIXELS, d, 1)),
            entry(
                    "invertible_convolution",
                    "of one pixel",
                    CONVOLUTION,
                    (e, d) -> new InvertibleConvolution(e, new ImageShape(3, 1, 1), d, 2)),
            entry("parameters_last", (e, c, m) -> ParametersLast.fromConfig(c), (e, d) -> new ParametersLast(3, 2)),
            entry("coupling", "of channels", Coupling::fromConfig, (e, d) -> channels(e, d, PIXELS, 1)),
            entry("masked_coupling", MaskedCoupling::fromConfig, (e, d) -> checkerboard(e, d, 0)),
            entry("masked_coupling", "with context", MaskedCoupling::fromConfig, (e, d) -> checkerboard(e, d, 2)),
            entry("multiscale", Multiscale::fromConfig, (e, d) -> multiscale(e, d, 0)),
            entry("multiscale", "with context", Multiscale::fromConfig, (e, d) -> multiscale(e, d, 1)));

    private static Model network(Engine e, DType d, ImageShape in, int outputs, int context, int parameters) {
        return Sequential.of(
                ConvolutionalResidualNetwork.builder(e)
                        .image(in)
                        .context(context)
                        .hidden(2)
                        .blocks(1)
                        .outputs(outputs * parameters)
                        .activation(Activation.TANH)
                        .dtype(d)
                        .seed(5)
                        .build(),
                new ParametersLast(outputs * in.pixels(), parameters));
    }

    private static Coupling channels(Engine e, DType d, ImageShape image, int context) {
        int half = image.channels() / 2;
        ImageShape in = image.withChannels(half);
        return Coupling.of(
                Coupling.secondHalf(image.size()),
                SPLINE,
                network(e, d, in, half, context, SPLINE.parameters()),
                context);
    }

    private static MaskedCoupling checkerboard(Engine e, DType d, int context) {
        return MaskedCoupling.of(
                MaskedCoupling.checkerboard(SMALL, true),
                SPLINE,
                network(e, d, SMALL, 1, context, SPLINE.parameters()),
                context);
    }

    private static Multiscale multiscale(Engine e, DType d, int context) {
        Squeeze squeeze = new Squeeze(SMALL);
        ImageShape half = squeeze.result().withChannels(2);
        return Multiscale.of(List.of(
                Composite.of(squeeze, channels(e, d, squeeze.result(), context)),
                new InvertibleConvolution(e, half, d, 3)));
    }
}
