package org.auriflow.engine.cpu;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.auriflow.engine.DType;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.compile.Pipeline;
import org.auriflow.engine.compile.Planner;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.spi.Plan;

/**
 * A {@link Rowwise} operation as pointwise loops over a block of rows, each component an array of its own: hundreds of loops
 * whose operands stay in the cache.
 */
final class RowwiseProgram {
    /** Rows of a block: with fewer, calls cost more than loops; with more, values leave the first-level cache. */
    static final int BLOCK = 256;

    /** A program holds no data but constants, so that all engines share it. */
    private static final Map<Key, RowwiseProgram> KNOWN = new ConcurrentHashMap<>();

    private record Key(Fused op, DType dtype, KernelFamily family) {}

    private final Plan plan;
    private final Kernel[] kernels;
    private final int[] inputs;
    private final int[] outputs;

    private RowwiseProgram(Key key) {
        Rowwise body = (Rowwise) key.op.body();
        try (CpuBackend backend = new CpuBackend(1, key.family)) {
            List<Tensor> roots = Pipeline.run(body.placeholders(key.dtype, BLOCK), backend, Set.of());
            Planner planner = new Planner(roots, List.of(), backend);
            this.plan = planner.plan();
            this.kernels = plan.steps().stream()
                    .map(s -> KernelChoice.of(s, key.family))
                    .toArray(Kernel[]::new);
            this.outputs = roots.stream().mapToInt(planner::memoryOf).toArray();
            int components =
                    body.widths().stream().mapToInt(w -> Math.max(w, 1)).sum();
            this.inputs = new int[components];
            for (int k = 0; k < components; k++) {
                // −1 for a component that does not matter.
                inputs[k] = planner.inputs().getOrDefault(Integer.toString(k), -1);
            }
        }
    }

    /** The program of an operation. */
    static RowwiseProgram of(Fused op, DType dtype, KernelFamily family) {
        Key key = new Key(op, dtype, family);
        RowwiseProgram known = KNOWN.get(key);
        return known != null ? known : KNOWN.computeIfAbsent(key, RowwiseProgram::new);
    }

    /** Buffer of each component of each input, −1 where it is not needed. */
    int[] inputs() {
        return inputs;
    }

    /** Buffer of each component of the result. */
    int[] outputs() {
        return outputs;
    }

    /** Arrays for all buffers, for one thread. */
    Object[] allocate() {
        return plan.memory().stream()
                .map(m -> m.constant() != null ? m.constant() : Storage.allocate(m.dtype(), m.size()))
                .map(s -> new CpuBuffer(s).array())
                .toArray();
    }

    /** Computes the first rows of a block. */
    void run(Object[] buffers, int rows, Scratch scratch) {
        for (Kernel k : kernels) {
            k.run(buffers, 0, rows, scratch);
        }
    }
}
