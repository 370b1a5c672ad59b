package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Fused;
import org.auriflow.engine.op.Normalisation;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code softmax.cu}, {@code layernorm.cu} and {@code logsumexp.cu}: operations over one axis that read it more than
 * once. A short row is held by lanes of one warp, a long one by a block.
 */
final class NormalisationCalls {
    /** Elements that a lane of a warp holds in registers at most: 32 unrolled exponentials are slower than a block. */
    private static final int EACH_OF_SOFTMAX = 8;

    private static final int EACH_OF_LAYERNORM = 32;

    /** Shared memory that every device gives a block. */
    private static final int SHARED_BYTES = 48 << 10;

    /** Of it, what kernels use for other things. */
    private static final int RESERVED_BYTES = 1 << 10;

    private static final int LONG_ROW = 8192;
    private static final int MANY_ROWS = 128;
    private static final int LONG_COLUMN = 512;
    private static final int MANY_COLUMNS = 1 << 14;

    private NormalisationCalls() {}

    /** Whether a fused operation has a kernel here. */
    static boolean has(Fused f) {
        return f.equals(Normalisation.SOFTMAX)
                || f.equals(Normalisation.LOG_SOFTMAX)
                || isLayerNorm(f)
                || isLogSumExp(f);
    }

    private static boolean isLayerNorm(Fused f) {
        return f.name().equals("layernorm") && f.key() instanceof Double;
    }

    private static boolean isLogSumExp(Fused f) {
        return f.name().equals("logsumexp") && f.key() instanceof Integer;
    }

    /** The call for an operation over rows, or null if there is none. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (!(s.op() instanceof Fused f) || !has(f)) {
            return null;
        }
        DType type = s.type().dtype();
        if (isLogSumExp(f)) {
            return logSumExp(s, (int) f.key(), type, kernels);
        }
        int n = s.type().shape().extent(-1);
        int rows = n == 0 ? 0 : s.type().size() / n;
        boolean logarithm = f.equals(Normalisation.LOG_SOFTMAX);
        if (!isLayerNorm(f) && isLong(rows, n)) {
            return new LongAxisCall(s, s.type().shape().rank() - 1, rows, n, 1, logarithm, kernels);
        }
        Object parameter = isLayerNorm(f) ? f.key() : (Object) (logarithm ? 1 : 0);
        return isLayerNorm(f)
                ? rows(s, "layernorm", EACH_OF_LAYERNORM, rows, n, parameter, kernels)
                : rows(s, "softmax", EACH_OF_SOFTMAX, rows, n, parameter, kernels);
    }

    private static Call rows(Plan.Step s, String family, int most, int rows, int n, Object parameter, Kernels kernels) {
        DType type = s.type().dtype();
        if (n <= most * 32) {
            int each = n <= 4 * 32 ? 4 : n <= 8 * 32 ? 8 : most;
            int lanes = ReductionCalls.powerOfTwoFrom((n + each - 1) / each);
            return new SingleLaunch(
                    s,
                    kernels.get(family, type, family + "_" + each),
                    Grid.covering((long) rows * lanes, 128),
                    false,
                    rows,
                    n,
                    lanes,
                    parameter);
        }
        long bytes = (long) n * type.bytes();
        boolean fits = bytes <= SHARED_BYTES - RESERVED_BYTES;
        Grid grid = new Grid(rows, 1, 1, threads(n), fits ? (int) bytes : 0);
        return new SingleLaunch(
                s, kernels.get(family, type, family + "_block"), grid, false, n, fits ? 1 : 0, parameter);
    }

    private static Call logSumExp(Plan.Step s, int axis, DType type, Kernels kernels) {
        Shape shape = s.inputs().get(0).type().shape();
        int results = s.type().size();
        int n = shape.extent(axis);
        int inner = shape.range(axis + 1, shape.rank()).size();
        boolean parts = inner == 1 ? isLong(results, n) : n >= LONG_COLUMN && results > 0 && results < MANY_COLUMNS;
        if (parts) {
            return new LongAxisCall(s, axis, results / inner, n, inner, null, kernels);
        }
        if (inner > 1) {
            Kernel k = kernels.get("logsumexp", type, "logsumexp_columns");
            return new SingleLaunch(s, k, Grid.covering(results, 128), false, results, n, inner);
        }
        if (n <= 1024) {
            int lanes = Math.min(32, ReductionCalls.powerOfTwoFrom((n + 3) / 4));
            Kernel k = kernels.get("logsumexp", type, "logsumexp_rows");
            return new SingleLaunch(s, k, Grid.covering((long) results * lanes, 128), false, results, n, lanes);
        }
        Kernel k = kernels.get("logsumexp", type, "logsumexp_block");
        return new SingleLaunch(s, k, Grid.of(results, 256), false, n);
    }

    /** Whether one block per row would leave most of a device idle for long. */
    private static boolean isLong(int rows, int n) {
        return n > LONG_ROW && rows > 0 && rows < MANY_ROWS;
    }

    private static int threads(int n) {
        return n <= 1024 ? 128 : n <= 4096 ? 256 : n <= 8192 ? 512 : 1024;
    }
}
