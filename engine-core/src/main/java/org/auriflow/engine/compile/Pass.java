package org.auriflow.engine.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Graph;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.spi.Backend;

/** A rewriting of the graph, bottom up, that changes no result. */
public interface Pass {
    /** Name in reports. */
    String name();

    /**
     * The replacement of one node.
     *
     * @param node a node whose inputs have been rewritten already
     */
    Tensor rewrite(Tensor node, Backend backend);

    /** The pass with fresh state for one compilation. */
    default Pass fresh() {
        return this;
    }

    /** Applies the pass to everything the roots depend on. */
    static List<Tensor> run(Pass pass, List<Tensor> roots, Backend backend) {
        Pass p = pass.fresh();
        Map<Tensor, Tensor> mapped = new HashMap<>();
        for (Tensor t : Graph.order(roots)) {
            Tensor[] in = new Tensor[t.inputs().size()];
            boolean same = true;
            for (int k = 0; k < in.length; k++) {
                in[k] = mapped.get(t.inputs().get(k));
                same &= in[k] == t.inputs().get(k);
            }
            mapped.put(t, p.rewrite(same ? t : Tensor.apply(t.op(), in), backend));
        }
        List<Tensor> result = new ArrayList<>();
        roots.forEach(r -> result.add(mapped.get(r)));
        return result;
    }
}
