package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.auriflow.engine.Convolutions;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Random;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.image.InvertibleConvolution;
import org.auriflow.flows.image.Multiscale;
import org.auriflow.flows.image.ParametersLast;
import org.auriflow.flows.image.Squeeze;
import org.auriflow.flows.transform.MaskedCoupling;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.nn.Activation;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Linear;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Pass;
import org.auriflow.nn.train.DataSet;
import org.auriflow.nn.train.Schedule;
import org.auriflow.nn.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Flows of images: layers against examples by hand, and whole flows. */
class ImageFlowTest {
    private static final ImageShape IMAGE = new ImageShape(2, 4, 4);

    /** Whole flows, of which each must be a bijection with the right determinant. */
    enum Whole {
        GLOW((e, d) -> glow(e, d).transform()),
        GLOW_OF_SPLINES((e, d) -> glow(e, d).spline(4, 3).context(2).transform()),
        GLOW_OF_VECTORS((e, d) -> glow(e, d).width(5).context(1).transform()),
        GLOW_OF_ODD_CHANNELS(
                (e, d) -> glow(e, d).image(new ImageShape(3, 2, 2)).levels(1).transform()),
        REAL_NVP((e, d) -> realNvp(e, d).image(IMAGE).transform()),
        REAL_NVP_OF_ONE_LEVEL((e, d) -> realNvp(e, d)
                .image(new ImageShape(1, 3, 2))
                .levels(1)
                .context(2)
                .transform()),
        REAL_NVP_WITH_BATCH_NORM(
                (e, d) -> realNvp(e, d).image(IMAGE).batchNorm(true).transform()),
        REAL_NVP_OF_VECTORS(
                (e, d) -> realNvp(e, d).width(3).batchNorm(true).context(2).transform());

        private final BiFunction<Engine, DType, Transform> build;

        Whole(BiFunction<Engine, DType, Transform> build) {
            this.build = build;
        }

        Transform build(Engine engine, DType dtype) {
            Transform t = build.apply(engine, dtype);
            // New networks give 0, which would hide most of the layer.
            for (Variable v : t.parameters().values()) {
                v.assign(v.snapshot()
                        .add(Samples.rows(dtype, 0.05, 3, v.type().shape().toArray())));
            }
            return t;
        }
    }

    private static Glow.Builder glow(Engine engine, DType dtype) {
        return Glow.builder(engine)
                .image(IMAGE)
                .levels(2)
                .steps(2)
                .hidden(4)
                .blocks(1)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(1);
    }

    private static RealNvp.Builder realNvp(Engine engine, DType dtype) {
        return RealNvp.builder(engine)
                .layers(3)
                .hidden(4)
                .blocks(1)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(2);
    }

