package org.auriflow.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.auriflow.engine.DType;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Storage;

/** Every pointwise loop with an independent definition in double. */
final class LoopCatalogue {
    /** A definition on up to three operands; truth values are 0 and 1. */
    interface Definition {
        double at(double a, double b, double c);
    }

    /** One loop: operation, number of operands, dtypes and definition. */
    record Entry(String name, int arity, DType in, DType out, Definition definition) {
        /** Operand k has this dtype: the condition of where is bool, the rest are alike. */
        DType dtype(int k) {
            return name.equals("where") && k == 0 ? DType.BOOL : in;
        }

        /** Random operands with special values among them, and no integer division by zero. */
        Object[] operands(int n, long seed) {
            Object[] operands = new Object[arity];
            RandomStream random = new RandomStream(seed, n);
            for (int k = 0; k < arity; k++) {
                Storage s = Storage.allocate(dtype(k), n);
                for (int i = 0; i < n; i++) {
                    s.set(i, value(dtype(k), random));
                }
                operands[k] = s.array();
            }
            return operands;
        }

        @Override
        public String toString() {
            return name + " " + in + " to " + out;
        }
    }

    static final List<Entry> ALL = all();

    private static final double[] SPECIAL = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        2,
        30,
        -30,
        1e30,
        -1e30,
        1e-30,
        20000,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        Float.MAX_VALUE
    };

    private LoopCatalogue() {}

    private static double value(DType dtype, RandomStream random) {
        if (dtype == DType.BOOL) {
            return random.bernoulli(0.5) ? 1 : 0;
        }
        if (dtype == DType.INT32) {
            int v = random.bernoulli(0.8) ? random.below(41) - 20 : (int) random.bits();
            return v == 0 ? 1 : v;
        }
        return random.bernoulli(0.2) ? SPECIAL[random.below(SPECIAL.length)] : 3 * random.normal();
    }

    private static List<Entry> all() {
        List<Entry> all = new ArrayList<>();
        numeric(all, "neg", a -> -a);
        numeric(all, "abs", Math::abs);
        numeric(all, "sign", Math::signum);
        floating(all, "sqrt", Math::sqrt);
        floating(all, "floor", Math::floor);
        floating(all, "relu", a -> a > 0 ? a : Double.isNaN(a) ? a : 0);
        floating(all, "exp", StrictMath::exp);
        floating(all, "expneg", a -> StrictMath.exp(-Math.abs(a)));
        floating(all, "expm1", StrictMath::expm1);
        floating(all, "log", StrictMath::log);
        floating(all, "log1p", StrictMath::log1p);
        floating(all, "tanh", StrictMath::tanh);
        floating(
                all,
                "sigmoid",
                a -> a > 0 ? 1 / (1 + StrictMath.exp(-a)) : StrictMath.exp(a) / (1 + StrictMath.exp(a)));
        floating(all, "softplus", a -> a > 40 ? a : StrictMath.log1p(StrictMath.exp(a)));
        floating(all, "erf", DoubleMath::erf);
        floating(all, "sin", StrictMath::sin);
        floating(all, "cos", StrictMath::cos);
        floating(all, "normalquantile", DoubleMath::normalQuantile);
        floating(all, "erfinv", DoubleMath::erfInv);
        for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
            all.add(new Entry("isfinite", 1, t, DType.BOOL, (a, b, c) -> Double.isFinite(a) ? 1 : 0));
            all.add(new Entry("pow", 2, t, t, (a, b, c) -> StrictMath.pow(a, b)));
            all.add(new Entry("atan2", 2, t, t, (a, b, c) -> StrictMath.atan2(a, b)));
            all.add(new Entry("mulz", 2, t, t, (a, b, c) -> Double.isNaN(a * b) && (a == 0 || b == 0) ? 0 : a * b));
        }
        numeric(all, "add", (a, b) -> a + b);
        numeric(all, "sub", (a, b) -> a - b);
        numeric(all, "mul", (a, b) -> a * b);
        for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
            all.add(new Entry("div", 2, t, t, (a, b, c) -> a / b));
        }
        all.add(new Entry("div", 2, DType.INT32, DType.INT32, (a, b, c) -> {
            int quotient = (int) a / (int) b;
            return quotient;
        }));
        numeric(
                all,
                "min",
                (a, b) -> Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Double.compare(a, b) < 0 ? a : b);
        numeric(
                all,
                "max",
                (a, b) -> Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Double.compare(a, b) > 0 ? a : b);
        for (DType t : DType.values()) {
            if (t != DType.BOOL) {
                all.add(new Entry("lt", 2, t, DType.BOOL, (a, b, c) -> a < b ? 1 : 0));
                all.add(new Entry("le", 2, t, DType.BOOL, (a, b, c) -> a <= b ? 1 : 0));
            }
            all.add(new Entry("eq", 2, t, DType.BOOL, (a, b, c) -> a == b ? 1 : 0));
            all.add(new Entry("ne", 2, t, DType.BOOL, (a, b, c) -> a != b ? 1 : 0));
            all.add(new Entry("where", 3, t, t, (a, b, c) -> a != 0 ? b : c));
            for (DType to : DType.values()) {
                all.add(new Entry("cast", 1, t, to, (a, b, c) -> to == DType.INT32 ? (int) a : a));
            }
        }
        all.add(new Entry("not", 1, DType.BOOL, DType.BOOL, (a, b, c) -> 1 - a));
        all.add(new Entry("and", 2, DType.BOOL, DType.BOOL, (a, b, c) -> a * b));
        all.add(new Entry("or", 2, DType.BOOL, DType.BOOL, (a, b, c) -> Math.max(a, b)));
        return List.copyOf(all);
    }

    private static void floating(List<Entry> all, String name, DoubleUnaryOperator f) {
        for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
            all.add(new Entry(name, 1, t, t, (a, b, c) -> f.applyAsDouble(a)));
        }
    }

    private static void numeric(List<Entry> all, String name, DoubleUnaryOperator f) {
        floating(all, name, f);
        all.add(new Entry(name, 1, DType.INT32, DType.INT32, (a, b, c) -> (int) (long) f.applyAsDouble(a)));
    }

    private static void numeric(List<Entry> all, String name, DoubleBinaryOperator f) {
        for (DType t : List.of(DType.FLOAT32, DType.FLOAT64)) {
            all.add(new Entry(name, 2, t, t, (a, b, c) -> f.applyAsDouble(a, b)));
        }
        all.add(new Entry(name, 2, DType.INT32, DType.INT32, (a, b, c) -> {
            // A product of two ints can exceed the 53 bits of a double.
            return name.equals("mul") ? (int) (((long) a) * (long) b) : (int) (long) f.applyAsDouble(a, b);
        }));
    }

    static Object array(DType dtype, int n) {
        return Storage.allocate(dtype, n).array();
    }

    /** Bitwise, except that every NaN equals every other. */
    static void assertSame(Object expected, Object actual, String text) {
        if (expected instanceof float[] e) {
            if (!Arrays.equals(e, (float[]) actual)) {
                assertArrayEquals(e, (float[]) actual, text);
            }
        } else if (expected instanceof double[] e) {
            assertArrayEquals(e, (double[]) actual, text);
        } else if (expected instanceof int[] e) {
            assertArrayEquals(e, (int[]) actual, text);
        } else {
            assertArrayEquals((boolean[]) expected, (boolean[]) actual, text);
        }
    }
}
