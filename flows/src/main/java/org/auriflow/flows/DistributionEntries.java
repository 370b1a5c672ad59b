package org.auriflow.flows;

import static org.auriflow.flows.Flows.entry;

import java.util.List;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.distribution.StandardNormal;

/** Densities in closed form. */
final class DistributionEntries {
    private DistributionEntries() {}

    static final List<Entry> ALL = List.of(
            entry("standard_normal", (e, c, m) -> StandardNormal.fromConfig(c), (e, d) -> new StandardNormal(2, d)));
}
