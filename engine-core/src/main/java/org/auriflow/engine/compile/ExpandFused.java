package org.auriflow.engine.compile;

import java.util.List;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.spi.Backend;

/** Replaces a fused operation that the backend has no kernel for by its decomposition. */
final class ExpandFused implements Pass {
    @Override
    public String name() {
        return "expand";
    }

    @Override
    public Tensor rewrite(Tensor node, Backend backend) {
        if (node.op() instanceof Fused f && !backend.hasKernel(f)) {
            // The decomposition may itself hold fused operations.
            return Pass.run(this, List.of(f.body().build(node.inputs())), backend)
                    .get(0);
        }
        return node;
    }
}
