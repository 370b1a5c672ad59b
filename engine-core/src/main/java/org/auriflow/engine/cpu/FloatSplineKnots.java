package org.auriflow.engine.cpu;

/**
 * What of a spline concerns all its bins, for n elements in {@link SplinePlanes}; GenerateTwins.java makes the float64 twin of this
 * file. All implementations give the same bits; they may compute beyond n, up to a whole vector.
 *
 * <p>With shares s = C softmax(r), the knots below and above a fixed bin are functions of r. Their Jacobian J is applied
 * here in both directions.
 */
public interface FloatSplineKnots {
    /** Writes to the shares how far each parameter is from the greatest. */
    void shift(FloatSplineAxis a, float[] p, int n);

    /** Scales positive shares to their total. */
    void normalise(FloatSplineAxis a, float[] p, int n);

    /** The bin: the number of inner knots that are not above the given element. Outside, it is that of 0. */
    void find(FloatSplineAxis a, float[] p, int n);

    /** The knots below and above. */
    void ends(FloatSplineAxis a, float[] p, int n);

    /**
     * From one plane for each inner knot, the values at the knots below and above; at ±B any.
     *
     * @param from plane of knot 1
     * @param low receives the values below; the next plane those above
     */
    void pick(int bins, float[] p, int from, int low, int n);

    /** The transpose of {@link #pick}; ±B has no plane. */
    void place(int bins, float[] p, int low, int to, int n);

    /**
     * Jᵀ applied to cotangents of the knots below and above.
     *
     * @param low plane of those below, before those above
     */
    void pull(FloatSplineAxis a, float[] p, int low, int n);

    /** J applied to the direction: the changes of the knots below and above. */
    void push(FloatSplineAxis a, float[] p, int low, int n);

    /** Adds to the cotangents the gradient of ⟨(low, high), J direction⟩ with respect to the parameters. */
    void bend(FloatSplineAxis a, float[] p, int low, int n);
}
