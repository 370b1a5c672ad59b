package org.auriflow.cuda;

import org.auriflow.engine.DType;
import org.auriflow.engine.spi.Plan;

/**
 * Softmax and logsumexp of few rows with very many elements, such as the weights of all samples: the axis is divided into parts,
 * in a launch for the peaks, one for the sums of exponentials and one for the result.
 */
final class LongAxisCall implements Call {
    /** Blocks that fill any device. */
    private static final int BLOCKS = 2048;

    /** Steps of a thread that are worth it. */
    private static final int LEAST_STEPS = 16;

    private final String name;
    private final ReductionCalls peaks;
    private final Kernel sums;
    private final Grid sumsGrid;
    private final Object[] sumsSizes;
    private final Kernel finish;
    private final Grid finishGrid;
    private final Object[] finishSizes;
    private final boolean keepsPeaks;
    private final long peaksAt;
    private final long partialsAt;
    private final int input;
    private final int output;

    /**
     * A call.
     *
     * @param axis of the operand
     * @param outer extent of the axes before
     * @param inner extent of the axes after
     * @param logarithm for softmax whether its logarithm is meant; null for logsumexp
     */
    LongAxisCall(Plan.Step s, int axis, int outer, int n, int inner, Boolean logarithm, Kernels kernels) {
        DType type = s.type().dtype();
        int results = outer * inner;
        int width = inner == 1 ? 1 : Math.min(32, ReductionCalls.powerOfTwoFrom(results));
        int tiles = Grid.blocks(results, width);
        int most = Math.min(n / (256 / width * LEAST_STEPS), Grid.blocks(BLOCKS, tiles));
        int chunk = Grid.blocks(n, Math.max(1, most));
        int parts = Grid.blocks(n, chunk);
        this.name = logarithm == null ? "logsumexp in parts" : "softmax in parts";
        this.peaks = ReductionCalls.ofMaximum(s, axis, kernels);
        this.sums = kernels.get("logsumexp", type, "exponential_sums");
        this.sumsGrid = Grid.of(tiles * parts, 256);
        this.sumsSizes = new Object[] {results, n, inner, parts, chunk, tiles, width};
        this.keepsPeaks = logarithm != null;
        if (keepsPeaks) {
            this.finish = kernels.get("softmax", type, "softmax_parts");
            this.finishGrid = Grid.of(results * parts, 256);
            this.finishSizes = new Object[] {n, parts, chunk, logarithm ? 1 : 0};
        } else {
            int lanes = Math.min(32, ReductionCalls.powerOfTwoFrom(parts));
            this.finish = kernels.get("logsumexp", type, "logsumexp_finish");
            this.finishGrid = Grid.covering((long) results * lanes, 128);
            this.finishSizes = new Object[] {results, parts, inner, lanes};
        }
        this.peaksAt = aligned((long) results * parts * Double.BYTES);
        this.partialsAt = peaksAt + aligned((long) results * type.bytes());
        this.input = s.inputs().get(0).memory();
        this.output = s.output();
    }

    private static long aligned(long bytes) {
        return (bytes + 255) / 256 * 256;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long scratch() {
        return partialsAt + peaks.scratch();
    }

    @Override
    public void launch(Launches to) {
        long x = to.address(input);
        long y = to.address(output);
        long partials = to.scratch();
        long largest = keepsPeaks ? partials + peaksAt : y;
        peaks.launch(to, x, largest, partials + partialsAt);
        to.kernel(sums, sumsGrid, ReductionCalls.with(sumsSizes, x, largest, partials));
        to.kernel(
                finish,
                finishGrid,
                keepsPeaks
                        ? ReductionCalls.with(finishSizes, largest, partials, x, y)
                        : ReductionCalls.with(finishSizes, partials, y));
    }
}
