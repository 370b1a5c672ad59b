package org.auriflow.engine.cpu.simd;

import static org.auriflow.engine.cpu.FloatMathConstants.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link org.auriflow.engine.cpu.FloatMath} on vectors, operation by operation in the same order, so
 * that the bits agree.
 *
 * <p>Methods stay short because the JIT keeps vectors in registers only as long as it inlines every call.
 */
final class SimdMath {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private SimdMath() {}

    static FloatVector sign(FloatVector x) {
        return x.blend(1f, x.compare(VectorOperators.GT, 0f)).blend(-1f, x.compare(VectorOperators.LT, 0f));
    }

    static FloatVector floor(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector t = withSign(a.add(0x1p23f).sub(0x1p23f), x);
        FloatVector below = t.blend(t.sub(1f), t.compare(VectorOperators.GT, x));
        return x.blend(below, a.compare(VectorOperators.LT, 0x1p23f));
    }

    static FloatVector exp(FloatVector x) {
        FloatVector c = x.blend(89f, x.compare(VectorOperators.GT, 89f));
        c = c.blend(-110f, c.compare(VectorOperators.LT, -110f));
        FloatVector t = c.mul(LOG2_E).add(ROUNDER);
        IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS);
        FloatVector r = reduceByLn2(c, t.sub(ROUNDER));
        FloatVector p = r.add(r.mul(r).mul(expTail(r))).add(1f);
        IntVector half = n.lanewise(VectorOperators.ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
    }

    static FloatVector expm1(FloatVector x) {
        FloatVector c = x.blend(89f, x.compare(VectorOperators.GT, 89f));
        c = c.blend(-30f, c.compare(VectorOperators.LT, -30f));
        FloatVector t = c.mul(LOG2_E).add(ROUNDER);
        IntVector n = t.reinterpretAsInts().sub(ROUNDER_BITS);
        FloatVector r = reduceByLn2(c, t.sub(ROUNDER));
        FloatVector p = r.add(r.mul(r).mul(expTail(r)));
        FloatVector s = powerOfTwo(n.sub(1));
        FloatVector y = s.mul(p).add(s.sub(0.5f)).mul(2f);
        return y.blend(x, x.abs().compare(VectorOperators.LT, 0x1p-25f));
    }

    private static FloatVector reduceByLn2(FloatVector c, FloatVector k) {
        return c.sub(k.mul(LN2_HIGH)).sub(k.mul(LN2_LOW));
    }

    private static FloatVector expTail(FloatVector r) {
        return r.mul(E5)
                .add(E4)
                .mul(r)
                .add(E3)
                .mul(r)
                .add(E2)
                .mul(r)
                .add(E1)
                .mul(r)
                .add(E0);
    }

