package org.auriflow.engine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Shape;

/**
 * A dense tensor seen from the axes that a reduction removes: neighbouring axes of one kind are one axis. For each of
 * {@code rows} places {@code steps} runs are reduced, either of {@code run} elements to one, or of {@code inner}
 * elements that stay apart; run or inner is 1.
 */
final class ReductionLayout {
    final int rows;
    /** Parts of the tensor that are reduced apart from each other: the extent of the kept axes before all reduced ones. */
    final int outer;

    final int steps;
    final int run;
    final int inner;
    private final int[] keptExtents;
    private final int[] keptStrides;
    private final int[] reducedExtents;
    private final int[] reducedStrides;

    private ReductionLayout(List<int[]> kept, List<int[]> reduced, int outer, int run, int inner) {
        this.outer = outer;
        this.keptExtents = column(kept, 0);
        this.keptStrides = column(kept, 1);
        this.reducedExtents = column(reduced, 0);
        this.reducedStrides = column(reduced, 1);
        this.rows = product(keptExtents);
        this.steps = product(reducedExtents);
        this.run = run;
        this.inner = inner;
    }

    static ReductionLayout of(Shape s, List<Integer> axes) {
        List<int[]> kept = new ArrayList<>();
        List<int[]> reduced = new ArrayList<>();
        List<int[]> last = null;
        int outer = 1;
        for (int i = 0; i < s.rank(); i++) {
            if (s.extent(i) == 1) {
                continue;
            }
            List<int[]> now = axes.contains(i) ? reduced : kept;
            if (now == last) {
                int[] axis = now.get(now.size() - 1);
                axis[0] *= s.extent(i);
                axis[1] = s.strides()[i];
            } else {
                now.add(new int[] {s.extent(i), s.strides()[i]});
            }
            outer *= reduced.isEmpty() ? s.extent(i) : 1;
            last = now;
        }
        int extent = last == null ? 1 : last.remove(last.size() - 1)[0];
        return last == reduced
                ? new ReductionLayout(kept, reduced, outer, extent, 1)
                : new ReductionLayout(kept, reduced, outer, 1, extent);
    }

    private static int[] column(List<int[]> axes, int k) {
        return axes.stream().mapToInt(a -> a[k]).toArray();
    }

    private static int product(int[] extents) {
        return Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    }

    /** Position of a row's first element in the input. */
    int start(int row) {
        return position(row, keptExtents, keptStrides);
    }

    /** Distance of a run from the first one of its row. */
    int distance(int step) {
        return position(step, reducedExtents, reducedStrides);
    }

    /** Whether runs of a row are equally far apart. */
    boolean isEven() {
        return reducedExtents.length <= 1;
    }

    private static int position(int index, int[] extents, int[] strides) {
        int left = index;
        int at = 0;
        for (int i = extents.length - 1; i > 0; i--) {
            at += left % extents[i] * strides[i];
            left /= extents[i];
        }
        return extents.length == 0 ? 0 : at + left * strides[0];
    }
}