    @ParameterizedTest
    @EnumSource
    void wholeFlowsAreBijections(Whole whole) {
        try (Engine engine = Engine.cpu(1)) {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                Transform t = whole.build(engine, dtype);
                Tensor x = Samples.rows(dtype, 1, 1, 3, t.width());
                Tensor c = Samples.context(dtype, 3, t.contextWidth());
                Transformed y = t.forward(x, c);
                Transformed back = t.inverse(y.value(), c);
                double tolerance = dtype == DType.FLOAT32 ? 2e-4 : 1e-11;
                Samples.assertClose(x, back.value(), tolerance, "inverse after forward");
                Samples.assertClose(y.logAbsDet().neg(), back.logAbsDet(), 10 * tolerance, "logarithms");
                if (dtype == DType.FLOAT64) {
                    Tensor log =
                            Linalg.slogdet(Grad.batchJacobian(y.value(), x)).logAbsDet();
                    Samples.assertClose(log, y.logAbsDet(), 1e-9, "ln|det|");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void wholeFlowsAreRebuiltFromTheirConfiguration(Whole whole) {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = whole.build(engine, DType.FLOAT32);
            Transform again = (Transform) Flows.models().build(engine, t.config());
            Map<String, Variable> to = new LinkedHashMap<>(again.variables());
            t.variables().forEach((name, v) -> to.remove(name).assign(v.snapshot()));
            assertEquals(Map.of(), to);
            Tensor x = Samples.rows(DType.FLOAT32, 1, 1, 3, t.width());
            Tensor c = Samples.context(DType.FLOAT32, 3, t.contextWidth());
            Samples.assertClose(t.forward(x, c).logAbsDet(), again.forward(x, c).logAbsDet(), 0, "rebuilt");
        }
    }

    @Test
    void seedsKeepTheDrawsOfPartsApart() {
        try (Engine engine = Engine.cpu(1)) {
            Map<String, Variable> p = glow(engine, DType.FLOAT32).build().parameters();
            float[] one =
                    p.get("transform.0.3.network.0.first.weight").snapshot().toFloatArray();
            float[] two =
                    p.get("transform.0.6.network.0.first.weight").snapshot().toFloatArray();
            assertNotEquals(one[0], two[0]);
        }
    }

    @Test
    void squeezeMovesSquaresToChannels() {
        Squeeze squeeze = new Squeeze(new ImageShape(1, 2, 4));
        assertEquals(new ImageShape(4, 1, 2), squeeze.result());
        Tensor x = Tensor.of(
                1.0, 2, 3, 4, //
                5, 6, 7, 8);
        double[] y = squeeze.forward(x).value().toDoubleArray();
        assertArrayEquals(new double[] {1, 3, 2, 4, 5, 7, 6, 8}, y);
        Squeeze colours = new Squeeze(new ImageShape(2, 2, 2));
        Tensor c = Tensor.of(1.0, 2, 3, 4, 11, 12, 13, 14);
        assertArrayEquals(
                c.toDoubleArray(),
                colours.forward(c).value().toDoubleArray(),
                "the squares of one channel stay together");
    }

    @Test
    void masksOfPixelsAlternateAlongBothAxesInEveryChannel() {
        boolean[] mask = MaskedCoupling.checkerboard(new ImageShape(2, 2, 3), true);
        boolean[] expected = {true, false, true, false, true, false, true, false, true, false, true, false};
        assertArrayEquals(expected, mask);
        assertEquals(false, MaskedCoupling.checkerboard(new ImageShape(1, 2, 2), false)[0]);
    }

    @Test
    void aMaskedNetworkSeesKeptFeaturesAlone() {
        try (Engine engine = Engine.cpu(1)) {
            RationalQuadraticSpline spline = new RationalQuadraticSpline(3, 3);
            Linear network = Linear.builder(engine)
                    .inputs(3)
                    .outputs(3 * spline.parameters())
                    .dtype(DType.FLOAT64)
                    .build();
            MaskedCoupling c = MaskedCoupling.of(new boolean[] {true, false, true}, spline, network, 0);
            Tensor x = Tensor.of(0.3, -0.4, 0.9);
            Transformed y = c.forward(x);
            Tensor parameters = network.call(Tensor.of(0.0, -0.4, 0)).reshape(3, -1);
            Transformed all = spline.forward(x, parameters);
            double[] value = all.value().toDoubleArray();
            double[] log = all.logAbsDet().toDoubleArray();
            assertArrayEquals(new double[] {value[0], -0.4, value[2]}, y.value().toDoubleArray(), 1e-14);
            assertEquals(log[0] + log[2], y.logAbsDet().item(), 1e-14);
        }
    }

    @Test
    void parametersOfAFeatureStandTogether() {
        Tensor images = Tensor.of(1.0, 2, 3, 10, 20, 30);
        assertArrayEquals(
                new double[] {1, 10, 2, 20, 3, 30},
                new ParametersLast(3, 2).call(images).toDoubleArray());
    }

    /** It begins as a rotation, and is a convolution whose kernel is what it does to unit vectors. */
    @Test
    void anInvertibleConvolutionIsAConvolution() {
        ImageShape image = new ImageShape(5, 2, 3);
        try (Engine engine = Engine.cpu(1)) {
            InvertibleConvolution layer = new InvertibleConvolution(engine, image, DType.FLOAT64, 4);
            Tensor units = layerOfPixel(engine, layer, image);
            Samples.assertClose(
                    Tensor.eye(DType.FLOAT64, 5), units.matmul(units, true, false), 1e-13, "columns are orthonormal");
            Tensor x = Samples.rows(DType.FLOAT64, 1, 5, 2, image.size());
            double[] log = layer.forward(x).logAbsDet().toDoubleArray();
            assertArrayEquals(new double[2], log, 1e-12);
            Samples.scale(layer, 1.3);
            Tensor w = layerOfPixel(engine, layer, image);
            Tensor y = Convolutions.convolve(image.images(x), w.reshape(5, 5, 1, 1));
            Samples.assertClose(image.images(layer.forward(x).value()), y, 1e-13, "convolution");
            double det = Linalg.slogdet(w).logAbsDet().item();
            assertEquals(6 * det, layer.forward(x).logAbsDet().toDoubleArray()[1], 1e-12);
        }
    }

    /** The matrix of the same layer for one pixel. */
    private static Tensor layerOfPixel(Engine engine, InvertibleConvolution layer, ImageShape image) {
        ImageShape pixel = new ImageShape(image.channels(), 1, 1);
        InvertibleConvolution one = new InvertibleConvolution(engine, pixel, DType.FLOAT64, 4);
        layer.parameters().forEach((name, v) -> one.parameters().get(name).assign(v.snapshot()));
        return one.forward(Tensor.eye(DType.FLOAT64, image.channels())).value().transpose();
    }

    @Test
    void whatLeavesALevelComesFirst() {
        Multiscale m = Multiscale.of(List.of(Permutation.reverse(6), Permutation.reverse(3), Permutation.roll(2, 1)));
        Tensor x = Tensor.of(1.0, 2, 3, 4, 5, 6);
        Tensor y = m.forward(x).value();
        assertArrayEquals(new double[] {6, 5, 4, 1, 3, 2}, y.toDoubleArray());
        assertArrayEquals(x.toDoubleArray(), m.inverse(y).value().toDoubleArray());
        refuses(
                "multiscale: requires levels that get narrower",
                () -> Multiscale.of(List.of(Permutation.reverse(2), Permutation.reverse(2))));
        refuses("multiscale: requires a level", () -> Multiscale.of(List.of()));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses("squeeze: requires an even", () -> new Squeeze(new ImageShape(1, 3, 2)));
            refuses(
                    "squeeze: requires an even",
                    () -> glow(engine, DType.FLOAT32).levels(3).build());
            refuses("glow: requires", () -> Glow.builder(engine).build());
            refuses("real nvp: requires", () -> RealNvp.builder(engine).build());
            refuses(
                    "real nvp: requires",
                    () -> RealNvp.builder(engine).width(2).image(IMAGE).build());
            refuses("parameters last: requires", () -> new ParametersLast(0, 1));
            refuses("invertible convolution: requires", () -> new InvertibleConvolution(engine, IMAGE, DType.INT32, 1));
            RationalQuadraticSpline spline = new RationalQuadraticSpline(3, 3);
            Mlp net = Mlp.builder(engine).inputs(2).outputs(3).build();
            refuses(
                    "masked coupling: requires a network from [..., 2] to [..., 16]",
                    () -> MaskedCoupling.of(new boolean[] {true, false}, spline, net, 0));
            refuses(
                    "masked coupling: requires a transformed feature",
                    () -> MaskedCoupling.of(new boolean[] {true, true}, spline, net, 0));
        }
    }

    private static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }

