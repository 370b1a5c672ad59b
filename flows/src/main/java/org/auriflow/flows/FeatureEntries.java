package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.Flows.Region;
import org.auriflow.flows.elementwise.Affine;
import org.auriflow.flows.elementwise.Bijection;
import org.auriflow.flows.elementwise.LogTanh;
import org.auriflow.flows.elementwise.MixtureGaussianization;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;
import org.auriflow.flows.transform.ElementwiseTransform;
import org.auriflow.flows.transform.Standardise;
import org.auriflow.nn.Standardiser;

/** Maps of every feature by itself. */
final class FeatureEntries {
    private FeatureEntries() {}

    static final List<Entry> ALL = List.of(
            learned("affine", new Affine()),
            learned("spline", new RationalQuadraticSpline(3, 2.5)),
            learned("mixture gaussianization", new MixtureGaussianization(2))
                    .within(1e-4, 1e-10, "a rounding of y moves x further where the function is flat"),
            entry("flow", "gaussianization", Flow::fromConfig, (e, d) -> GaussianizationFlow.builder(e)
                    .width(2)
                    .layers(2)
                    .components(2)
                    .dtype(d)
                    .seed(3)
                    .build()),
            fixed("log tanh", new LogTanh()),
            fixed("sigmoid", Bijection.SIGMOID).between(Region.REAL, Region.UNIT),
            fixed("logit", Bijection.LOGIT).between(Region.UNIT, Region.REAL),
            fixed("softplus", Bijection.SOFTPLUS).between(Region.REAL, Region.POSITIVE),
            fixed("exp", Bijection.EXP).between(Region.REAL, Region.POSITIVE),
            fixed("normal cdf", Bijection.NORMAL_CDF)
                    .between(ElementwiseEntries.MIDDLE, ElementwiseEntries.MIDDLE_SHARES),
            entry(
                    "standardise",
                    (e, c, m) -> Standardise.fromConfig(c),
                    (e, d) -> Standardise.of(Standardiser.of(new double[] {1, -20}, new double[] {0.5, 30}))));

    private static Entry learned(String variant, Elementwise function) {
        return entry(
                "elementwise",
                variant,
                ElementwiseTransform::fromConfig,
                (e, d) -> ElementwiseTransform.of(e, function, 3, d, 1));
    }

    private static Entry fixed(String variant, Elementwise function) {
        return entry(
                "elementwise",
                variant,
                ElementwiseTransform::fromConfig,
                (e, d) -> ElementwiseTransform.of(function, 2));
    }
}