    private static FloatVector powerOfTwo(IntVector n) {
        return n.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    static FloatVector log(FloatVector x) {
        VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        FloatVector scaled = x.blend(x.mul(0x1p23f), tiny);
        IntVector bits = scaled.reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector e = integer(bits.lanewise(VectorOperators.ASHR, 23));
        FloatVector y = logarithm(mantissa(bits).sub(1f), e.blend(e.sub(23f), tiny));
        y = x.blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
        return y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }

    static FloatVector log1p(FloatVector x) {
        FloatVector u = x.add(1f);
        FloatVector b = u.sub(1f);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector lost = one.sub(u.sub(b)).add(x.sub(b));
        IntVector bits = u.reinterpretAsInts().sub(SQRT_HALF_BITS);
        IntVector e = bits.lanewise(VectorOperators.ASHR, 23);
        FloatVector f = mantissa(bits).sub(1f).add(lost.mul(powerOfTwo(e.min(64).neg())));
        return log1pEnds(x, logarithm(f, integer(e)));
    }

    private static FloatVector log1pEnds(FloatVector x, FloatVector value) {
        FloatVector y = x.blend(value, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NaN, x.compare(VectorOperators.LT, -1f));
        y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1f));
        return y.blend(x, x.compare(VectorOperators.EQ, 0f));
    }

    private static FloatVector mantissa(IntVector bits) {
        return bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats();
    }

    private static FloatVector integer(IntVector e) {
        return e.add(ROUNDER_BITS).reinterpretAsFloats().sub(ROUNDER);
    }

    private static FloatVector logarithm(FloatVector f, FloatVector e) {
        FloatVector p = f.mul(L8).add(L7).mul(f).add(L6).mul(f).add(L5).mul(f).add(L4);
        p = p.mul(f).add(L3).mul(f).add(L2).mul(f).add(L1).mul(f).add(L0);
        FloatVector z = f.mul(f);
        FloatVector y = z.mul(f).mul(p).add(e.mul(LN2_LOW));
        y = y.sub(z.mul(0.5f));
        return f.add(y).add(e.mul(LN2_HIGH));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector z = a.mul(a);
        FloatVector p = z.mul(T4).add(T3).mul(z).add(T2).mul(z).add(T1).mul(z).add(T0);
        FloatVector small = a.add(a.mul(z).mul(p));
        FloatVector c = a.blend(TANH_END, a.compare(VectorOperators.GT, TANH_END));
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector large =
                one.sub(FloatVector.broadcast(SPECIES, 2f).div(exp(c.add(c)).add(1f)));
        return withSign(large.blend(small, a.compare(VectorOperators.LT, TANH_SPLIT)), x);
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        return one.blend(e, x.compare(VectorOperators.LT, 0f)).div(e.add(1f));
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector positive = FloatVector.zero(SPECIES).blend(x, x.compare(VectorOperators.GT, 0f));
        return positive.add(log1p(exp(x.abs().neg())));
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector small = erfSmall(a, a.mul(a));
        FloatVector c = a.blend(ERF_END, a.compare(VectorOperators.GT, ERF_END));
        FloatVector g = c.mul(EL5)
                .add(EL4)
                .mul(c)
                .add(EL3)
                .mul(c)
                .add(EL2)
                .mul(c)
                .add(EL1)
                .mul(c)
                .add(EL0);
        FloatVector large = FloatVector.broadcast(SPECIES, 1f).sub(exp(c.mul(g).neg()));
        return withSign(large.blend(small, a.compare(VectorOperators.LT, ERF_SPLIT)), x);
    }

    private static FloatVector erfSmall(FloatVector a, FloatVector z) {
        FloatVector p = z.mul(ES5)
                .add(ES4)
                .mul(z)
                .add(ES3)
                .mul(z)
                .add(ES2)
                .mul(z)
                .add(ES1)
                .mul(z)
                .add(ES0);
        return a.add(a.mul(p));
    }

    /** Whether a lane is beyond the reach of {@link #sin} and {@link #cos}. */
    static boolean far(FloatVector x) {
        return x.abs().compare(VectorOperators.GT, TRIG_END).anyTrue();
    }

    static FloatVector sin(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector t = a.mul(TWO_OVER_PI).add(ROUNDER);
        IntVector n = t.reinterpretAsInts();
        FloatVector r = reduce(a, t.sub(ROUNDER));
        VectorMask<Float> even = n.and(1).compare(VectorOperators.EQ, 0).cast(SPECIES);
        FloatVector y = cosine(r).blend(sine(r), even);
        return flip(y, n.lanewise(VectorOperators.LSHL, 30).lanewise(VectorOperators.XOR, x.reinterpretAsInts()));
    }

    static FloatVector cos(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector t = a.mul(TWO_OVER_PI).add(ROUNDER);
        IntVector n = t.reinterpretAsInts();
        FloatVector r = reduce(a, t.sub(ROUNDER));
        VectorMask<Float> even = n.and(1).compare(VectorOperators.EQ, 0).cast(SPECIES);
        FloatVector y = sine(r).blend(cosine(r), even);
        return flip(y, n.add(1).lanewise(VectorOperators.LSHL, 30));
    }

    private static FloatVector reduce(FloatVector a, FloatVector k) {
        FloatVector r = a.sub(k.mul(REDUCE_1)).sub(k.mul(REDUCE_2));
        return r.sub(k.mul(REDUCE_3)).sub(k.mul(REDUCE_4)).sub(k.mul(REDUCE_5));
    }

    private static FloatVector sine(FloatVector r) {
        FloatVector z = r.mul(r);
        return r.add(r.mul(z).mul(z.mul(S2).add(S1).mul(z).add(S0)));
    }

    private static FloatVector cosine(FloatVector r) {
        FloatVector z = r.mul(r);
        FloatVector head = FloatVector.broadcast(SPECIES, 1f).sub(z.mul(0.5f));
        return head.add(z.mul(z).mul(z.mul(C2).add(C1).mul(z).add(C0)));
    }

    private static FloatVector flip(FloatVector y, IntVector sign) {
        IntVector bits = y.reinterpretAsInts().lanewise(VectorOperators.XOR, sign.and(SIGN));
        return bits.reinterpretAsFloats();
    }

    private static FloatVector withSign(FloatVector y, FloatVector x) {
        return y.reinterpretAsInts().or(x.reinterpretAsInts().and(SIGN)).reinterpretAsFloats();
    }

    static FloatVector normalQuantile(FloatVector p) {
        FloatVector q = p.sub(0.5f);
        VectorMask<Float> lower = q.compare(VectorOperators.LT, 0f);
        FloatVector tail = FloatVector.broadcast(SPECIES, 1f).sub(p).blend(p, lower);
        FloatVector t = log(tail).mul(-2f).sqrt();
        FloatVector z = t.sub(quantileTail(t));
        z = z.blend(Float.POSITIVE_INFINITY, tail.compare(VectorOperators.EQ, 0f));
        z = z.blend(z.neg(), lower);
        return z.blend(quantileCentre(q), q.abs().compare(VectorOperators.LE, 0.425f));
    }

    private static FloatVector quantileCentre(FloatVector q) {
        FloatVector s = FloatVector.broadcast(SPECIES, 0.180625f).sub(q.mul(q));
        FloatVector numerator = s.mul(QC3).add(QC2).mul(s).add(QC1).mul(s).add(QC0);
        FloatVector denominator = s.mul(QD3).add(QD2).mul(s).add(QD1).mul(s).add(1f);
        return q.mul(2f).add(q.mul(numerator.div(denominator)));
    }

    private static FloatVector quantileTail(FloatVector t) {
        FloatVector numerator = t.mul(QE3).add(QE2).mul(t).add(QE1).mul(t).add(QE0);
        FloatVector denominator = t.mul(QF3).add(QF2).mul(t).add(QF1).mul(t).add(1f);
        return numerator.div(denominator);
    }

    static FloatVector pow(FloatVector x, FloatVector y) {
        FloatVector a = x.abs();
        FloatVector magnitude = powerOfMagnitude(a, y, 0).add(powerOfMagnitude(a, y, 1));
        return powEnds(x, y, magnitude);
    }

    private static FloatVector powEnds(FloatVector x, FloatVector y, FloatVector magnitude) {
        VectorMask<Float> whole = isWhole(y);
        VectorMask<Float> odd = whole.andNot(isWhole(y.mul(0.5f)));
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector z = flip(magnitude, zero.blend(x, odd).reinterpretAsInts());
        VectorMask<Float> undefined = x.compare(VectorOperators.LT, 0f)
                .and(x.compare(VectorOperators.GT, Float.NEGATIVE_INFINITY))
                .andNot(whole);
        return z.blend(Float.NaN, undefined).blend(1f, y.compare(VectorOperators.EQ, 0f));
    }

    private static VectorMask<Float> isWhole(FloatVector y) {
        FloatVector a = y.abs();
        return a.compare(VectorOperators.GE, 0x1p23f)
                .or(a.add(0x1p23f).sub(0x1p23f).compare(VectorOperators.EQ, a));
    }

    /** One half of the lanes, zero in the others. */
    private static FloatVector powerOfMagnitude(FloatVector a, FloatVector y, int part) {
        DoubleVector x = (DoubleVector) a.convert(VectorOperators.F2D, part);
        DoubleVector exponent = (DoubleVector) y.convert(VectorOperators.F2D, part);
        return (FloatVector) exp2(exponent.mul(log2(x))).convert(VectorOperators.D2F, -part);
    }

    private static DoubleVector log2(DoubleVector a) {
        LongVector bits = a.reinterpretAsLongs().add(ONE_64_BITS - SQRT_HALF_64_BITS);
        DoubleVector e = bits.lanewise(VectorOperators.LSHR, 52)
                .add(ROUNDER_64_BITS)
                .reinterpretAsDoubles()
                .sub(ROUNDER_64 + 1023);
        DoubleVector f = bits.and(MANTISSA_64)
                .add(SQRT_HALF_64_BITS)
                .reinterpretAsDoubles()
                .sub(1);
        DoubleVector s = f.div(f.add(2));
        DoubleVector z = s.mul(s);
        DoubleVector p = z.mul(PL5)
                .add(PL4)
                .mul(z)
                .add(PL3)
                .mul(z)
                .add(PL2)
                .mul(z)
                .add(PL1)
                .mul(z)
                .add(PL0);
        DoubleVector log = e.add(s.mul(p));
        log = a.blend(log, a.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
        return log.blend(Double.NEGATIVE_INFINITY, a.compare(VectorOperators.EQ, 0));
    }

    private static DoubleVector exp2(DoubleVector power) {
        DoubleVector t = power.blend(200, power.compare(VectorOperators.GT, 200));
        t = t.blend(-200, t.compare(VectorOperators.LT, -200));
        DoubleVector n = t.add(ROUNDER_64);
        DoubleVector r = t.sub(n.sub(ROUNDER_64));
        DoubleVector p = r.mul(PE7).add(PE6).mul(r).add(PE5).mul(r).add(PE4);
        p = p.mul(r).add(PE3).mul(r).add(PE2).mul(r).add(PE1).mul(r).add(PE0);
        LongVector scale = n.reinterpretAsLongs().add(1023 - ROUNDER_64_BITS).lanewise(VectorOperators.LSHL, 52);
        return p.mul(scale.reinterpretAsDoubles());
    }

    /** a · b, but 0 where one factor is 0 and the other infinite or NaN. */
    static FloatVector mulz(FloatVector a, FloatVector b) {
        FloatVector p = a.mul(b);
        VectorMask<Float> zero = a.compare(VectorOperators.EQ, 0f).or(b.compare(VectorOperators.EQ, 0f));
        return p.blend(0f, zero.and(p.compare(VectorOperators.NE, p)));
    }
}
