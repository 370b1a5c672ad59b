package org.auriflow.flows.manifold;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Linalg;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Distribution;
import org.auriflow.flows.Flows;
import org.auriflow.flows.Transform;
import org.auriflow.flows.transform.Inverse;
import org.auriflow.nn.ConvolutionalEmbedding;
import org.auriflow.nn.ImageShape;
import org.auriflow.nn.Pass;
import org.auriflow.nn.io.ModelFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transforms of images begin with the statistics of data, and all models can be made of them. */
class ImageTransformTest {
    private static final ImageShape IMAGE = new ImageShape(1, 8, 8);
    private static final Pass EVALUATION = Pass.evaluation();

    @TempDir
    Path directory;

    /** Soft spots at places of the plane, and a little brightness that is of no use. */
    private static Tensor spots(int rows, DType dtype) {
        double[] x = new double[rows * IMAGE.size()];
        for (int i = 0; i < x.length; i++) {
            int row = i / IMAGE.size();
            double right = i % 8 - 3.5 - 2 * Math.sin(row);
            double down = i / 8 % 8 - 3.5 - Math.cos(1.7 * row);
            x[i] = 40 + 9 * Math.exp(-(right * right + down * down) / 8) + 0.01 * Math.sin(7.0 * i);
        }
        return Tensor.of(x).reshape(rows, IMAGE.size()).cast(dtype);
    }

    private static ImageTransform.Builder builder(Engine engine, DType dtype) {
        return ImageTransform.builder(engine)
                .image(IMAGE)
                .latent(2)
                .levels(2, 2)
                .network(6, 1)
                .spline(5, 4)
                .dtype(dtype)
                .seed(3);
    }

    private static double squares(Tensor x) {
        return x.mul(x).sum().item();
    }

    @Test
    void beginsAsThePlaneOfThePrincipalAxes() {
        try (Engine engine = Engine.cpu(1)) {
            Tensor x = spots(80, DType.FLOAT64);
            Transform t = builder(engine, DType.FLOAT64).squeezes(1).begin(x).build();
            Tensor z = t.inverseValue(x, null, EVALUATION);
            Tensor u = z.slice(-1, 0, 2);
            assertArrayEquals(new double[2], u.mean(0).toDoubleArray(), 1e-9);
            assertArrayEquals(new double[] {1, 1}, u.mul(u).mean(0).toDoubleArray(), 1e-9);
            double[] both = u.select(-1, 0).mul(u.select(-1, 1)).mean().toDoubleArray();
            assertEquals(0, both[0], 1e-9, "principal components are uncorrelated");
            // What Glow makes of x, less its mean, has as much off the plane as its other singular values say.
            Tensor scaled = t.forwardValue(z, null, EVALUATION);
            assertArrayEquals(x.toDoubleArray(), scaled.toDoubleArray(), 1e-8);
            Tensor zero = t.forwardValue(Tensor.zeros(DType.FLOAT64, 1, 64), null, EVALUATION);
            assertArrayEquals(
                    new double[2],
                    t.inverseValue(zero, null, EVALUATION).slice(-1, 0, 2).toDoubleArray(),
                    1e-9);
            double off = squares(z.slice(-1, 2, 64));
            double[] s = Linalg.singularValues(z.slice(-1, 2, 64)).toDoubleArray();
            double[] plane = Linalg.singularValues(latent(t, x)).toDoubleArray();
            double rest = 0;
            for (int k = 2; k < plane.length; k++) {
                rest += plane[k] * plane[k];
            }
            assertEquals(rest, off, 1e-9 * rest);
            assertEquals(plane[2], s[0], 1e-9 * s[0]);
        }
    }

    /** Rows of z with u in the units of v: scaled by the parameters of the first part. */
    private static Tensor latent(Transform t, Tensor x) {
        Tensor z = t.inverseValue(x, null, EVALUATION);
        Tensor log = t.parameters().get("0.transform.log_scale").snapshot();
        return Tensor.concatenate(-1, z.slice(-1, 0, 2).mul(log.exp()), z.slice(-1, 2, 64));
    }

    @Test
    void allModelsWorkAndAreRestored() throws Exception {
        try (Engine engine = Engine.cpu(1)) {
            Tensor x = spots(40, DType.FLOAT32);
            ManifoldArchitecture a = ManifoldArchitecture.builder(engine)
                    .width(IMAGE.size())
                    .latent(2)
                    .layers(2, 2)
                    .network(8, 1)
                    .outer(builder(engine, DType.FLOAT32).begin(x).build())
                    .encoder(ConvolutionalEmbedding.builder(engine)
                            .image(IMAGE)
                            .outputs(2)
                            .build())
                    .build();
            ManifoldFlow flow = a.manifoldFlow();
            Tensor u =
                    Tensor.of(new double[] {0.5, -1, 0, 2, -1, 1}).reshape(3, 2).cast(DType.FLOAT32);
            assertArrayEquals(
                    u.toFloatArray(), flow.encode(flow.decode(u, null), null).toFloatArray(), 1e-3f);
            List<Distribution> all =
                    List.of(flow, a.ambientFlow(), a.pie(0.1, false), a.encodedFlow(), a.autoencoder());
            for (int k = 0; k < all.size(); k++) {
                Distribution p = all.get(k);
                float[] log = p.logProb(x, null, EVALUATION).toFloatArray();
                for (float v : log) {
                    assertTrue(Float.isFinite(v), p.config().get("type") + ": " + v);
                }
                Path file = directory.resolve("model-" + k);
                ModelFiles.save(p, file);
                Distribution q = (Distribution)
                        ModelFiles.load(engine, file, Flows.models()).model();
                assertArrayEquals(log, q.logProb(x, null, EVALUATION).toFloatArray());
            }
        }
    }

    @Test
    void withoutImagesItBeginsAsGlow() {
        try (Engine engine = Engine.cpu(1)) {
            Transform t = builder(engine, DType.FLOAT32).build();
            Tensor x = spots(3, DType.FLOAT32);
            Tensor z = Inverse.of(t).forwardValue(x, null, EVALUATION);
            assertArrayEquals(
                    x.toFloatArray(), t.forwardValue(z, null, EVALUATION).toFloatArray(), 1e-2f);
            assertEquals(Math.sqrt(squares(x)), Math.sqrt(squares(z)), 0.2 * Math.sqrt(squares(x)));
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            refuses(
                    "an image and a dimension below its size",
                    builder(engine, DType.FLOAT32).latent(64));
            refuses(
                    "more than 2 images to begin with",
                    builder(engine, DType.FLOAT32).begin(spots(2, DType.FLOAT32)));
        }
    }

    private static void refuses(String part, ImageTransform.Builder b) {
        String message = assertThrows(IllegalArgumentException.class, b::build).getMessage();
        assertTrue(message.contains("requires " + part) && message.contains(", got "), message);
    }
}
