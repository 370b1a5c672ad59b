package org.auriflow.cuda;

import java.util.List;
import org.auriflow.engine.DType;
import org.auriflow.engine.op.Logic;
import org.auriflow.engine.op.Op;

/**
 * Pointwise operations as instructions, or as calls of the device functions of {@code functions.cu}.
 *
 * <p>Every instruction rounds to nearest and none is contracted, so that results have the bits that the processor's own
 * kernels give wherever the functions have them.
 */
final class PtxOperations {
    private final PtxText to;

    PtxOperations(PtxText to) {
        this.to = to;
    }

    /**
     * One operation on one element.
     *
     * @param in dtype of the operands (of the branches of a selection)
     * @param out dtype of the result
     * @param x registers of the operands
     * @return the register of the result
     */
    String apply(Op op, DType in, DType out, List<String> x) {
        if (op instanceof Logic.Cast) {
            return cast(in, out, x.get(0));
        }
        if (op instanceof Logic.Where) {
            return where(out, x.get(0), x.get(1), x.get(2));
        }
        String a = x.get(0);
        String b = x.size() > 1 ? x.get(1) : null;
        if (in == DType.BOOL) {
            return logic(op.name(), a, b);
        }
        String t = in == DType.INT32 ? "s32" : PtxText.move(in);
        boolean floating = in.isFloating();
        String rounded = floating ? ".rn." + t : "." + t;
        return switch (op.name()) {
            case "add", "sub" -> to.compute(out, op.name() + rounded, a, b);
            case "mul" -> to.compute(out, floating ? "mul.rn." + t : "mul.lo.s32", a, b);
            case "div" -> floating ? to.compute(out, "div.rn." + t, a, b) : function(op, in, out, x);
            case "neg" -> to.compute(out, "neg." + t, a);
            case "abs" -> floating ? to.compute(out, "abs." + t, a) : function(op, in, out, x);
            case "sqrt" -> to.compute(out, "sqrt.rn." + t, a);
            case "lt", "le", "eq" -> to.compute(out, "setp." + op.name() + "." + t, a, b);
            // Unordered: NaN differs from everything.
            case "ne" -> to.compute(out, (floating ? "setp.neu." : "setp.ne.") + t, a, b);
            case "isfinite" -> {
                String magnitude = to.compute(in, "abs." + t, a);
                yield to.compute(out, "setp.lt." + t, magnitude, PtxText.literal(in, Double.POSITIVE_INFINITY));
            }
            case "relu" -> {
                // NaN is not at most 0 and stays; −0 becomes 0.
                String off = to.compute(DType.BOOL, "setp.le." + t, a, zero(in));
                yield to.compute(out, "selp." + t, zero(in), a, off);
            }
            case "min", "max" -> floating ? extremum(op.name(), in, a, b) : to.compute(out, op.name() + "." + t, a, b);
            case "mulz" -> mulz(in, a, b);
            default -> function(op, in, out, x);
        };
    }

    private String function(Op op, DType in, DType out, List<String> x) {
        String name = "auriflow_" + op.name() + "_" + Kernels.suffix(in);
        return to.call(out, name, in, x.toArray(new String[0]));
    }

    private static String zero(DType type) {
        return PtxText.literal(type, 0);
    }

    private String logic(String op, String a, String b) {
        return switch (op) {
            case "and", "or" -> to.compute(DType.BOOL, op + ".pred", a, b);
            case "not" -> to.compute(DType.BOOL, "not.pred", a);
            case "ne" -> to.compute(DType.BOOL, "xor.pred", a, b);
            case "eq" -> to.compute(DType.BOOL, "not.pred", to.compute(DType.BOOL, "xor.pred", a, b));
            default -> throw new IllegalStateException("ptx: requires an operation on truth values, got " + op);
        };
    }

    private String where(DType out, String condition, String a, String b) {
        if (out == DType.BOOL) {
            String first = to.compute(out, "and.pred", condition, a);
            String second = to.compute(out, "and.pred", to.compute(out, "not.pred", condition), b);
            return to.compute(out, "or.pred", first, second);
        }
        return to.compute(out, "selp." + PtxText.move(out), a, b, condition);
    }

    /** The instruction takes the number where one operand is NaN; here NaN wins. */
    private String extremum(String op, DType type, String a, String b) {
        String t = PtxText.move(type);
        String y = to.compute(type, op + "." + t, a, b);
        String first = to.compute(DType.BOOL, "setp.eq." + t, a, a);
        String second = to.compute(DType.BOOL, "setp.eq." + t, b, b);
        String numbers = to.compute(DType.BOOL, "and.pred", first, second);
        return to.compute(type, "selp." + t, y, PtxText.literal(type, Double.NaN), numbers);
    }

    private String mulz(DType type, String a, String b) {
        String t = PtxText.move(type);
        String p = to.compute(type, "mul.rn." + t, a, b);
        String number = to.compute(DType.BOOL, "setp.eq." + t, p, p);
        String first = to.compute(DType.BOOL, "setp.neu." + t, a, zero(type));
        String second = to.compute(DType.BOOL, "setp.neu." + t, b, zero(type));
        String both = to.compute(DType.BOOL, "and.pred", first, second);
        String kept = to.compute(DType.BOOL, "or.pred", number, both);
        return to.compute(type, "selp." + t, p, zero(type), kept);
    }

    private String cast(DType in, DType out, String a) {
        if (in == out) {
            return a;
        }
        if (in == DType.BOOL) {
            return to.compute(out, "selp." + PtxText.move(out), PtxText.literal(out, 1), PtxText.literal(out, 0), a);
        }
        return switch (out) {
            case BOOL ->
                in.isFloating()
                        ? to.compute(out, "setp.neu." + PtxText.move(in), a, zero(in))
                        : to.compute(out, "setp.ne.s32", a, "0");
            // From float64 the instruction makes NaN the least integer, where Java has 0.
            case INT32 ->
                in == DType.FLOAT64
                        ? to.call(out, "auriflow_cast_f64_i32", in, a)
                        : to.compute(out, "cvt.rzi.s32.f32", a);
            case FLOAT32 -> to.compute(out, in == DType.FLOAT64 ? "cvt.rn.f32.f64" : "cvt.rn.f32.s32", a);
            case FLOAT64 ->
                in == DType.FLOAT32 ? to.compute(out, "cvt.f64.f32", a) : to.compute(out, "cvt.rn.f64.s32", a);
        };
    }
}
