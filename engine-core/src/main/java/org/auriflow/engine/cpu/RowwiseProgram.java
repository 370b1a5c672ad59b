package org.auriflow.engine.cpu;

import java.lang.invoke.MethodHandle;
import java.util.Arrays;
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

    /** The same in loops that keep values in registers, or null. */
    private final Segments.Program segments;

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
            this.segments = key.family == KernelFamily.SIMD && key.dtype == DType.FLOAT32
                    ? Segments.of(plan, Vectorization.kernels(), inputs, outputs)
                    : null;
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
        return segments == null ? inputs : segments.inputs();
    }

    /** Buffer of each component of the result. */
    int[] outputs() {
        return segments == null ? outputs : segments.outputs();
    }

    /** Loops that a block goes through. */
    int loops() {
        return segments == null ? loops.length : segments.parts().size();
    }

    /** The program with arrays of its own, for one thread. */
    Block open() {
        return segments == null ? new LoopBlock() : new SegmentBlock();
    }

    /** The values of one block of rows. */
    abstract static class Block {
        /** The array of a buffer. */
        abstract Object array(int buffer);

        /** Computes the first rows. */
        abstract void run(int rows);
    }

    /** A block that goes through one loop after the other. */
    private final class LoopBlock extends Block {
        private final Object[] buffers;
        private final Object[][] operands;
        private final int[][] strides;
        private final Object[] results;

        private LoopBlock() {
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

        @Override
        Object array(int buffer) {
            return buffers[buffer];
        }

        @Override
        void run(int rows) {
            for (int i = 0; i < loops.length; i++) {
                loops[i].run(operands[i], BEGIN, strides[i], results[i], 0, rows);
            }
        }
    }

    /** A block that goes through segments. Rows are rounded up to whole vectors: arrays are as long as a block. */
    private final class SegmentBlock extends Block {
        private final Object[] buffers = new Object[segments.buffers()];
        private final Object[][] operands = new Object[segments.parts().size()][];
        private final int[] ones = new int[Scratch.OPERANDS];

        private SegmentBlock() {
            Arrays.fill(ones, 1);
            for (int k = 0; k < buffers.length; k++) {
                float[] all = new float[BLOCK];
                Arrays.fill(all, segments.constants().getOrDefault(k, 0f));
                buffers[k] = all;
            }
            for (int k = 0; k < operands.length; k++) {
                int[] in = segments.parts().get(k).inputs();
                operands[k] = in == null
                        ? null
                        : Arrays.stream(in).mapToObj(b -> buffers[b]).toArray();
            }
        }

        @Override
        Object array(int buffer) {
            return buffers[buffer];
        }

        @Override
        void run(int rows) {
            int lanes = Vectorization.kernels().bits() / Float.SIZE;
            int n = (rows + lanes - 1) / lanes * lanes;
            List<Segments.Part> parts = segments.parts();
            for (int k = 0; k < operands.length; k++) {
                Segments.Part p = parts.get(k);
                if (p.fused() == null) {
                    p.loop().run(operands[k], BEGIN, ones, buffers[p.output()], 0, n);
                } else {
                    run(p.fused(), n);
                }
            }
        }

        private void run(MethodHandle loop, int n) {
            try {
                loop.invokeExact(buffers, n);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("a loop throws no checked exception", e);
            }
        }
    }
}
