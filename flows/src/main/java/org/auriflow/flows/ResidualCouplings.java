package org.auriflow.flows;

import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.image.ParametersLast;
import org.auriflow.flows.transform.Coupling;
import org.auriflow.flows.transform.MaskedCoupling;
import org.auriflow.nn.Activation;
import org.auriflow.nn.ConvolutionalResidualNetwork;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Model;
import org.auriflow.nn.ResidualMlp;
import org.auriflow.nn.Sequential;

/** Couplings with residual networks of one architecture, of images and of vectors. */
record ResidualCouplings(
        Engine engine,
        Elementwise elementwise,
        int hidden,
        int blocks,
        Activation activation,
        int context,
        DType dtype) {
    /** One half of the channels is transformed; the first half are the first ⌊C/2⌋. */
    Coupling ofChannels(ImageShape image, boolean second, long seed) {
        int first = image.channels() / 2;
        int rest = image.channels() - first;
        boolean[] mask = new boolean[image.size()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = i >= first * image.pixels() == second;
        }
        return image.pixels() == 1
                ? ofFeatures(mask, seed)
                : Coupling.of(
                        mask, elementwise, network(image, second ? first : rest, second ? rest : first, seed), context);
    }

    /** Every other pixel is transformed, beginning with the first or the second. */
    MaskedCoupling checkerboard(ImageShape image, boolean beginWithFirst, long seed) {
        return MaskedCoupling.of(
                MaskedCoupling.checkerboard(image, beginWithFirst),
                elementwise,
                network(image, image.channels(), image.channels(), seed),
                context);
    }

    /** From some channels to the parameters of some. */
    private Model network(ImageShape image, int in, int out, long seed) {
        return Sequential.of(
                ConvolutionalResidualNetwork.builder(engine)
                        .image(image.withChannels(in))
                        .context(context)
                        .hidden(hidden)
                        .blocks(blocks)
                        .outputs(out * elementwise.parameters())
                        .activation(activation)
                        .beginWithZero(true)
                        .dtype(dtype)
                        .seed(seed)
                        .build(),
                new ParametersLast(out * image.pixels(), elementwise.parameters()));
    }

    /** Some features of vectors are transformed. */
    Coupling ofFeatures(boolean[] transformed, long seed) {
        ResidualMlp network = ResidualMlp.builder(engine)
                .inputs(Coupling.inputs(transformed, context))
                .hidden(hidden)
                .blocks(blocks)
                .outputs(Coupling.outputs(transformed, elementwise))
                .activation(activation)
                .dtype(dtype)
                .seed(seed)
                .build();
        return Coupling.of(transformed, elementwise, network, context);
    }
}
