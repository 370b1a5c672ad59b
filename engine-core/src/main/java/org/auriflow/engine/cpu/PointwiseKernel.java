package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.spi.Plan;

/**
 * A pointwise operation with broadcast operands: neighbouring axes merge as far as all operands allow, a loop runs along
 * the last merged axis and an odometer over the others.
 */
final class PointwiseKernel implements Kernel {
    /** Elements of a row up to which several are taken together. */
    private static final int SHORT = 48;

    /** Elements of operands that are laid out at a time. */
    private static final int LAID_OUT = 1024;

    private final String name;
    private final Loop loop;
    private final int[] inputs;
    private final int output;
    private final int[] extents;
    private final int[][] strides;
    private final int inner;
    private final int rows;

    PointwiseKernel(Plan.Step step, Loop loop) {
        this.name = step.op().name();
        this.loop = loop;
        int arity = step.inputs().size();
        this.inputs = step.inputs().stream().mapToInt(Plan.Operand::memory).toArray();
        this.output = step.output();
        List<int[]> axes = merged(step);
        this.extents = axes.stream().mapToInt(a -> a[0]).toArray();
        this.strides = new int[arity][];
        for (int k = 0; k < arity; k++) {
            int operand = k;
            strides[k] = axes.stream().mapToInt(a -> a[operand + 1]).toArray();
        }
        this.inner = extents[extents.length - 1];
        this.rows = extents.length == 1 ? inner : step.type().size() / Math.max(inner, 1);
    }

    /** Axes of extent above 1 as {extent, stride of each operand}, merged where every operand walks on evenly. */
    private static List<int[]> merged(Plan.Step step) {
        int arity = step.inputs().size();
        List<int[]> axes = new ArrayList<>();
        for (int i = 0; i < step.type().shape().rank(); i++) {
            int e = step.type().shape().extent(i);
            if (e == 1) {
                continue;
            }
            int[] axis = new int[arity + 1];
            axis[0] = e;
            int[] last = axes.isEmpty() ? null : axes.get(axes.size() - 1);
            boolean joins = last != null;
            for (int k = 0; k < arity; k++) {
                axis[k + 1] = step.inputs().get(k).strides().get(i);
                joins &= last != null && last[k + 1] == axis[k + 1] * e;
            }
            if (joins) {
                axis[0] *= last[0];
                axes.set(axes.size() - 1, axis);
            } else {
                axes.add(axis);
            }
        }
        if (axes.isEmpty()) {
            int[] one = new int[arity + 1];
            one[0] = step.type().size();
            axes.add(one);
        }
        return axes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public boolean aligned(int operand, int units) {
        int[] stride = strides[operand];
        int elements = 1;
        int result = 1;
        for (int i = 0; i < extents.length; i++) {
            elements *= stride[i] == 0 ? 1 : extents[i];
            result *= extents[i];
        }
        if (result == 0 || elements % units != 0) {
            return false;
        }
        int own = elements / units;
        int unit = result / units;
        int inside = 1;
        int reach = 0;
        int next = own;
        for (int i = extents.length - 1; i >= 0; i--) {
            int within = Math.min(extents[i], Math.max(1, unit / inside));
            int across = extents[i] / within;
            if (across * within != extents[i] || (across > 1 && stride[i] * within != next)) {
                return false;
            }
            reach += (within - 1) * stride[i];
            next *= across;
            inside *= extents[i];
        }
        return reach < own;
    }

    @Override
    public void run(Object[] buffers, int begin, int end, Scratch scratch) {
        int arity = inputs.length;
        Object[] in = scratch.operands;
        int[] offset = scratch.offsets;
        int[] step = scratch.steps;
        int last = extents.length - 1;
        for (int k = 0; k < arity; k++) {
            in[k] = buffers[inputs[k]];
            step[k] = strides[k][last];
        }
        Object out = buffers[output];
        if (last == 0) {
            for (int k = 0; k < arity; k++) {
                offset[k] = begin * step[k];
            }
            loop.run(in, offset, step, out, begin, end - begin);
            return;
        }
        if (inner <= SHORT && areFloating(in)) {
            runShort(buffers, begin, end, scratch);
            return;
        }
        for (int row = begin; row < end; row++) {
            locate(row, offset);
            loop.run(in, offset, step, out, row * inner, inner);
        }
    }

    /** Where each operand begins in a row. */
    private void locate(int row, int[] offset) {
        int left = row;
        Arrays.fill(offset, 0, inputs.length, 0);
        for (int i = extents.length - 2; i >= 0; i--) {
            int index = left % extents[i];
            left /= extents[i];
            for (int k = 0; k < inputs.length; k++) {
                offset[k] += index * strides[k][i];
            }
        }
    }

    private boolean areFloating(Object[] in) {
        for (int k = 0; k < inputs.length; k++) {
            if (!(in[k] instanceof float[] || in[k] instanceof double[])) {
                return false;
            }
        }
        return true;
    }

    /** Several short rows in one loop: operands that do not lie as the result does are laid out first. */
    private void runShort(Object[] buffers, int begin, int end, Scratch scratch) {
        int axis = extents.length - 2;
        int[] offset = scratch.offsets;
        for (int row = begin, rows; row < end; row += rows) {
            rows = Math.min(Math.min(end - row, Math.max(1, LAID_OUT / inner)), extents[axis] - row % extents[axis]);
            locate(row, offset);
            for (int k = 0; k < inputs.length; k++) {
                int across = strides[k][axis];
                int along = strides[k][axis + 1];
                scratch.operands[k] = buffers[inputs[k]];
                scratch.steps[k] = along;
                if ((across == 0 && along == 0) || (across == inner && along == 1)) {
                    continue;
                }
                Object x = scratch.operands[k];
                Object y = x instanceof float[] ? scratch.floats(k, LAID_OUT) : scratch.doubles(k, LAID_OUT);
                for (int i = 0; i < rows; i++) {
                    CopyKernel.run(x, offset[k] + i * across, along, y, i * inner, 1, inner);
                }
                scratch.operands[k] = y;
                scratch.steps[k] = 1;
                offset[k] = 0;
            }
            loop.run(scratch.operands, offset, scratch.steps, buffers[output], row * inner, rows * inner);
        }
    }
}
