package org.auriflow.engine.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.spi.Backend;

/** The passes, in order. Dead code needs none: only what the roots depend on is ever visited. */
public final class Pipeline {
    private static final List<Pass> PASSES = List.of(
            new ExpandFused(),
            new MergeCommon(),
            new TakeSlices(),
            new FoldConstants(),
            new Simplify(),
            new MergeCommon());

    private Pipeline() {}

    /** Names of the passes that can be switched off. */
    public static Set<String> optional() {
        return Set.of("merge", "slices", "fold", "simplify");
    }

    /** Runs all passes but those named in {@code off}. */
    public static List<Tensor> run(List<Tensor> roots, Backend backend, Set<String> off) {
        List<Tensor> now = new ArrayList<>(roots);
        for (Pass p : PASSES) {
            if (!off.contains(p.name())) {
                now = Pass.run(p, now, backend);
            }
        }
        return now;
    }
}
