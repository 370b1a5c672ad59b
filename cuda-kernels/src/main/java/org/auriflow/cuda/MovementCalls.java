package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.Shape;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.View;
import org.auriflow.engine.spi.Plan;

/**
 * Launches of {@code movement.cu}: views, reshapes, padding and concatenation. Axes along which a movement walks on evenly are
 * joined first; what is then one run is a plain copy.
 */
final class MovementCalls {
    private static final String FAMILY = "movement";

    /** Elements of a block: four for each of its threads, and those of a tile. */
    private static final int BLOCK = 1024;

    private static final int THREADS = 256;
    private static final int MOST_AXES = Shape.MAX_RANK;

    private MovementCalls() {}

    /** An axis of the result: its extent and the step along it in the input. */
    private record Axis(int extent, int stride) {}

    /** An axis of a padded result. */
    private record PaddedAxis(int extent, int low, int step, int count, int stride) {
        /** Whether this is an axis without zeros. */
        boolean isPlain() {
            return low == 0 && step == 1 && count == extent;
        }
    }

    /** The call for a movement, or null if the operation is none. */
    static Call of(Plan.Step s, Kernels kernels) {
        if (s.op() instanceof View v) {
            return s.type().size() == 0 ? new Copy(s, 0) : view(s, v, kernels);
        }
        if (s.op() instanceof Movement.Reshape) {
            return new Copy(s, 0);
        }
        if (s.op() instanceof Movement.Pad p) {
            return pad(s, p, kernels);
        }
        return s.op() instanceof Movement.Concatenate c ? concatenate(s, c, kernels) : null;
    }

    private static Call view(Plan.Step s, View v, Kernels kernels) {
        Shape from = s.inputs().get(0).type().shape();
        Shape to = s.type().shape();
        int offset = v.offset(from);
        List<Axis> axes = joined(to, v.strides(from, to));
        if (axes.size() == 1 && axes.get(0).stride == 1) {
            return new Copy(s, (long) offset * s.type().dtype().bytes());
        }
        int column = axes.size() - 1;
        int row = contiguous(axes);
        if (row >= 0 && row < column && axes.get(row).extent * (long) axes.get(column).extent >= BLOCK) {
            return transpose(s, offset, axes, row, kernels);
        }
        int pack = 16 / s.type().dtype().bytes();
        boolean packs = row == column && offset % pack == 0 && axes.get(column).extent % pack == 0;
        for (int i = 0; packs && i < column; i++) {
            packs = axes.get(i).stride % pack == 0;
        }
        int each = packs ? pack : 1;
        int n = s.type().size() / each;
        return new SingleLaunch(
                s, kernel(s, packs ? "copy_packs" : "copy", kernels), grid(n), false, n, walk(offset, axes, each));
    }

