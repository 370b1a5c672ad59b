package org.auriflow.cuda;

import java.util.ArrayList;
import java.util.List;
import org.auriflow.engine.spi.Plan;

/**
 * Where an operand's element lies for the i-th element of a pointwise result: axes with extents and steps, outermost first,
 * with neighbours merged that one step describes.
 *
 * @param extents at least 2 each
 * @param strides in elements; 0 repeats
 */
record IndexPattern(List<Integer> extents, List<Integer> strides) {
    static IndexPattern of(Plan.Operand o) {
        List<Integer> extents = new ArrayList<>();
        List<Integer> strides = new ArrayList<>();
        for (int i = 0; i < o.strides().size(); i++) {
            int extent = o.type().shape().extent(i);
            int stride = o.strides().get(i);
            int last = extents.size() - 1;
            if (extent == 1) {
                continue;
            }
            if (last >= 0 && strides.get(last) == stride * extent) {
                extents.set(last, extents.get(last) * extent);
                strides.set(last, stride);
            } else {
                extents.add(extent);
                strides.add(stride);
            }
        }
        return new IndexPattern(List.copyOf(extents), List.copyOf(strides));
    }

    /** One element serves all. */
    boolean isUniform() {
        return strides.stream().allMatch(s -> s == 0);
    }

    /** Element i lies at i. */
    boolean isDense() {
        return extents.isEmpty() || (extents.size() == 1 && strides.get(0) == 1);
    }

    /** Whether elements of aligned groups of so many lie side by side in aligned groups, or are all the same. */
    boolean fitsVectors(int width) {
        if (extents.isEmpty()) {
            return width == 1;
        }
        int last = extents.size() - 1;
        return isUniform() || isDense() || (strides.get(last) <= 1 && extents.get(last) % width == 0);
    }

    /** Whether neighbours within a vector are one element. */
    boolean repeats() {
        return extents.isEmpty() || strides.get(strides.size() - 1) == 0;
    }
}
