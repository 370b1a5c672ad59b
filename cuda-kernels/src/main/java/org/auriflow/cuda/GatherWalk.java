package org.auriflow.cuda;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The struct {@code Walk} of convolution.cu: an index over four axes, and linear functions of the four: the offset in
 * an array, the places on its three axes, and the offset in a matrix.
 *
 * @param extents of the last three axes
 * @param stride of all four in the array
 * @param begin where the first one is in the array, perhaps before it
 * @param step of the last three on the axes of the array
 * @param first places of the first one on the axes of the array
 * @param matrix stride of all four in the matrix
 * @param matrixBegin where the first one is in the matrix
 */
record GatherWalk(int[] extents, int[] stride, int begin, int[] step, int[] first, int[] matrix, int matrixBegin) {
    /** How many indices belong to one of the first axis. */
    int inner() {
        return extents[0] * extents[1] * extents[2];
    }

    /** The struct; an axis without elements, which nothing must walk over, counts one. */
    int[] struct() {
        int[][] divisors = Arrays.stream(extents)
                .mapToObj(e -> MovementCalls.divisor(Math.max(1, e)))
                .toArray(int[][]::new);
        return concat(divisors[0], divisors[1], divisors[2], stride, new int[] {begin}, step, first, matrix, new int[] {
            matrixBegin
        });
    }

    /** All numbers, one after the other. */
    static int[] concat(int[]... all) {
        return Stream.of(all).flatMapToInt(IntStream::of).toArray();
    }
}