    /** The axes of a result without those of one element, neighbours joined where the input continues evenly; at least one. */
    private static List<Axis> joined(Shape to, int[] strides) {
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < to.rank(); i++) {
            int e = to.extent(i);
            int last = axes.size() - 1;
            if (e == 1) {
                continue;
            }
            if (last >= 0 && axes.get(last).stride == (long) strides[i] * e) {
                axes.set(last, new Axis(axes.get(last).extent * e, strides[i]));
            } else {
                axes.add(new Axis(e, strides[i]));
            }
        }
        return axes.isEmpty() ? List.of(new Axis(1, 1)) : axes;
    }

    /** Which axis is contiguous in the input, or −1. */
    private static int contiguous(List<Axis> axes) {
        for (int i = axes.size() - 1; i >= 0; i--) {
            if (axes.get(i).stride == 1) {
                return i;
            }
        }
        return -1;
    }

    /** Transposes the last axis of the result and the one that is contiguous in the input; the others count matrices. */
    private static Call transpose(Plan.Step s, int offset, List<Axis> axes, int row, Kernels kernels) {
        List<Axis> from = new ArrayList<>();
        List<Axis> to = new ArrayList<>();
        int step = 1;
        int toRow = 0;
        int matrices = 1;
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis a = axes.get(i);
            if (i == row) {
                toRow = step;
            } else if (i < axes.size() - 1) {
                from.add(0, a);
                to.add(0, new Axis(a.extent, step));
                matrices *= a.extent;
            }
            step *= a.extent;
        }
        Axis none = new Axis(1, 0);
        if (from.isEmpty()) {
            from.add(none);
            to.add(none);
        }
        int height = axes.get(row).extent;
        Axis last = axes.get(axes.size() - 1);
        int logRows = height < 32 ? logFrom(height) : last.extent < 32 ? 10 - logFrom(last.extent) : 5;
        int logColumns = 10 - logRows;
        int down = Grid.blocks(height, 1 << logRows);
        int across = Grid.blocks(last.extent, 1 << logColumns);
        return new SingleLaunch(
                s,
                kernel(s, "transpose", kernels),
                Grid.of(matrices * down * across, THREADS),
                false,
                height,
                last.extent,
                toRow,
                last.stride,
                logRows,
                logColumns,
                divisor(down),
                divisor(across),
                walk(offset, from, 1),
                walk(0, to, 1));
    }

    private static Call pad(Plan.Step s, Movement.Pad p, Kernels kernels) {
        Shape from = s.inputs().get(0).type().shape();
        if (from.size() == 0) {
            return new Zeros(s);
        }
        Shape to = s.type().shape();
        List<PaddedAxis> axes = new ArrayList<>();
        int[] strides = from.strides();
        for (int i = 0; i < to.rank(); i++) {
            PaddedAxis a =
                    new PaddedAxis(to.extent(i), p.low().get(i), p.interior().get(i) + 1, from.extent(i), strides[i]);
            int last = axes.size() - 1;
            PaddedAxis outer = last < 0 ? null : axes.get(last);
            if (a.extent == 1) {
                continue;
            }
            if (outer != null && a.isPlain() && outer.step == 1) {
                int e = a.extent;
                axes.set(last, new PaddedAxis(outer.extent * e, outer.low * e, 1, outer.count * e, a.stride));
            } else {
                axes.add(a);
            }
        }
        if (axes.isEmpty()) {
            return new Copy(s, 0);
        }
        int pack = 16 / s.type().dtype().bytes();
        PaddedAxis inner = axes.get(axes.size() - 1);
        boolean packs = inner.step == 1
                && inner.extent % pack == 0
                && inner.low % pack == 0
                && inner.count % pack == 0
                && axes.size() <= MOST_AXES;
        int each = packs ? pack : 1;
        int n = s.type().size() / each;
        Kernel k = kernel(s, packs ? "pad_packs" : "pad", kernels);
        return new SingleLaunch(s, k, grid(n), false, n, padding(axes, each));
    }

    private static Call concatenate(Plan.Step s, Movement.Concatenate c, Kernels kernels) {
        int pack = 16 / s.type().dtype().bytes();
        Shape to = s.type().shape();
        int inner = to.range(c.axis() + 1, to.rank()).size();
        int pitch = to.extent(c.axis()) * inner;
        List<Part> parts = new ArrayList<>();
        int offset = 0;
        for (Plan.Operand o : s.inputs()) {
            int width = o.type().shape().extent(c.axis()) * inner;
            boolean packs = width % pack == 0 && pitch % pack == 0 && offset % pack == 0;
            int each = packs ? pack : 1;
            int n = o.type().size() / each;
            if (n > 0) {
                Kernel k = kernel(s, packs ? "copy_rows_packs" : "copy_rows", kernels);
                Object[] sizes = {n, divisor(width / each), pitch / each, offset / each};
                parts.add(new Part(k, grid(n), o.memory(), sizes));
            }
            offset += width;
        }
        return new Concatenation(parts, s.output());
    }

    /** int32 values move as float32 do. */
    private static Kernel kernel(Plan.Step s, String name, Kernels kernels) {
        DType type = s.type().dtype();
        return kernels.get(FAMILY, type == DType.INT32 ? DType.FLOAT32 : type, name);
    }

    private static Grid grid(int n) {
        return Grid.of(Math.max(1, Grid.blocks(n, BLOCK)), THREADS);
    }

    /** The struct {@code Walk}, with elements taken several at a time. */
    private static int[] walk(int offset, List<Axis> axes, int each) {
        int[] w = new int[2 + 4 * MOST_AXES];
        w[0] = axes.size();
        w[1] = offset / each;
        for (int i = 0; i < axes.size(); i++) {
            boolean inner = i == axes.size() - 1;
            Axis a = axes.get(i);
            System.arraycopy(divisor(inner ? a.extent / each : a.extent), 0, w, 2 + 4 * i, 3);
            w[2 + 4 * i + 3] = inner ? a.stride : a.stride / each;
        }
        return w;
    }

    /** The struct {@code Padding}, with elements taken several at a time. */
    private static int[] padding(List<PaddedAxis> axes, int each) {
        int[] w = new int[1 + 9 * MOST_AXES];
        w[0] = axes.size();
        for (int i = 0; i < axes.size(); i++) {
            boolean inner = i == axes.size() - 1;
            int by = inner ? each : 1;
            PaddedAxis a = axes.get(i);
            int at = 1 + 9 * i;
            System.arraycopy(divisor(a.extent / by), 0, w, at, 3);
            w[at + 3] = a.low / by;
            System.arraycopy(divisor(a.step), 0, w, at + 4, 3);
            w[at + 7] = a.count / by;
            w[at + 8] = inner ? a.stride : a.stride / each;
        }
        return w;
    }

    /** The struct {@code Divisor} of divisor.cuh: n/d is ((n·multiplier ≫ 32) + n) ≫ shift. */
    static int[] divisor(int d) {
        int shift = logFrom(d);
        long multiplier = (((1L << shift) - d) << 32) / d + 1;
        return new int[] {d, (int) multiplier, shift};
    }

    /** The smallest exponent of a power of two that is no smaller. */
    private static int logFrom(int n) {
        return n <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(n - 1);
    }

    /** One run of memory. */
    private record Copy(int input, long offset, int output, long bytes) implements Call {
        Copy(Plan.Step s, long offset) {
            this(s.inputs().get(0).memory(), offset, s.output(), s.type().bytes());
        }

        @Override
        public String name() {
            return "copy of memory";
        }

        @Override
        public void launch(Launches to) {
            long x = to.address(input) + offset;
            if (bytes > 0 && x != to.address(output)) {
                to.copy(to.address(output), x, bytes);
            }
        }
    }

    private record Zeros(int output, long bytes) implements Call {
        Zeros(Plan.Step s) {
            this(s.output(), s.type().bytes());
        }

        @Override
        public String name() {
            return "zeros";
        }

        @Override
        public void launch(Launches to) {
            if (bytes > 0) {
                to.clear(to.address(output), bytes);
            }
        }
    }

    /** One operand of a concatenation. */
    private record Part(Kernel kernel, Grid grid, int input, Object[] sizes) {}

    private record Concatenation(List<Part> parts, int output) implements Call {
        @Override
        public String name() {
            return "concatenate of " + parts.size();
        }

        @Override
        public void launch(Launches to) {
            for (Part p : parts) {
                Object[] all = ReductionCalls.with(p.sizes, to.address(p.input), to.address(output));
                to.kernel(p.kernel, p.grid, all);
            }
        }
    }
}
