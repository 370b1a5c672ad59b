package org.auriflow.engine.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.auriflow.engine.cpu.FloatMathConstants;

/** What the generated loops need beside the translated functions of {@link org.auriflow.engine.cpu.FloatMath}. */
final class SimdMath {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    private SimdMath() {}

    /** −1, ±0 or 1; NaN stays. */
    static FloatVector sign(FloatVector x) {
        return x.blend(1f, x.compare(VectorOperators.GT, 0f)).blend(-1f, x.compare(VectorOperators.LT, 0f));
    }

    /** The largest whole number not above x. */
    static FloatVector floor(FloatVector x) {
        FloatVector a = x.abs();
        IntVector sign = x.reinterpretAsInts().and(FloatMathConstants.SIGN);
        FloatVector whole =
                a.add(0x1p23f).sub(0x1p23f).reinterpretAsInts().or(sign).reinterpretAsFloats();
        FloatVector below = whole.blend(whole.sub(1f), whole.compare(VectorOperators.GT, x));
        return x.blend(below, a.compare(VectorOperators.LT, 0x1p23f));
    }

    /** Whether a magnitude among n elements, a multiple of the lanes, is above the limit. */
    static boolean exceeds(float[] a, int a0, int n, float limit) {
        VectorMask<Float> any = SPECIES.maskAll(false);
        for (int i = 0; i < n; i += LANES) {
            any = any.or(FloatVector.fromArray(SPECIES, a, a0 + i).abs().compare(VectorOperators.GT, limit));
        }
        return any.anyTrue();
    }

    /** a · b, but 0 where one factor is 0 and the other infinite or NaN. */
    static FloatVector mulz(FloatVector a, FloatVector b) {
        FloatVector p = a.mul(b);
        VectorMask<Float> missing = p.compare(VectorOperators.NE, p);
        if (!missing.anyTrue()) {
            return p;
        }
        VectorMask<Float> zero = a.compare(VectorOperators.EQ, 0f).or(b.compare(VectorOperators.EQ, 0f));
        return p.blend(0f, zero.and(missing));
    }
}
