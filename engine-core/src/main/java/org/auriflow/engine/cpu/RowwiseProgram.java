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
import org.auriflow.engine.op.Movement;
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

    /** All operands begin at 0. */
    private static final int[] BEGIN = new int[Scratch.OPERANDS];

    private record Key(Fused op, DType dtype, KernelFamily family) {}

    private final Plan plan;
    private final Loop[] loops;
    private final int[] inputs;
    private final int[] outputs;

    private RowwiseProgram(Key key) {
        Rowwise body = (Rowwise) key.op.body();
        try (CpuBackend backend = new CpuBackend(1, key.family)) {
            List<Tensor> roots = Pipeline.run(body.placeholders(key.dtype, BLOCK), backend, Set.of());
            Planner planner = new Planner(roots, List.of(), backend);
            this.plan = planner.plan();
            this.loops = plan.steps().stream().map(s -> loop(s, key)).toArray(Loop[]::new);
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

    private static Loop loop(Plan.Step s, Key key) {
        if (s.op() instanceof Movement.Reshape) {
            return (in, offset, stride, out, at, n) -> System.arraycopy(in[0], 0, out, at, n);
        }
        if (!s.op().isPointwise()) {
            throw new IllegalArgumentException(
                    key.op.name() + ": a row-wise function must be of pointwise operations, got " + s.op().name()
                            + "; compute across rows outside");
        }
        return key.family.loop(s);
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

    /** The program with arrays of its own, for one thread. */
    Block open() {
        return new Block();
    }

    /** The values of one block of rows. */
    final class Block {
        private final Object[] buffers;
        private final Object[][] operands;
        private final int[][] strides;
        private final Object[] results;

        private Block() {
            int n = loops.length;
            this.buffers = plan.memory().stream()
                    .map(m -> m.constant() != null ? m.constant() : Storage.allocate(m.dtype(), m.size()))
                    .map(s -> new CpuBuffer(s).array())
                    .toArray();
            this.operands = new Object[n][];
            this.strides = new int[n][];
            this.results = new Object[n];
            for (int i = 0; i < n; i++) {
                Plan.Step s = plan.steps().get(i);
                operands[i] = s.inputs().stream().map(o -> buffers[o.memory()]).toArray();
                strides[i] =
                        s.inputs().stream().mapToInt(o -> o.strides().get(0)).toArray();
                results[i] = buffers[s.output()];
            }
        }

        /** The array of a buffer. */
        Object array(int buffer) {
            return buffers[buffer];
        }

        /** Computes the first rows. */
        void run(int rows) {
            for (int i = 0; i < loops.length; i++) {
                loops[i].run(operands[i], BEGIN, strides[i], results[i], 0, rows);
            }
        }
    }
}
