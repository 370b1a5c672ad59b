package org.auriflow.engine.cpu;

/**
 * What of a spline concerns the bin of an element, for n elements in {@link SplinePlanes}; GenerateTwins.java makes the float64 twin of
 * this file. All implementations give the same bits; they may compute beyond n, up to a whole vector. Formulas are those of
 * {@link org.auriflow.engine.op.RationalQuadratic}; derivatives are simplified until nothing cancels that need not:
 *
 * <pre>
 * P = θ(δθ + d₀φ)    Q = φ(δφ + d₁θ) = D − P    y = y₀ + hP/D = y₁ − hQ/D    L = ln N + 2 ln(δ/D)
 * ∂y/∂θ  = hδN/D²           ∂L/∂θ  = N_θ/N − 2D_θ/D
 * ∂y/∂δ  = hθφ(d₁θ² − d₀φ²)/D²  ∂L/∂δ  = 2θφ/N + 2(d₀ + d₁)θφ/(δD)
 * ∂y/∂d₀ = hθφQ/D²          ∂L/∂d₀ = φ²/N − 2θφ/D
 * ∂y/∂d₁ = −hθφP/D²         ∂L/∂d₁ = θ²/N − 2θφ/D
 * </pre>
 *
 * The methods that begin with {@code move} differentiate these and {@link #backCorners} once more, along a direction, for the
 * Hessian of the value.
 */
public interface FloatSplineCurve {
    /** Derivatives at the ends from the softplus of their parameters: 1 at ±B, where they do not rise. */
    void derivatives(int bins, float least, float[] p, int n);

    /** θ and φ of x. */
    void locate(float bound, float[] p, int n);

    /** θ and φ of y. */
    void locateInverse(float bound, float[] p, int n);

    /** δ, 1/D and N. */
    void shape(float[] p, int n);

    /** y, or x itself outside. */
    void value(float bound, float[] p, int n);

    /** x, or y itself outside. */
    void valueInverse(float bound, float[] p, int n);

    /** ± L of ln N in {@link SplinePlanes#LOG} and ln(δ/D) in {@link SplinePlanes#UNIT}, and 0 outside. */
    void logarithm(float bound, float sign, float[] p, int n);

    /** The ratio δ/D in place of 1/D. */
    void ratio(float[] p, int n);

    /** Cotangents without those of elements outside. */
    void enter(float bound, float[] p, int n);

    /**
     * Cotangents of the forward function in place of those of the inverse: of x = f⁻¹(y) and −L with cotangents a and b they are
     * −(a − b ∂L/∂x)/(dy/dx) and −b.
     */
    void turn(float[] p, int n);

    /** Cotangents by way of y. */
    void backValue(float[] p, int n);

    /** Adds cotangents by way of L. */
    void backLog(float[] p, int n);

    /** From cotangents of θ and δ to those of x and corners, and from derivatives to their parameters. */
    void backCorners(float[] p, int n);

    /** The cotangent of the given element: outside it is that of the value. */
    void leave(float bound, boolean inverse, float[] p, int n);

    /**
     * For the inverse, the change of x with y and the parameters: (ẏ − Σ ∂y/∂p ṗ)/(∂y/∂x), and 0 outside. Takes the place of that of y.
     */
    void moveInverse(float bound, float[] p, int n);

    /** Changes of θ, δ and the derivatives at the ends. */
    void move(float[] p, int n);

    /** Changes of P, Q and 1/D. */
    void moveRatio(float[] p, int n);

    /** Changes of E and of the cotangent of θ. */
    void moveTheta(float[] p, int n);

    /** Changes of F = Eθφ and of the cotangent of δ. */
    void moveSlope(float[] p, int n);

    /** Changes of the cotangents of y₀, y₁ and the parameters of derivatives, by way of y. */
    void moveEnds(float[] p, int n);

    /** Changes of the cotangents of x and corners. */
    void moveCorners(float[] p, int n);

    /**
     * For the inverse, its gradient (1, −∂y/∂p)/(∂y/∂x) in place of that of the forward function, and the changes of it; 0 outside.
     */
    void moveTurn(float bound, float[] p, int n);
}
