package org.auriflow.engine.cpu;

/**
 * One matrix product C = op(A) op(B), with op(A) m × k, op(B) k × n and all matrices row-major.
 *
 * @param transposeA whether op(A) is the transpose of A as it lies
 * @param transposeB whether op(B) is the transpose of B as it lies
 * @param packed whether B lies in panels, as {@link VectorKernels} packs them
 * @param bias whether a row that is added to every row of C follows the last row of each panel
 * @param n columns of C
 * @param k length of the sums
 * @param lda elements from one row of A as it lies to the next
 * @param ldb elements from one row of B as it lies to the next
 * @param ldc elements from one row of C to the next
 */
public record Product(
        boolean transposeA, boolean transposeB, boolean packed, boolean bias, int n, int k, int lda, int ldb, int ldc) {
    /** A product of dense matrices. */
    static Product dense(boolean transposeA, boolean transposeB, int m, int n, int k) {
        return new Product(transposeA, transposeB, false, false, n, k, transposeA ? m : k, transposeB ? k : n, n);
    }

    /** The same product with B in panels. */
    Product withPackedB(boolean withBias) {
        return new Product(transposeA, false, true, withBias, n, k, lda, ldb, ldc);
    }

    /** Rows of a panel. */
    public int panelRows() {
        return bias ? k + 1 : k;
    }

    /** Step in A from one row of op(A) to the next. */
    public int row() {
        return transposeA ? 1 : lda;
    }

    /** Step in A from one column of op(A) to the next. */
    public int column() {
        return transposeA ? lda : 1;
    }

    /** Step in B from one row of op(B) to the next. */
    public int down() {
        return transposeB ? 1 : ldb;
    }

    /** Step in B from one column of op(B) to the next. */
    public int right() {
        return transposeB ? ldb : 1;
    }
}
