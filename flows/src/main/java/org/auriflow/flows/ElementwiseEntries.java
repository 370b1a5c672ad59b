package org.auriflow.flows;

import java.util.List;
import java.util.stream.Stream;
import org.auriflow.engine.op.Boundary;
import org.auriflow.flows.Flows.Accuracy;
import org.auriflow.flows.Flows.ElementwiseEntry;
import org.auriflow.flows.Flows.ElementwiseFactory;
import org.auriflow.flows.Flows.Region;
import org.auriflow.flows.elementwise.Additive;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.elementwise.Bijection;
import org.auriflow.flows.elementwise.CircularSpline;
import org.auriflow.flows.elementwise.CubicSpline;
import org.auriflow.flows.elementwise.LinearSpline;
import org.auriflow.flows.elementwise.LogTanh;
import org.auriflow.flows.elementwise.MixtureGaussianization;
import org.auriflow.flows.elementwise.QuadraticSpline;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;

/** Functions of one number. */
final class ElementwiseEntries {
    private ElementwiseEntries() {}

    /** Where the normal distribution has 0.997 of its mass: further out, one rounding of Φ moves its inverse far. */
    static final Region MIDDLE = new Region(-3, 3);

    /** Φ of {@link #MIDDLE}. */
    static final Region MIDDLE_SHARES = new Region(0.0013498980316301, 0.9986501019683699);

    private static final String CUBIC = CubicSpline.TYPE;
    private static final String QUADRATIC = QuadraticSpline.TYPE;
    private static final String RATIONAL = RationalQuadraticSpline.TYPE;
    private static final String CIRCULAR = CircularSpline.TYPE;

    static final List<ElementwiseEntry> ALL = Stream.concat(
                    Stream.of(
                            entry(Additive.TYPE, "", Additive::fromConfig, new Additive()),
                            entry(Affine.TYPE, "", Affine::fromConfig, new Affine()),
                            entry(Affine.TYPE, "sigmoid", Affine::fromConfig, new Affine(Affine.Scale.SIGMOID)),
                            entry(Affine.TYPE, "softplus", Affine::fromConfig, new Affine(Affine.Scale.SOFTPLUS)),
                            entry(LinearSpline.TYPE, "", LinearSpline::fromConfig, new LinearSpline(4, 2.5)),
                            entry(QUADRATIC, "", QuadraticSpline::fromConfig, quadratic(Boundary.LINEAR)),
                            entry(QUADRATIC, "box", QuadraticSpline::fromConfig, quadratic(Boundary.BOX)),
                            entry(CUBIC, "", CubicSpline::fromConfig, cubic(Boundary.LINEAR)),
                            entry(CUBIC, "box", CubicSpline::fromConfig, cubic(Boundary.BOX)),
                            entry(RATIONAL, "", RationalQuadraticSpline::fromConfig, rational(Boundary.LINEAR)),
                            entry(RATIONAL, "box", RationalQuadraticSpline::fromConfig, rational(Boundary.BOX)),
                            circular("", new CircularSpline(4, Math.PI, false)),
                            circular("rotated", new CircularSpline(4, Math.PI, true)),
                            gaussianization(1),
                            gaussianization(3),
                            entry(LogTanh.TYPE, "", LogTanh::fromConfig, new LogTanh())),
                    Stream.of(Bijection.values()).map(ElementwiseEntries::fixed))
            .toList();

    private static Elementwise quadratic(Boundary b) {
        return new QuadraticSpline(4, 2.5, b);
    }

    private static Elementwise cubic(Boundary b) {
        return new CubicSpline(4, 2.5, b);
    }

    private static Elementwise rational(Boundary b) {
        return new RationalQuadraticSpline(4, 2.5, b);
    }

    private static ElementwiseEntry entry(
            String type, String variant, ElementwiseFactory factory, Elementwise example) {
        return new ElementwiseEntry(
                type, variant, factory, example, Region.REAL, Region.REAL, false, Accuracy.CLOSED_FORM);
    }

    private static ElementwiseEntry gaussianization(int components) {
        return new ElementwiseEntry(
                MixtureGaussianization.TYPE,
                components + " components",
                MixtureGaussianization::fromConfig,
                new MixtureGaussianization(components),
                Region.REAL,
                Region.REAL,
                false,
                new Accuracy(1e-4, 1e-10, "a rounding of y moves x further where the function is flat"));
    }

    private static ElementwiseEntry circular(String variant, CircularSpline example) {
        Region circle = new Region(-Math.PI, Math.PI);
        return new ElementwiseEntry(
                CIRCULAR, variant, CircularSpline::fromConfig, example, circle, circle, true, Accuracy.CLOSED_FORM);
    }

    private static ElementwiseEntry fixed(Bijection b) {
        Region from =
                switch (b) {
                    case LOGIT -> Region.UNIT;
                    case NORMAL_CDF -> MIDDLE;
                    case SIGMOID, SOFTPLUS, EXP -> Region.REAL;
                };
        Region to =
                switch (b) {
                    case SIGMOID -> Region.UNIT;
                    case NORMAL_CDF -> MIDDLE_SHARES;
                    case SOFTPLUS, EXP -> Region.POSITIVE;
                    case LOGIT -> Region.REAL;
                };
        return new ElementwiseEntry(b.type(), "", c -> b, b, from, to, false, Accuracy.CLOSED_FORM);
    }
}
