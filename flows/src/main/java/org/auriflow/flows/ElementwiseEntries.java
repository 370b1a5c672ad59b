package org.auriflow.flows;

import java.util.List;
import org.auriflow.flows.Flows.Accuracy;
import org.auriflow.flows.Flows.ElementwiseEntry;
import org.auriflow.flows.Flows.ElementwiseFactory;
import org.auriflow.flows.Flows.Region;
import org.auriflow.flows.elementwise.RationalQuadraticSpline;

/** Functions of one number. */
final class ElementwiseEntries {
    private ElementwiseEntries() {}

    static final List<ElementwiseEntry> ALL = List.of(entry(
            RationalQuadraticSpline.TYPE,
            "",
            RationalQuadraticSpline::fromConfig,
            new RationalQuadraticSpline(4, 2.5)));

    private static ElementwiseEntry entry(
            String type, String variant, ElementwiseFactory factory, Elementwise example) {
        return new ElementwiseEntry(type, variant, factory, example, Region.REAL, Accuracy.CLOSED_FORM);
    }
}
