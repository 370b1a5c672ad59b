package org.auriflow.flows.elementwise;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.auriflow.engine.DType;
import org.auriflow.engine.Tensor;
import org.auriflow.flows.Elementwise;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.transform.ElementwiseTransform;
import org.auriflow.flows.transform.Inverse;

/**
 * Increasing functions without parameters between R, (0, ∞) and (0, 1), in closed form; {@link ElementwiseTransform} applies one to every
 * feature, and {@link Inverse} turns it round.
 *
 * <p>A value that rounding took to an end of an open interval counts, in the direction that would map it to ±∞, as the nearest number inside, with
 * derivative 0, so that what one direction gives the other takes. Numbers outside the domain give NaN.
 */
public enum Bijection implements Elementwise {
    /**
     * y = 1/(1 + e^−x), R onto (0, 1), with ln dy/dx = −softplus(x) − softplus(−x), which is exact for any x. In float32 y is 1 for x above 17, whose
     * inverse is 16.6.
     */
    SIGMOID("sigmoid", Tensor::sigmoid, Bijection::logit, (x, y) -> logSlopeOfSigmoid(x)),

    /** y = ln x − ln(1 − x), (0, 1) onto R: the inverse of {@link #SIGMOID}. */
    LOGIT("logit", Bijection::logit, Tensor::sigmoid, (x, y) -> logSlopeOfSigmoid(y)
            .neg()),

    /**
     * y = ln(1 + e^x), R onto (0, ∞), with ln dy/dx = −softplus(−x); the inverse is y + ln(1 − e^−y). In float32 y is 0 for x below −103,
     * whose inverse is −87.3.
     */
    SOFTPLUS("softplus", Tensor::softplus, Bijection::softplusInverse, (x, y) -> x.neg()
            .softplus()
            .neg()),

    /** y = e^x, R onto (0, ∞), with ln dy/dx = x. In float32 y is ∞ for x above 88.7. */
    EXP("exp", Tensor::exp, y -> positive(y).log(), (x, y) -> x),

    /**
     * y = Φ(x) = (1 + erf(x/√2))/2, R onto (0, 1), with ln dy/dx = −x²/2 − ln(2π)/2. The absolute error of y is a rounding of 1, so that in float32 tails beyond
     * |x| = 5.4 are lost, as they are in uniform numbers of that type.
     */
    NORMAL_CDF(
            "normal_cdf",
            x -> x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5),
            Bijection::normalQuantile,
            (x, y) -> x.mul(x).mul(-0.5).sub(0.5 * Math.log(2 * Math.PI)));

    private final String type;
    private final UnaryOperator<Tensor> value;
    private final UnaryOperator<Tensor> inverse;
    private final BinaryOperator<Tensor> log;

    Bijection(String type, UnaryOperator<Tensor> value, UnaryOperator<Tensor> inverse, BinaryOperator<Tensor> log) {
        this.type = type;
        this.value = value;
        this.inverse = inverse;
        this.log = log;
    }

    private static Tensor logSlopeOfSigmoid(Tensor x) {
        return x.softplus().add(x.neg().softplus()).neg();
    }

    private static Tensor logit(Tensor y) {
        Tensor inside = belowOne(positive(y));
        return inside.log().sub(inside.neg().log1p());
    }

    private static Tensor softplusInverse(Tensor y) {
        Tensor inside = positive(y);
        return inside.add(inside.neg().expm1().neg().log());
    }

    private static Tensor normalQuantile(Tensor y) {
        Tensor z = y.mul(2).sub(1);
        return belowOne(belowOne(z).neg()).neg().erfInv().mul(Math.sqrt(2));
    }

    /** The least normal number in place of 0. */
    private static Tensor positive(Tensor y) {
        double least = y.dtype() == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return Tensor.where(y.eq(Tensor.zerosLike(y)), Tensor.full(y.type(), least), y);
    }

    /** The greatest number below 1 in place of 1. */
    private static Tensor belowOne(Tensor y) {
        double next = y.dtype() == DType.FLOAT32 ? Math.nextDown(1f) : Math.nextDown(1.0);
        return Tensor.where(y.eq(Tensor.onesLike(y)), Tensor.full(y.type(), next), y);
    }

    /** The {@code type} of its configuration. */
    public String type() {
        return type;
    }

    @Override
    public int parameters() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor parameters) {
        Tensor y = forwardValue(x, parameters);
        return new Transformed(y, log.apply(x, y));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor parameters) {
        Tensor x = inverseValue(y, parameters);
        return new Transformed(x, log.apply(x, y).neg());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor parameters) {
        Parameters.check(type, x, parameters, 0);
        return value.apply(x);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor parameters) {
        Parameters.check(type, y, parameters, 0);
        return inverse.apply(y);
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("type", type);
    }
}
