package org.auriflow.engine.cpu.simd;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import org.auriflow.engine.cpu.Loop;

/**
 * A float32 function of one operand as a sequence of vector loops over blocks, each reading what the ones before left in
 * two small arrays.
 *
 * <p>JDK 17 keeps vectors in registers for some 40 operations in one compiled method and boxes them beyond, which costs
 * ten to a hundred times as much. So a stage has at most some 35, and stages are called through method handles in an
 * array, which the JIT cannot see through and therefore does not merge into one method again.
 */
final class StagedLoop implements Loop {
    /** Elements in a block: two arrays of it stay in the first-level cache beside operand and result. */
    private static final int BLOCK = 512;

    private static final MethodType STAGE = MethodType.methodType(
            void.class, float[].class, int.class, float[].class, float[].class, float[].class, int.class, int.class);

    /** The plain function, for what does not fill a vector. */
    @FunctionalInterface
    interface Plain {
        float at(float x);
    }

    private final Plain plain;
    private final int temporaries;
    private final float limit;
    private final MethodHandle[] stages;

    private StagedLoop(Plain plain, int temporaries, float limit, MethodHandle[] stages) {
        this.plain = plain;
        this.temporaries = temporaries;
        this.limit = limit;
        this.stages = stages;
    }

    /**
     * A loop of the given stages: static methods (a, a0, u, v, y, y0, n) of the class that looks them up.
     *
     * @param temporaries how many of the arrays u and v are used
     * @param limit blocks with a larger magnitude in them go through the plain function
     */
    static StagedLoop of(MethodHandles.Lookup lookup, Plain plain, int temporaries, float limit, String... stages) {
        MethodHandle[] handles = new MethodHandle[stages.length];
        try {
            for (int k = 0; k < stages.length; k++) {
                handles[k] = lookup.findStatic(lookup.lookupClass(), stages[k], STAGE);
            }
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("stage of a vector loop is missing", e);
        }
        return new StagedLoop(plain, temporaries, limit, handles);
    }

    @Override
    public void run(Object[] in, int[] offset, int[] stride, Object out, int outOffset, int n) {
        float[] a = (float[]) in[0];
        float[] y = (float[]) out;
        int a0 = offset[0];
        if (stride[0] == 0) {
            Arrays.fill(y, outOffset, outOffset + n, n == 0 ? 0 : plain.at(a[a0]));
            return;
        }
        int whole = stride[0] == 1 ? n - n % SimdMath.LANES : 0;
        int block = Math.min(BLOCK, whole);
        float[] u = temporaries > 0 ? new float[block] : null;
        float[] v = temporaries > 1 ? new float[block] : null;
        for (int i = 0; i < whole; i += block) {
            int m = Math.min(block, whole - i);
            if (limit < Float.POSITIVE_INFINITY && SimdMath.exceeds(a, a0 + i, m, limit)) {
                for (int j = i; j < i + m; j++) {
                    y[outOffset + j] = plain.at(a[a0 + j]);
                }
            } else {
                vectors(a, a0 + i, u, v, y, outOffset + i, m);
            }
        }
        for (int i = whole; i < n; i++) {
            y[outOffset + i] = plain.at(a[a0 + i * stride[0]]);
        }
    }

    private void vectors(float[] a, int a0, float[] u, float[] v, float[] y, int y0, int n) {
        try {
            for (MethodHandle stage : stages) {
                stage.invokeExact(a, a0, u, v, y, y0, n);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a stage throws no checked exception", e);
        }
    }
}
