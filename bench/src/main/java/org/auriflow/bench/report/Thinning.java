package org.auriflow.bench.report;

import java.util.stream.IntStream;

/** Fewer points than there are, where more would make a page heavy and a figure no better. */
public final class Thinning {
    private Thinning() {}

    /** Indices below {@code size}, evenly spread, at most {@code most} of them. */
    public static IntStream of(int size, int most) {
        int kept = Math.min(size, most);
        return IntStream.range(0, kept).map(i -> (int) ((long) i * size / kept));
    }
}
