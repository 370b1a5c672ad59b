package org.auriflow.engine.cpu;

import org.auriflow.engine.Shape;

/**
 * A dense tensor seen from one axis: [outer, n, inner].
 *
 * @param outer extent of all axes before
 * @param n extent of the axis
 * @param inner extent of all axes after; the step along the axis
 */
record AxisLayout(int outer, int n, int inner) {
    static AxisLayout of(Shape s, int axis) {
        return new AxisLayout(
                s.range(0, axis).size(),
                s.extent(axis),
                s.range(axis + 1, s.rank()).size());
    }
}
