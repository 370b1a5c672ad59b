package org.auriflow.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Grad;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.transform.Householder;
import org.auriflow.flows.transform.LuLinear;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.flows.transform.QrLinear;
import org.auriflow.flows.transform.Rotation;
import org.auriflow.flows.transform.Subset;
import org.auriflow.flows.transform.SvdLinear;
import org.auriflow.nn.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Linear maps against their formulas, and maps of some features. */
class LinearTest {
    private static final Tensor ROW = Tensor.of(0.3, -1.2, 2.5);

    private static void set(Transform t, String name, Tensor value) {
        t.parameters().get(name).assign(value);
    }

    private static Tensor value(Transform t, Tensor x) {
        return t.forwardValue(x, null, Pass.evaluation());
    }

    /** W of a map without bias: its images of the unit vectors as columns. */
    private static Tensor matrix(Transform t) {
        Tensor unit = Tensor.eye(DType.FLOAT64, t.width());
        return value(t, unit).sub(value(t, Tensor.zerosLike(unit))).transpose();
    }

    private static Tensor softplusOf(double... diagonal) {
        // ln(e^(v − 10⁻³) − 1), whose softplus is v − 10⁻³.
        return Tensor.of(diagonal).sub(1e-3).expm1().log();
    }

    @Test
    void mapsBeginAsTheIdentity() {
        try (Engine engine = Engine.cpu(1)) {
            for (Transform t : List.of(
                    LuLinear.of(engine, 3, DType.FLOAT64),
                    Householder.of(engine, 3, 8, DType.FLOAT64),
                    QrLinear.of(engine, 3, 2, DType.FLOAT64),
                    SvdLinear.of(engine, 3, 1, DType.FLOAT64),
                    Rotation.of(engine, 3, DType.FLOAT64))) {
                Samples.assertClose(ROW, value(t, ROW), 1e-15, "identity");
            }
            LuLinear permuted = LuLinear.of(engine, Permutation.roll(3, 1), DType.FLOAT64);
            Samples.assertClose(Tensor.of(2.5, 0.3, -1.2), value(permuted, ROW), 1e-15, "permutation");
        }
    }

    @Test
    void luLinearIsTheProductOfItsFactors() {
        try (Engine engine = Engine.cpu(1)) {
            LuLinear t = LuLinear.of(engine, Permutation.of(2, 0, 1), DType.FLOAT64);
            double[] d = softplusOf(2, 0.5, 4).toDoubleArray();
            set(
                    t,
                    "factors",
                    Tensor.of(d[0], 3, -1, 0.5, d[1], 7, -2, 0.25, d[2]).reshape(3, 3));
            set(t, "bias", Tensor.of(10.0, 20, 30));
            // L U by hand; then row i of W is row order[i] of it.
            Tensor lu = Tensor.of(2.0, 3, -1, 1, 2, 6.5, -4, -5.875, 7.75).reshape(3, 3);
            Tensor w = Tensor.concatenate(0, lu.slice(0, 2, 3), lu.slice(0, 0, 2));
            Samples.assertClose(w, matrix(t), 1e-12, "P L U");
            Samples.assertClose(Tensor.of(10.0, 20, 30), value(t, Tensor.zerosLike(ROW)), 1e-12, "bias");
            Samples.assertClose(
                    Tensor.scalar(DType.FLOAT64, Math.log(4)), t.forward(ROW).logAbsDet(), 1e-12, "ln|det|");
        }
    }

    @Test
    void reflectionsAreAppliedFromTheLastToTheFirst() {
        try (Engine engine = Engine.cpu(1)) {
            Householder t = Householder.of(engine, 2, 2, DType.FLOAT64);
            set(t, "vectors", Tensor.of(3.0, 0, 1, -1).reshape(2, 2));
            // H₁ changes the sign of the first, H₂ exchanges both.
            Samples.assertClose(Tensor.of(0.0, -1, 1, 0).reshape(2, 2), matrix(t), 1e-15, "H₁ H₂");
        }
    }

    @Test
    void reflectionsStayOrthogonalWhateverTheVectorsAre() {
        try (Engine engine = Engine.cpu(1)) {
            Householder t = Householder.of(engine, 3, 5, DType.FLOAT32);
            Tensor vectors = Tensor.of(new float[][] {
                {1e30f, 2e30f, -1e30f}, {1e-30f, 3e-30f, 1e-38f}, {0, 0, 0}, {1, 1, 1}, {1, 1, 1.0001f}
            });
            set(t, "vectors", vectors);
            Tensor q = value(t, Tensor.eye(DType.FLOAT32, 3));
            Samples.assertClose(Tensor.eye(DType.FLOAT32, 3), q.matmul(q, false, true), 2e-6, "Q Qᵀ");
            Tensor v = t.parameters().get("vectors").read();
            double[] g =
                    Grad.grad(value(t, ROW.cast(DType.FLOAT32)).select(0, 0), v).toDoubleArray();
            assertArrayEquals(new double[3], Arrays.copyOfRange(g, 6, 9));
            for (double each : g) {
                assertTrue(Double.isFinite(each), "derivative " + each);
            }
        }
    }

