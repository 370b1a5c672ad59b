package org.auriflow.bench.measure;

/**
 * Loops that the just-in-time compiler turns into vectors of fused multiply-adds over an array in the first-level cache.
 *
 * <p>Elements are independent, so that the processor overlaps their chains. How many multiply-adds per element come
 * nearest to the peak depends on the compiler's unrolling, hence several lengths. Each loop is a method of its own,
 * because a loop that has been entered while interpreted is compiled worse.
 */
enum FusedMultiplyAdds {
    THREE(3) {
        @Override
        void pass(float[] x, float a, float b) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.fma(Math.fma(Math.fma(x[i], a, b), a, b), a, b);
            }
        }
    },
    FIVE(5) {
        @Override
        void pass(float[] x, float a, float b) {
            for (int i = 0; i < x.length; i++) {
                float v = Math.fma(Math.fma(x[i], a, b), a, b);
                x[i] = Math.fma(Math.fma(Math.fma(v, a, b), a, b), a, b);
            }
        }
    },
    EIGHT(8) {
        @Override
        void pass(float[] x, float a, float b) {
            for (int i = 0; i < x.length; i++) {
                float v = Math.fma(Math.fma(Math.fma(Math.fma(x[i], a, b), a, b), a, b), a, b);
                x[i] = Math.fma(Math.fma(Math.fma(Math.fma(v, a, b), a, b), a, b), a, b);
            }
        }
    };

    private final int length;

    FusedMultiplyAdds(int length) {
        this.length = length;
    }

    /** Replaces each x by a x + b, several times. */
    abstract void pass(float[] x, float a, float b);

    /** Floating-point operations of one pass. */
    long flops(int elements) {
        return 2L * length * elements;
    }
}
