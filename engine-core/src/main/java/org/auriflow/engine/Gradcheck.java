package org.auriflow.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Compares derivatives with central differences in float64, in both modes and to any order.
 *
 * <p>For a function f, a point x, a random cotangent w and a random direction d of each floating input, the three numbers
 *
 * <pre>{@code
 * d/dh w·f(x + h d) at h = 0    w·jvp(f, x, d)    vjp(f, x, w)·d
 * }</pre>
 *
 * must agree. The first comes from differences with steps h and h/2, extrapolated, so that its error is of order h⁴.
 * At order 2 the graph of the vector-Jacobian product and that of the Jacobian-vector product are themselves checked as
 * functions of x, w and d, and so on: a derivative that is right as a number but cut off from its inputs is found there.
 *
 * <pre>{@code
 * Gradcheck.of(x -> x.get(0).mul(x.get(1)).sin(), Tensor.of(0.1, 0.2), Tensor.of(0.3, 0.4)).order(2).run();
 * }</pre>
 *
 * <p>int32 and bool inputs are held fixed. The function must be smooth within the step of the point. After autograd's
 * {@code check_grads} (Maclaurin, Duvenaud and Adams).
 */
public final class Gradcheck {
    private final Function<List<Tensor>, List<Tensor>> function;
    private final List<Tensor> at;
    private final int order;
    private final double step;
    private final double tolerance;
    private final long seed;

    private Gradcheck(
            Function<List<Tensor>, List<Tensor>> function,
            List<Tensor> at,
            int order,
            double step,
            double tolerance,
            long seed) {
        this.function = function;
        this.at = at;
        this.order = order;
        this.step = step;
        this.tolerance = tolerance;
        this.seed = seed;
    }

    /**
     * A check of a function at a point: order 1, step 2⁻⁹, tolerance 1e-6, seed 0.
     *
     * @throws IllegalArgumentException if no input is floating or one is float32
     */
    public static Gradcheck of(Function<List<Tensor>, Tensor> function, Tensor... at) {
        return of(function, List.of(at));
    }

    /** As {@link #of(Function, Tensor...)}. */
    public static Gradcheck of(Function<List<Tensor>, Tensor> function, List<Tensor> at) {
        boolean any = false;
        for (Tensor x : at) {
            any |= x.dtype().isFloating();
            if (x.dtype() == DType.FLOAT32) {
                throw new IllegalArgumentException("gradcheck: requires float64 inputs, got " + x.type()
                        + "; differences in float32 are too coarse, cast it");
            }
        }
        if (!any) {
            throw new IllegalArgumentException("gradcheck: requires a float64 input, got "
                    + at.stream().map(Tensor::type).toList() + "; there is nothing to differentiate");
        }
        return new Gradcheck(x -> List.of(function.apply(x)), List.copyOf(at), 1, 0x1p-9, 1e-6, 0);
    }

