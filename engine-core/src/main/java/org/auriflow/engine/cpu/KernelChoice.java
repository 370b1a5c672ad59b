package org.auriflow.engine.cpu;

import org.auriflow.engine.DType;
import org.auriflow.engine.op.ArgSort;
import org.auriflow.engine.op.Cholesky;
import org.auriflow.engine.op.Decomposition;
import org.auriflow.engine.op.Determinant;
import org.auriflow.engine.op.Draw;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Lu;
import org.auriflow.engine.op.MatMul;
import org.auriflow.engine.op.Normalisation;
import org.auriflow.engine.op.Rowwise;
import org.auriflow.engine.op.Solve;
import org.auriflow.engine.op.TriangularSolve;
import org.auriflow.engine.spi.Plan;

/** Which kernel of a family runs a step; the choice depends on the operation, dtypes and shapes only. */
final class KernelChoice {
    /**
     * Elements up to which plain loops serve, with the same bits. The JIT compiles vector loops after some thousand calls, which
     * until then take fifty times as long; plain loops of a few elements it compiles at once.
     */
    private static final int FEW = 256;

    private KernelChoice() {}

    /** Whether a fused operation has a kernel of its own. */
    static boolean has(Fused f) {
        return f.body() instanceof Rowwise
                || f.equals(Normalisation.SOFTMAX)
                || f.equals(Normalisation.LOG_SOFTMAX)
                || isLayerNorm(f);
    }

    static boolean isLayerNorm(Fused f) {
        return f.name().equals("layernorm") && f.key() instanceof Double;
    }

    static Kernel of(Plan.Step s, KernelFamily family) {
        Kernel k = general(s, family);
        if (k == null && !s.inputs().isEmpty()) {
            DType in = s.inputs().get(0).type().dtype();
            k = in == DType.FLOAT32
                    ? FloatKernels.of(s, family)
                    : in == DType.FLOAT64 ? DoubleKernels.of(s, family) : null;
        }
        return k == null ? new ReferenceKernel(s) : k;
    }

    private static Kernel general(Plan.Step s, KernelFamily family) {
        if (s.op().isPointwise()) {
            Loop loop = (s.type().size() <= FEW ? KernelFamily.PLAIN : family).loop(s);
            return loop == null ? null : new PointwiseKernel(s, loop);
        } else if (s.op() instanceof MatMul m) {
            return new MatMulKernel(s, m, s.inputs().get(1).type(), null, family);
        } else if (s.op() instanceof Packing.PackedProduct p) {
            return new MatMulKernel(s, p.op(), p.right(), p, family);
        } else if (s.op() instanceof Packing.Pack p) {
            return new PackKernel(s, p);
        } else if (s.op() instanceof Partials.Total) {
            return new TotalKernel(s, family);
        } else if (s.op() instanceof Draw draw) {
            return new DrawKernel(s, draw, family);
        } else if (s.op() instanceof ArgSort op) {
            return new ArgSortKernel(s, op);
        } else if (s.op() instanceof Cholesky) {
            return new CholeskyKernel(s);
        } else if (s.op() instanceof Lu) {
            return new LuKernel(s);
        } else if (s.op() instanceof Decomposition d) {
            return new DecompositionKernel(s, d);
        } else if (s.op() instanceof TriangularSolve t) {
            return SystemKernel.of(s, t);
        } else if (s.op() instanceof Solve solve) {
            return SystemKernel.of(s, solve);
        } else if (s.op() instanceof Determinant d) {
            return new DeterminantKernel(s, d);
        }
        return CopyKernel.of(s);
    }
}
