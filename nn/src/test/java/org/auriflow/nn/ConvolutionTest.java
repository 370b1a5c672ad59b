package org.auriflow.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Networks of images against their definitions. */
class ConvolutionTest {
    private static double[] random(int n, long seed) {
        RandomStream random = new RandomStream(seed, 0);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.normal();
        }
        return x;
    }

    private static double[] value(Model model, String name) {
        return model.parameters().get(name).snapshot().toDoubleArray();
    }

    @Test
    void aConvolutionIsItsSum() {
        int c = 2;
        int h = 4;
        int w = 5;
        int k = 3;
        int stride = 2;
        try (Engine engine = Engine.cpu(1)) {
            Convolution layer = Convolution.builder(engine)
                    .image(new ImageShape(c, h, w))
                    .channels(3)
                    .stride(stride)
                    .dtype(DType.FLOAT64)
                    .build();
            assertEquals(new ImageShape(3, 2, 3), layer.result());
            double[] x = random(c * h * w, 1);
            double[] weight = value(layer, "weight");
            double[] bias = value(layer, "bias");
            double[] y = layer.call(Tensor.of(x)).toDoubleArray();
            assertEquals(3 * 2 * 3, y.length);
            for (int out = 0; out < 3; out++) {
                for (int row = 0; row < 2; row++) {
                    for (int column = 0; column < 3; column++) {
                        double sum = bias[out];
                        for (int in = 0; in < c; in++) {
                            for (int a = 0; a < k; a++) {
                                for (int b = 0; b < k; b++) {
                                    int i = stride * row + a - 1;
                                    int j = stride * column + b - 1;
                                    if (i >= 0 && i < h && j >= 0 && j < w) {
                                        sum += weight[((out * c + in) * k + a) * k + b] * x[(in * h + i) * w + j];
                                    }
                                }
                            }
                        }
                        assertEquals(sum, y[(out * 2 + row) * 3 + column], 1e-12);
                    }
                }
            }
        }
    }

    @Test
    void initialWeightsAreThoseOfAMatrixOfAllInputs() {
        try (Engine engine = Engine.cpu(1)) {
            Convolution layer = Convolution.builder(engine)
                    .image(new ImageShape(20, 4, 4))
                    .channels(30)
                    .gain(2)
                    .build();
            double square = 0;
            double[] w = value(layer, "weight");
            for (double v : w) {
                square += v * v / w.length;
            }
            assertEquals(4.0 / 180, square, 0.03 * 4 / 180);
            for (double b : value(layer, "bias")) {
                assertTrue(Math.abs(b) <= 1 / Math.sqrt(180));
            }
        }
    }

    private static ConvolutionalResidualNetwork.Builder residual(Engine engine, int channels) {
        return ConvolutionalResidualNetwork.builder(engine)
                .image(new ImageShape(channels, 3, 4))
                .hidden(6)
                .outputs(2)
                .dtype(DType.FLOAT64)
                .seed(3);
    }

    /** A 1 × 1 convolution sees a context as it would see constant channels. */
    @Test
    void aContextIsLikeConstantChannels() {
        int pixels = 12;
        try (Engine engine = Engine.cpu(1)) {
            Model given = residual(engine, 2).context(1).build();
            Model channel = residual(engine, 3).build();
            Map<String, Variable> from = given.parameters();
            for (Map.Entry<String, Variable> e : channel.parameters().entrySet()) {
                if (!e.getKey().startsWith("first.")) {
                    e.getValue().assign(from.get(e.getKey()).snapshot());
                }
            }
            Tensor weight = Tensor.concatenate(
                    1,
                    from.get("first.weight").snapshot(),
                    from.get("context.weight").snapshot().reshape(6, 1, 1, 1));
            channel.parameters().get("first.weight").assign(weight);
            Tensor bias = from.get("first.bias")
                    .snapshot()
                    .add(from.get("context.bias").snapshot());
            channel.parameters().get("first.bias").assign(bias);
            Tensor x = Tensor.of(random(2 * pixels, 5));
            Tensor c = Tensor.of(0.7);
            Tensor all = Tensor.concatenate(0, x, c.broadcastTo(Shape.of(pixels)));
            assertArrayEquals(
                    channel.call(all).toDoubleArray(),
                    given.call(Tensor.concatenate(0, x, c)).toDoubleArray(),
                    1e-12);
        }
    }

    @Test
    void residualBlocksBeginCloseToTheIdentityAndZeroIsZero() {
        try (Engine engine = Engine.cpu(1)) {
            Model deep = residual(engine, 2).blocks(8).build();
            Tensor x = Tensor.of(random(24, 6));
            double[] zero = deep.call(x.mul(0)).toDoubleArray();
            double[] once = deep.call(x).toDoubleArray();
            double[] twice = deep.call(x.mul(2)).toDoubleArray();
            double distance = 0;
            double size = 0;
            for (int i = 0; i < zero.length; i++) {
                distance += Math.abs(twice[i] - 2 * once[i] + zero[i]);
                size += Math.abs(once[i] - zero[i]);
            }
            assertTrue(size > 1 && distance < 0.05 * size, distance + " of " + size);
            Model none = residual(engine, 2).beginWithZero(true).build();
            assertArrayEquals(new double[24], none.call(x).toDoubleArray());
        }
    }

    @Test
    void deepSetsIgnoreTheOrderOfElements() {
        try (Engine engine = Engine.cpu(1)) {
            Mlp phi = Mlp.builder(engine)
                    .inputs(2)
                    .hidden(5)
                    .outputs(4)
                    .dtype(DType.FLOAT64)
                    .build();
            Mlp rho = Mlp.builder(engine)
                    .inputs(4)
                    .hidden(5)
                    .outputs(3)
                    .dtype(DType.FLOAT64)
                    .build();
            Model set = DeepSet.of(3, 2, phi, rho);
            double[] at = set.call(Tensor.of(1.0, 2, 3, 4, 5, 6)).toDoubleArray();
            assertArrayEquals(at, set.call(Tensor.of(5.0, 6, 1, 2, 3, 4)).toDoubleArray(), 1e-14);
            double[] swapped = set.call(Tensor.of(2.0, 1, 3, 4, 5, 6)).toDoubleArray();
            assertTrue(Math.abs(at[0] - swapped[0]) > 1e-3, "features are not elements");
            Tensor mean = phi.call(Tensor.of(1.0, 2, 3, 4, 5, 6).reshape(3, 2)).mean(0);
            assertArrayEquals(rho.call(mean).toDoubleArray(), at, 1e-14);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            ImageShape small = new ImageShape(1, 2, 2);
            refuses("image: requires", () -> new ImageShape(1, 0, 2));
            refuses(
                    "convolution: requires an image",
                    () -> Convolution.builder(engine).channels(1).build());
            refuses("convolution: requires a padded image", () -> Convolution.builder(engine)
                    .image(small)
                    .channels(1)
                    .padding(0)
                    .build());
            refuses("convolution: requires float32", () -> Convolution.builder(engine)
                    .image(small)
                    .channels(1)
                    .dtype(DType.INT32)
                    .build());
            refuses(
                    "convolutional residual network: requires",
                    () -> residual(engine, 1).firstKernel(2).build());
            refuses(
                    "convolutional embedding: requires",
                    () -> ConvolutionalEmbedding.builder(engine).image(small).build());
            refuses("deep set: requires", () -> DeepSet.of(0, 1, null, null));
            Config config = new Config(Map.of("type", "convolution", "image", List.of(1, 2)));
            refuses("convolution: configuration requires channels", () -> ImageShape.of(config, "image"));
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