    private static double mean(Flow flow, Tensor x) {
        return flow.logProb(x).mean().item();
    }

    /** Smooth images with noise: 32 steps gain 10 nats, from where the first data set the scales. */
    @Test
    void glowLearns() {
        int rows = 512;
        int d = IMAGE.size();
        float[] noise = Samples.rows(DType.FLOAT32, 0.2, 8, rows, d).toFloatArray();
        float[] amplitude = Samples.rows(DType.FLOAT32, 1, 9, rows).toFloatArray();
        float[] x = new float[rows * d];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (3 + amplitude[i / d] * Math.sin(0.7 * (i % d)) + noise[i]);
        }
        DataSet data = DataSet.builder().column("x", x, d).build();
        Tensor all = data.tensor("x");
        try (Engine engine = Engine.cpu(2)) {
            Flow flow = glow(engine, DType.FLOAT32)
                    .hidden(16)
                    .activation(Activation.RELU)
                    .build();
            double before = mean(flow, all);
            flow.initialise(all, null);
            double initial = mean(flow, all);
            assertTrue(initial > before + 10, before + " to " + initial);
            Trainer.builder(engine)
                    .model(flow)
                    .loss((batch, pass) ->
                            flow.logProb(batch.get("x"), null, pass).mean().neg())
                    .data(data)
                    .schedule(Schedule.cosine(5e-3))
                    .epochs(4)
                    .batchSize(64)
                    .seed(3)
                    .build()
                    .train();
            double trained = mean(flow, all);
            assertTrue(trained > initial + 10, initial + " to " + trained);
            Tensor z = flow.transformToNoise(all, null);
            Samples.assertClose(all, flow.transform().inverseValue(z, null, Pass.evaluation()), 1e-3, "round trip");
            double[] draws = flow.sample(200, new Random(1, 1)).toDoubleArray();
            Arrays.sort(draws);
            assertEquals(3, draws[Math.floorDiv(draws.length, 2)], 0.5, "median");
        }
    }
}