    @Test
    void qrAndSvdLinearAreTheProductsOfTheirFactors() {
        try (Engine engine = Engine.cpu(1)) {
            Tensor first = Samples.rows(DType.FLOAT64, 1, 1, 2, 3);
            Tensor second = Samples.rows(DType.FLOAT64, 1, 2, 2, 3);
            Tensor q1 = orthogonal(engine, first);
            Tensor q2 = orthogonal(engine, second);
            QrLinear qr = QrLinear.of(engine, 3, 2, DType.FLOAT64);
            set(qr, "orthogonal.vectors", first);
            double[] d = softplusOf(2, 0.5, 4).toDoubleArray();
            set(qr, "upper", Tensor.of(d[0], 3, -1, 99, d[1], 7, 99, 99, d[2]).reshape(3, 3));
            Tensor r = Tensor.of(2, 3, -1, 0, 0.5, 7, 0, 0, 4).reshape(3, 3);
            Samples.assertClose(q1.matmul(r), matrix(qr), 1e-12, "Q R");
            SvdLinear svd = SvdLinear.of(engine, 3, 2, DType.FLOAT64);
            set(svd, "first.vectors", first);
            set(svd, "second.vectors", second);
            set(svd, "diagonal", softplusOf(2, 0.5, 4));
            Tensor scaled = Tensor.of(2, 0.5, 4).expand(-1).mul(q2);
            Samples.assertClose(q1.matmul(scaled), matrix(svd), 1e-12, "Q₁ diag(s) Q₂");
        }
    }

    private static Tensor orthogonal(Engine engine, Tensor vectors) {
        Householder q = Householder.of(engine, 3, vectors.shape().extent(0), DType.FLOAT64);
        set(q, "vectors", vectors);
        return matrix(q);
    }

    @Test
    void aRotationIsTheCayleyTransformOfItsSkewMatrix() {
        try (Engine engine = Engine.cpu(1)) {
            Rotation t = Rotation.of(engine, 2, DType.FLOAT64);
            // Skew part ±tan(φ/2).
            double tangent = Math.tan(0.35);
            set(t, "generator", Tensor.of(9, 0.5, 0.5 + tangent, 9).reshape(2, 2));
            Tensor q = Tensor.of(Math.cos(0.7), -Math.sin(0.7), Math.sin(0.7), Math.cos(0.7));
            Samples.assertClose(q.reshape(2, 2), matrix(t), 1e-14, "rotation by 0.7");
        }
    }

    @Test
    void aSubsetLeavesTheOthersAlone() {
        try (Engine engine = Engine.cpu(1)) {
            LuLinear inner = LuLinear.of(engine, 2, DType.FLOAT64);
            set(inner, "bias", Tensor.of(10.0, 20));
            Tensor x = Tensor.of(1.0, 2, 3, 4);
            Samples.assertClose(Tensor.of(1.0, 12, 23, 4), value(Subset.slice(1, inner, 4), x), 1e-15, "slice");
            Transform some = Subset.of(new int[] {3, 0}, inner, 4);
            Samples.assertClose(Tensor.of(21.0, 2, 3, 14), value(some, x), 1e-15, "some");
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Engine engine = Engine.cpu(1)) {
            LuLinear lu = LuLinear.of(engine, 3, DType.FLOAT32);
            refuses("lu linear: requires float32 rows, got float64[3]", () -> lu.forward(ROW));
            refuses("lu linear: requires a floating dtype", () -> LuLinear.of(engine, 3, DType.INT32));
            refuses("householder: requires a positive", () -> Householder.of(engine, 3, 0, DType.FLOAT32));
            refuses("subset: requires 3 different features", () -> Subset.of(new int[] {0, 1, 1}, lu, 4));
            refuses("subset: requires 3 different features", () -> Subset.of(new int[] {0, 1}, lu, 4));
            refuses("subset: requires 3 different features from 0 to 3", () -> Subset.slice(2, lu, 4));
        }
    }

    static void refuses(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning) && message.contains(", got ") && message.contains("; "), message);
    }
}
