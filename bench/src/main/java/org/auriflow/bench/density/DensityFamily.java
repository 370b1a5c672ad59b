package org.auriflow.bench.density;

/** What learns a density. */
public enum DensityFamily {
    /** Neural spline flow, autoregressive or, for large tables, of couplings. */
    NSF(2, 1),
    /** Masked autoregressive flow of affine functions. */
    MAF(2, 1),
    /** Affine couplings with alternating masks. */
    REALNVP(2, 1),
    /** ActNorm, learned rotations and affine couplings. */
    GLOW(2, 2),
    /** A mixture of normals. */
    MDN(1, 1),
    /** A continuous flow trained by flow matching. */
    FM(1, 1);

    private final int least;
    private final int leastWithContext;

    DensityFamily(int least, int leastWithContext) {
        this.least = least;
        this.leastWithContext = leastWithContext;
    }

    /** The fewest columns that it takes: couplings need something to depend on. */
    public int leastWidth(boolean withContext) {
        return withContext ? leastWithContext : least;
    }

    /** Whether it is made of splines, which do nothing outside of their range. */
    boolean hasSplines() {
        return this == NSF;
    }
}
