package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.transform.Permutation;
import org.auriflow.flows.transform.PrincipalAxes;
import org.auriflow.nn.Models;

/** Orders of the features, and axes to measure them along. */
final class OrderEntries {
    private OrderEntries() {}

    private static final Models.Factory PERMUTATION = (e, c, m) -> Permutation.fromConfig(c);

    static final List<Entry> ALL = List.of(
            entry("permutation", PERMUTATION, (e, d) -> Permutation.reverse(4)),
            entry("permutation", "rolled", PERMUTATION, (e, d) -> Permutation.roll(3, 1)),
            entry("permutation", "random", PERMUTATION, (e, d) -> Permutation.random(9, 3)),
            entry(
                    "principal_axes",
                    (e, c, m) -> PrincipalAxes.fromConfig(c),
                    (e, d) -> PrincipalAxes.fit(new float[] {1, 2, 0.5f, 2, 3.5f, 0, -1, 1, 1, 0, 0.5f, -1}, 3)));
}
