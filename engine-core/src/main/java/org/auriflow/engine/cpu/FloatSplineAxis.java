package org.auriflow.engine.cpu;

/**
 * The knots of a spline along one axis; GenerateTwins.java makes the float64 twin of this file. Knot 0 is −B, knot K is B, and the
 * one after knot k is share k + step above it.
 *
 * @param raw first of K planes of parameters
 * @param shares first of K planes of shares
 * @param direction first of K planes of a direction
 * @param out first of K planes of cotangents of the parameters
 * @param low plane of the knot below; the next one is that of the knot above
 * @param bins K
 * @param total what all shares add up to
 * @param step the least width of a bin
 * @param bound B
 */
public record FloatSplineAxis(
        int raw, int shares, int direction, int out, int low, int bins, float total, float step, float bound) {
    /** Plane of the knot above. */
    public int high() {
        return low + SplinePlanes.PLANE;
    }
}