    /** The same check of derivatives up to this order. */
    public Gradcheck order(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("gradcheck: order must be at least 1, got " + n + "; use 1 or 2");
        }
        return new Gradcheck(function, at, n, step, tolerance, seed);
    }

    /** The same check with differences over ±h. */
    public Gradcheck step(double h) {
        return new Gradcheck(function, at, order, h, tolerance, seed);
    }

    /** The same check that allows |got − expected| ≤ t · max(1, |expected|), and the rounding of the differences. */
    public Gradcheck tolerance(double t) {
        return new Gradcheck(function, at, order, step, t, seed);
    }

    /** The same check in other random directions. */
    public Gradcheck seed(long s) {
        return new Gradcheck(function, at, order, step, tolerance, s);
    }

    /**
     * Runs the check.
     *
     * @throws AssertionError if a derivative disagrees; the message names the input, mode, direction and both numbers
     */
    public void run() {
        check(function, at, order, "f", new RandomStream(seed, 0));
    }

    private void check(
            Function<List<Tensor>, List<Tensor>> f, List<Tensor> x, int depth, String path, RandomStream random) {
        List<Tensor> leaves = x.stream().map(Gradcheck::leaf).toList();
        List<Tensor> ys = f.apply(leaves);
        List<Tensor> outputs = ys.stream().filter(y -> y.dtype().isFloating()).toList();
        List<Tensor> weights =
                outputs.stream().map(y -> direction(y.type(), random)).toList();
        for (int k = 0; k < x.size(); k++) {
            if (x.get(k).dtype().isFloating()) {
                Tensor d = direction(x.get(k).type(), random);
                compare(f, x, leaves, outputs, weights, k, d, path);
            }
        }
        if (depth > 1) {
            check(reverse(f, x.size()), concatenate(x, weights), depth - 1, "vjp of " + path, random);
            List<Tensor> directions = x.stream()
                    .filter(t -> t.dtype().isFloating())
                    .map(t -> direction(t.type(), random))
                    .toList();
            check(forward(f, x.size()), concatenate(x, directions), depth - 1, "jvp of " + path, random);
        }
    }

    private void compare(
            Function<List<Tensor>, List<Tensor>> f,
            List<Tensor> x,
            List<Tensor> leaves,
            List<Tensor> outputs,
            List<Tensor> weights,
            int k,
            Tensor d,
            String path) {
        double[] half = difference(f, x, weights, k, d, step / 2);
        double[] full = difference(f, x, weights, k, d, step);
        // Richardson: the error of order h² cancels.
        double expected = (4 * half[0] - full[0]) / 3;
        Tensor g = Grad.vjp(outputs, weights, List.of(leaves.get(k))).get(0);
        double reverse = dot(List.of(g), List.of(d))[0];
        List<Tensor> t = Grad.jvp(outputs, List.of(leaves.get(k)), List.of(d));
        double forward = dot(t, weights)[0];
        // Differences of large terms that nearly cancel lose as many digits as the terms have.
        double scale = Math.max(1, Math.max(Math.abs(expected), half[1] * 0x1p-30));
        verify("vjp", k, d, expected, reverse, scale, path);
        verify("jvp", k, d, expected, forward, scale, path);
    }

    private void verify(String mode, int k, Tensor d, double expected, double got, double scale, String path) {
        if (!(Math.abs(got - expected) <= tolerance * scale)) {
            throw new AssertionError("gradcheck: " + mode + " of " + path + " with respect to input " + k + " of shape "
                    + d.shape() + " must agree with differences, got " + got + " instead of " + expected
                    + " (tolerance " + tolerance * scale + ") along " + brief(d));
        }
    }

    private static String brief(Tensor d) {
        double[] v = d.toDoubleArray();
        return v.length <= 12
                ? Arrays.toString(v)
                : Arrays.toString(Arrays.copyOf(v, 12)) + "... (" + v.length + " elements)";
    }

    /** {(w·f(x + h d) − w·f(x − h d))/2h, the sum of the absolute terms in it}. */
    private static double[] difference(
            Function<List<Tensor>, List<Tensor>> f, List<Tensor> x, List<Tensor> w, int k, Tensor d, double h) {
        double[] up = dot(at(f, x, k, d, h), w);
        double[] down = dot(at(f, x, k, d, -h), w);
        return new double[] {(up[0] - down[0]) / (2 * h), (up[1] + down[1]) / (2 * h)};
    }

    private static List<Tensor> at(Function<List<Tensor>, List<Tensor>> f, List<Tensor> x, int k, Tensor d, double h) {
        List<Tensor> moved = new ArrayList<>(x);
        moved.set(k, leaf(x.get(k).add(d.mul(h))));
        return f.apply(moved).stream().filter(y -> y.dtype().isFloating()).toList();
    }

    /** {Σ a·b, Σ |a·b|}. */
    private static double[] dot(List<Tensor> a, List<Tensor> b) {
        double[] sum = new double[2];
        for (int k = 0; k < a.size(); k++) {
            double[] u = a.get(k).toDoubleArray();
            double[] v = b.get(k).toDoubleArray();
            for (int i = 0; i < u.length; i++) {
                sum[0] += u[i] * v[i];
                sum[1] += Math.abs(u[i] * v[i]);
            }
        }
        return sum;
    }

    /** (x, w) to the cotangents of all floating inputs. */
    private static Function<List<Tensor>, List<Tensor>> reverse(Function<List<Tensor>, List<Tensor>> f, int n) {
        return in -> {
            List<Tensor> x = in.subList(0, n);
            return Grad.vjp(floating(f.apply(x)), in.subList(n, in.size()), floating(x));
        };
    }

    /** (x, d) to the tangents of all floating outputs. */
    private static Function<List<Tensor>, List<Tensor>> forward(Function<List<Tensor>, List<Tensor>> f, int n) {
        return in -> {
            List<Tensor> x = in.subList(0, n);
            return Grad.jvp(floating(f.apply(x)), floating(x), in.subList(n, in.size()));
        };
    }

    private static List<Tensor> floating(List<Tensor> all) {
        return all.stream().filter(t -> t.dtype().isFloating()).toList();
    }

    private static List<Tensor> concatenate(List<Tensor> a, List<Tensor> b) {
        List<Tensor> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    /** A constant of its own, so that a tensor given twice counts as two inputs and history behind it is left out. */
    private static Tensor leaf(Tensor x) {
        return Tensor.constant(x.type(), x.storage());
    }

    private static Tensor direction(TensorType type, RandomStream random) {
        Storage s = Storage.allocate(type.dtype(), type.size());
        for (int i = 0; i < s.size(); i++) {
            s.set(i, 2 * random.uniform() - 1);
        }
        return Tensor.constant(type, s);
    }
}
