package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.transform.Planar;
import org.auriflow.flows.transform.Radial;
import org.auriflow.flows.transform.Sylvester;
import org.auriflow.nn.Models;

/** Rows plus a small function of them. */
final class ResidualEntries {
    private ResidualEntries() {}

    private static final Models.Factory PLANAR = (e, c, m) -> Planar.fromConfig(e, c);
    private static final Models.Factory RADIAL = (e, c, m) -> Radial.fromConfig(e, c);
    private static final Models.Factory SYLVESTER = (e, c, m) -> Sylvester.fromConfig(e, c);

    static final List<Entry> ALL = List.of(
            entry("planar", PLANAR, (e, d) -> new Planar(e, 3, 1, d)),
            entry("planar", "of one feature", PLANAR, (e, d) -> new Planar(e, 1, 2, d)),
            entry("radial", RADIAL, (e, d) -> new Radial(e, 3, 3, d)),
            entry("radial", "of one feature", RADIAL, (e, d) -> new Radial(e, 1, 4, d)),
            entry("sylvester", SYLVESTER, (e, d) -> new Sylvester(e, 3, 2, 2, 5, d)),
            entry("sylvester", "of all directions", SYLVESTER, (e, d) -> new Sylvester(e, 2, 2, 1, 6, d)),
            entry("sylvester", "of one direction", SYLVESTER, (e, d) -> new Sylvester(e, 2, 1, 2, 7, d)));
}
