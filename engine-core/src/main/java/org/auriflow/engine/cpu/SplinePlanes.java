package org.auriflow.engine.cpu;

/**
 * Where {@link FloatSplineKernel} keeps what it knows of a block of elements: planes, one value of each element, in one array.
 *
 * @param bins K
 */
public record SplinePlanes(int bins) {
    /** Elements of a block, a multiple of any vector. */
    public static final int BLOCK = 256;

    /** From one plane to the next, so that the same elements of all planes are not in the same set of the cache. */
    public static final int PLANE = BLOCK + 16;

    /** x or, inverse, y. */
    public static final int GIVEN = 0;

    /** Number of the bin. */
    public static final int BIN = PLANE;

    /** Corners of the bin: x₀, x₁, y₀, y₁. */
    public static final int LEFT = 2 * PLANE;

    public static final int RIGHT = 3 * PLANE;
    public static final int BOTTOM = 4 * PLANE;
    public static final int TOP = 5 * PLANE;

    /** Derivatives d₀ and d₁ at the ends of the bin, first their parameters. */
    public static final int BEFORE = 6 * PLANE;

    public static final int AFTER = 7 * PLANE;

    /** The derivatives of d₀ and d₁ by their parameters. */
    public static final int BEFORE_RISE = 8 * PLANE;

    public static final int AFTER_RISE = 9 * PLANE;

    /** θ and φ. */
    public static final int THETA = 10 * PLANE;

    public static final int PHI = 11 * PLANE;

    /** δ = h/w. */
    public static final int SLOPE = 12 * PLANE;

    /** 1/D. */
    public static final int UNIT = 13 * PLANE;

    /** N = d₁θ² + 2δθφ + d₀φ². */
    public static final int SPEED = 14 * PLANE;

    public static final int VALUE = 15 * PLANE;
    public static final int LOG = 16 * PLANE;

    /** Cotangents of value and logarithm. */
    public static final int FROM_VALUE = 17 * PLANE;

    public static final int FROM_LOG = 18 * PLANE;

    /** Cotangents of y and ln dy/dx for the same change of the parameters, 0 outside. */
    public static final int FROM_Y = 19 * PLANE;

    public static final int FROM_Y_LOG = 20 * PLANE;

    /** Cotangents of θ and δ. */
    public static final int TO_THETA = 21 * PLANE;

    public static final int TO_SLOPE = 22 * PLANE;

    /** Cotangents of x, corners and parameters of derivatives, in the order of {@link #LEFT} to {@link #AFTER}. */
    public static final int TO_GIVEN = 23 * PLANE;

    public static final int TO_LEFT = 24 * PLANE;
    public static final int TO_RIGHT = 25 * PLANE;
    public static final int TO_BOTTOM = 26 * PLANE;
    public static final int TO_TOP = 27 * PLANE;
    public static final int TO_BEFORE = 28 * PLANE;
    public static final int TO_AFTER = 29 * PLANE;

    /** Changes along a direction: of x, or y for the inverse, of the corners, of the parameters of derivatives and then of these. */
    public static final int MOVE_GIVEN = 30 * PLANE;

    public static final int MOVE_LEFT = 31 * PLANE;
    public static final int MOVE_RIGHT = 32 * PLANE;
    public static final int MOVE_BOTTOM = 33 * PLANE;
    public static final int MOVE_TOP = 34 * PLANE;
    public static final int MOVE_BEFORE = 35 * PLANE;
    public static final int MOVE_AFTER = 36 * PLANE;

    /** Changes of θ, δ, P, Q and 1/D. */
    public static final int MOVE_THETA = 37 * PLANE;

    public static final int MOVE_SLOPE = 38 * PLANE;
    public static final int MOVE_RISE = 39 * PLANE;
    public static final int MOVE_REST = 40 * PLANE;
    public static final int MOVE_UNIT = 41 * PLANE;

    /** E = h/D² times the cotangent of y, and its change. */
    public static final int SCALE = 42 * PLANE;

    public static final int MOVE_SCALE = 43 * PLANE;

    /** F = Eθφ and its change. */
    public static final int MIXED = 53 * PLANE;

    public static final int MOVE_MIXED = 54 * PLANE;

    /** Changes of the cotangents of θ and δ, and of those from {@link #TO_GIVEN} on. */
    public static final int CHANGE_THETA = 44 * PLANE;

    public static final int CHANGE_SLOPE = 45 * PLANE;
    public static final int CHANGE_GIVEN = 46 * PLANE;
    public static final int CHANGE_LEFT = 47 * PLANE;
    public static final int CHANGE_RIGHT = 48 * PLANE;
    public static final int CHANGE_BOTTOM = 49 * PLANE;
    public static final int CHANGE_TOP = 50 * PLANE;
    public static final int CHANGE_BEFORE = 51 * PLANE;
    public static final int CHANGE_AFTER = 52 * PLANE;

    private static final int PARAMETERS = 55;

    /** The 3K − 1 parameters. */
    public int raw() {
        return PARAMETERS * PLANE;
    }

    /** The shares of K widths and K heights. */
    public int shares() {
        return raw() + (3 * bins - 1) * PLANE;
    }

    /** A direction in the space of parameters. */
    public int direction() {
        return shares() + 2 * bins * PLANE;
    }

    /** Cotangents of the parameters. */
    public int out() {
        return direction() + (3 * bins - 1) * PLANE;
    }

    /** Elements of the array. */
    public int size() {
        return out() + (3 * bins - 1) * PLANE;
    }
}
