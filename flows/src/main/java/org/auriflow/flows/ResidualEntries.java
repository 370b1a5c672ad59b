package org.auriflow.flows;

import static org.auriflow.flows.Flows.Entry.entry;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Engine;
import org.auriflow.flows.Flows.Entry;
import org.auriflow.flows.transform.Planar;
import org.auriflow.flows.transform.Radial;
import org.auriflow.flows.transform.Sylvester;
import org.auriflow.nn.Activation;
import org.auriflow.nn.Mlp;
import org.auriflow.nn.Models;

/** Rows plus a small function of them. */
final class ResidualEntries {
    private ResidualEntries() {}

    private static final Models.Factory PLANAR = Planar::fromConfig;
    private static final Models.Factory RADIAL = Radial::fromConfig;
    private static final Models.Factory SYLVESTER = Sylvester::fromConfig;

    static final List<Entry> ALL = List.of(
            entry("planar", PLANAR, (e, d) -> new Planar(e, 3, 1, d)),
            entry("planar", "of one feature", PLANAR, (e, d) -> new Planar(e, 1, 2, d)),
            entry("planar", "with context", PLANAR, (e, d) -> {
                Planar shared = new Planar(e, 2, 8, d);
                return shared.with(network(e, d, shared.size()), 2);
            }),
            entry("radial", RADIAL, (e, d) -> new Radial(e, 3, 3, d)),
            entry("radial", "of one feature", RADIAL, (e, d) -> new Radial(e, 1, 4, d)),
            entry("radial", "with context", RADIAL, (e, d) -> {
                Radial shared = new Radial(e, 2, 9, d);
                return shared.with(network(e, d, shared.size()), 2);
            }),
            entry("sylvester", SYLVESTER, (e, d) -> new Sylvester(e, 3, 2, 2, 5, d)),
            entry("sylvester", "with context", SYLVESTER, (e, d) -> {
                Sylvester shared = new Sylvester(e, 2, 2, 2, 10, d);
                return shared.with(network(e, d, shared.size()), 2);
            }),
            entry("sylvester", "of all directions", SYLVESTER, (e, d) -> new Sylvester(e, 2, 2, 1, 6, d)),
            entry("sylvester", "of one direction", SYLVESTER, (e, d) -> new Sylvester(e, 2, 1, 2, 7, d)));

    /** Small, of a context of 2. */
    private static Mlp network(Engine engine, DType dtype, int outputs) {
        return Mlp.builder(engine)
                .inputs(2)
                .hidden(4)
                .outputs(outputs)
                .activation(Activation.TANH)
                .dtype(dtype)
                .seed(11)
                .build();
    }
}
