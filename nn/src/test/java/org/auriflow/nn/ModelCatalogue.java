package org.auriflow.nn;

import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;

/** Every type of model, with three inputs, for the laws that all must obey. */
public enum ModelCatalogue {
    /** A linear map. */
    LINEAR((e, d) -> Linear.builder(e).inputs(3).outputs(2).dtype(d).seed(4).build()),
    /** Smooth perceptron. */
    MLP((e, d) -> Mlp.builder(e)
            .inputs(3)
            .hidden(5, 4)
            .outputs(2)
            .activation(Activation.TANH)
            .dtype(d)
            .seed(1)
            .build()),
    /** Perceptron with all options. */
    NORMALISED_MLP((e, d) -> Mlp.builder(e)
            .inputs(3)
            .hidden(6)
            .outputs(1)
            .activation(Activation.GELU)
            .initializer(Initializer.ORTHOGONAL)
            .layerNorm(true)
            .dropout(0.3)
            .dtype(d)
            .seed(2)
            .build()),
    /** Residual network. */
    RESIDUAL((e, d) -> ResidualMlp.builder(e)
            .inputs(3)
            .hidden(4)
            .blocks(2)
            .outputs(2)
            .activation(Activation.SILU)
            .dropout(0.2)
            .dtype(d)
            .seed(3)
            .build()),
    /** Masked perceptron with a context, of features in another order. */
    MASKED((e, d) -> MaskedMlp.builder(e)
            .context(1)
            .width(2)
            .positions(1, 0)
            .hidden(5, 1)
            .outputs(2)
            .activation(Activation.TANH)
            .dropout(0.2)
            .dtype(d)
            .seed(5)
            .build()),
    /** Masked residual network. */
    MASKED_RESIDUAL((e, d) -> MaskedMlp.builder(e)
            .width(3)
            .hidden(4)
            .blocks(2)
            .outputs(1)
            .activation(Activation.SILU)
            .dtype(d)
            .seed(7)
            .build()),
    /** Convolution of a row of pixels. */
    CONVOLUTION((e, d) -> Convolution.builder(e)
            .image(new ImageShape(1, 1, 3))
            .channels(2)
            .dtype(d)
            .seed(7)
            .build()),
    /** Convolution with a stride and without padding. */
    STRIDED_CONVOLUTION((e, d) -> Convolution.builder(e)
            .image(new ImageShape(1, 3, 1))
            .channels(3)
            .kernel(1)
            .stride(2)
            .padding(0)
            .initializer(Initializer.KAIMING_NORMAL)
            .dtype(d)
            .seed(8)
            .build()),
    /** Residual network of images with a context. */
    CONVOLUTIONAL_RESIDUAL((e, d) -> ConvolutionalResidualNetwork.builder(e)
            .image(new ImageShape(1, 1, 2))
            .context(1)
            .hidden(3)
            .blocks(2)
            .outputs(2)
            .firstKernel(3)
            .activation(Activation.SILU)
            .dropout(0.2)
            .dtype(d)
            .seed(9)
            .build()),
    /** Residual network of images that begins with 0. */
    ZERO_CONVOLUTIONAL_RESIDUAL((e, d) -> ConvolutionalResidualNetwork.builder(e)
            .image(new ImageShape(3, 1, 1))
            .hidden(2)
            .blocks(1)
            .outputs(1)
            .activation(Activation.TANH)
            .beginWithZero(true)
            .dtype(d)
            .build()),
    /** Embedding of images. */
    CONVOLUTIONAL_EMBEDDING((e, d) -> ConvolutionalEmbedding.builder(e)
            .image(new ImageShape(1, 3, 1))
            .channels(2, 3)
            .outputs(2)
            .activation(Activation.TANH)
            .dtype(d)
            .seed(10)
            .build()),
    /** Function of a set of three numbers. */
    DEEP_SET((e, d) -> DeepSet.of(
            3,
            1,
            Mlp.builder(e).inputs(1).hidden(4).outputs(3).dtype(d).seed(11).build(),
            LINEAR.build(e, d))),
    /** Dropout alone. */
    DROPOUT((e, d) -> new Dropout(0.5, 8, 1)),
    /** Normalisation alone. */
    LAYER_NORM((e, d) -> new LayerNorm(e, 3, d)),
    /** Normalisation by the batch. */
    BATCH_NORM((e, d) -> BatchNorm.builder(e).features(3).dtype(d).build()),
    /** Constants alone. */
    STANDARDISER((e, d) -> Standardiser.of(new double[] {0.5, -1, 0.1}, new double[] {2, 1, 0.3})),
    /** Parts of parts. */
    SEQUENTIAL((e, d) -> Sequential.of(
            STANDARDISER.build(e, d),
            Sequential.of(Mlp.builder(e)
                    .inputs(3)
                    .hidden(4)
                    .outputs(3)
                    .activation(Activation.SOFTPLUS)
                    .dtype(d)
                    .seed(6)
                    .build()),
            LAYER_NORM.build(e, d)));

    private final BiFunction<Engine, DType, Model> build;

    ModelCatalogue(BiFunction<Engine, DType, Model> build) {
        this.build = build;
    }

    /** A new model. */
    public Model build(Engine engine, DType dtype) {
        return build.apply(engine, dtype);
    }

    /** All of them. */
    public static Stream<ModelCatalogue> all() {
        return Stream.of(values());
    }
}
