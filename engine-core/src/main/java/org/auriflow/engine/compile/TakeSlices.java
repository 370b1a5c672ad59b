package org.auriflow.engine.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.op.Arithmetic;
import org.auriflow.engine.op.Movement;
import org.auriflow.engine.op.Op;
import org.auriflow.engine.spi.Backend;

/**
 * Takes slices from where their elements come from: a slice of a concatenation from the part that holds it, a slice of padding
 * from what was padded, through flips and sums of such.
 *
 * <p>A coupling layer puts two halves together, the next one takes them apart again, and their cotangents do the same the other
 * way round; between the two nothing needs to be moved. No bit changes: what falls into padding is an addition of 0.
 */
final class TakeSlices implements Pass {
    /** Sums of cotangents nest as deep as a value has users. */
    private static final int DEPTH = 12;

    @Override
    public String name() {
        return "slices";
    }

    @Override
    public Tensor rewrite(Tensor node, Backend backend) {
        if (node.op() instanceof Movement.Slice s) {
            Tensor taken = take(node.inputs().get(0), s, DEPTH);
            return taken == null ? node : taken;
        }
        if (node.op() instanceof Movement.Flip f) {
            return flip(node.inputs().get(0), f.axes());
        }
        return node;
    }

    /** A flip along axes, of which two cancel and short ones do nothing. */
    private static Tensor flip(Tensor x, List<Integer> axes) {
        Set<Integer> flipped = new HashSet<>(axes);
        Tensor from = x;
        if (x.op() instanceof Movement.Flip inner) {
            inner.axes().forEach(a -> {
                if (!flipped.remove(a)) {
                    flipped.add(a);
                }
            });
            from = x.inputs().get(0);
        }
        flipped.removeIf(a -> x.shape().extent(a) <= 1);
        List<Integer> sorted = flipped.stream().sorted().toList();
        return sorted.isEmpty() ? from : Tensor.apply(new Movement.Flip(sorted), from);
    }

    /** The slice, or null where it must be copied from x itself. */
    private static Tensor take(Tensor x, Movement.Slice s, int depth) {
        if (s.target().equals(x.shape()) && s.starts().stream().allMatch(i -> i == 0)) {
            return x;
        }
        Op op = x.op();
        if (depth == 0 || s.target().size() == 0) {
            return null;
        }
        if (op instanceof Movement.Slice inner) {
            return from(x.inputs().get(0), within(inner, s), depth);
        }
        if (op instanceof Movement.Flip f) {
            Tensor taken = take(x.inputs().get(0), mirrored(x.shape(), f.axes(), s), depth - 1);
            return taken == null ? null : flip(taken, f.axes());
        }
        if (op instanceof Movement.Concatenate c) {
            return part(x, c.axis(), s, depth);
        }
        if (op instanceof Movement.Pad p && p.interior().stream().allMatch(i -> i == 0)) {
            return padded(x.inputs().get(0), p, s, depth);
        }
        if (op == Arithmetic.ADD) {
            Tensor a = take(x.inputs().get(0), s, depth - 1);
            Tensor b = a == null ? null : take(x.inputs().get(1), s, depth - 1);
            return b == null ? null : a.add(b);
        }
        return null;
    }

    private static Tensor from(Tensor x, Movement.Slice s, int depth) {
        Tensor taken = take(x, s, depth - 1);
        return taken == null ? Tensor.apply(s, x) : taken;
    }

    private static Movement.Slice within(Movement.Slice inner, Movement.Slice s) {
        List<Integer> starts = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int i = 0; i < s.starts().size(); i++) {
            starts.add(inner.starts().get(i) + s.starts().get(i) * inner.steps().get(i));
            steps.add(inner.steps().get(i) * s.steps().get(i));
        }
        return new Movement.Slice(List.copyOf(starts), List.copyOf(steps), s.target());
    }

    /** Index of the last element along an axis. */
    private static int last(Movement.Slice s, int axis) {
        return s.starts().get(axis) + (s.target().extent(axis) - 1) * s.steps().get(axis);
    }

    private static Movement.Slice mirrored(Shape shape, List<Integer> axes, Movement.Slice s) {
        List<Integer> starts = new ArrayList<>(s.starts());
        axes.forEach(a -> starts.set(a, shape.extent(a) - 1 - last(s, a)));
        return new Movement.Slice(List.copyOf(starts), s.steps(), s.target());
    }

    private static Movement.Slice shifted(Movement.Slice s, List<Integer> by) {
        List<Integer> starts = IntStream.range(0, by.size())
                .mapToObj(i -> s.starts().get(i) - by.get(i))
                .toList();
        return new Movement.Slice(starts, s.steps(), s.target());
    }

    private static Tensor part(Tensor x, int axis, Movement.Slice s, int depth) {
        int begin = 0;
        for (Tensor part : x.inputs()) {
            int end = begin + part.shape().extent(axis);
            if (s.starts().get(axis) >= begin && last(s, axis) < end) {
                List<Integer> starts = new ArrayList<>(s.starts());
                starts.set(axis, s.starts().get(axis) - begin);
                return from(part, new Movement.Slice(List.copyOf(starts), s.steps(), s.target()), depth);
            }
            begin = end;
        }
        return null;
    }

    private static Tensor padded(Tensor x, Movement.Pad p, Movement.Slice s, int depth) {
        boolean inside = true;
        for (int i = 0; i < s.starts().size(); i++) {
            int low = p.low().get(i);
            int high = low + x.shape().extent(i);
            if (last(s, i) < low || s.starts().get(i) >= high) {
                return Tensor.full(x.type().withShape(s.target()), 0);
            }
            inside &= s.starts().get(i) >= low && last(s, i) < high;
        }
        return inside ? from(x, shifted(s, p.low()), depth) : null;
    }
}
