package org.auriflow.engine.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.auriflow.engine.Shape;
import org.auriflow.engine.Storage;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.TensorType;

/**
 * Convolution, as deep learning calls cross-correlation, along one to three axes, and its two gradients.
 *
 * <p>All three are derivatives of one form, linear in each of three tensors:
 *
 * <pre>Φ(x, w, y) = Σ x[b, i, o·stride + k·dilation − low] · w[c, i, k] · y[b, c, o]</pre>
 *
 * over samples b, output channels c, input channels i of the group of c, places o of the result and k of the kernel;
 * beyond its ends x is 0. The derivative of Φ with respect to one tensor is an operation on the other two, and its
 * derivatives are the other two operations:
 *
 * <ul>
 *   <li>{@link Factor#OUTPUT}: the convolution, of x [batch, in, S…] and w [out, in / groups, K…] to y [batch, out,
 *       S′…];
 *   <li>{@link Factor#INPUT}: the transposed convolution, of w and y to x;
 *   <li>{@link Factor#WEIGHTS}: of x and y to w, a sum over the batch.
 * </ul>
 *
 * @param window strides, padding, dilations and groups
 * @param result the factor of Φ that is computed; the operands are the other two in the order of their declaration
 * @param extents spatial extents of the result where the operands leave them open, S for INPUT and K for WEIGHTS; else
 *     empty
 */
public record Convolution(Window window, Factor result, List<Integer> extents) implements Op {
    static final int MOST_AXES = 3;

    /** The three tensors. */
    public enum Factor {
        /** x [batch, in, S…]. */
        INPUT(0, "transposedconvolution"),
        /** w [out, in / groups, K…]. */
        WEIGHTS(1, "convolutionweights"),
        /** y [batch, out, S′…]. */
        OUTPUT(2, "convolution");

        /** Number among the three. */
        private final int place;

        private final String operation;

        Factor(int place, String operation) {
            this.place = place;
            this.operation = operation;
        }

        private boolean hasSamples() {
            return this != WEIGHTS;
        }
    }

    /**
     * All extents.
     *
     * @param batch samples
     * @param groups groups of channels
     * @param in input channels of a group
     * @param out output channels of a group
     * @param input S
     * @param kernel K
     * @param output S′
     */
    public record Sizes(int batch, int groups, int in, int out, Shape input, Shape kernel, Shape output) {
        /** Multiplications of two elements. */
        public long products() {
            return (long) batch * groups * in * out * kernel.size() * output.size();
        }
    }

    @Override
    public String name() {
        return result.operation;
    }

    /** The convolution of x and w. */
    public static Convolution of(Window window) {
        return new Convolution(window, Factor.OUTPUT, List.of());
    }

    private Factor factor(int operand) {
        return Factor.values()[operand < result.place ? operand : operand + 1];
    }

    private static Shape spatial(TensorType t) {
        return t.shape().range(2, t.shape().rank());
    }

    private static List<Integer> list(Shape s) {
        return Arrays.stream(s.toArray()).boxed().toList();
    }

    /** All extents, for operands that fit. */
    public Sizes sizes(List<TensorType> in) {
        return sizes(in, infer(in));
    }

    private Sizes sizes(List<TensorType> in, TensorType of) {
        List<TensorType> all = new ArrayList<>(in);
        all.add(result.place, of);
        Shape x = all.get(Factor.INPUT.place).shape();
        Shape w = all.get(Factor.WEIGHTS.place).shape();
        Shape y = all.get(Factor.OUTPUT.place).shape();
        int g = window.groups();
        int rank = x.rank();
        return new Sizes(
                x.extent(0), g, w.extent(1), w.extent(0) / g, x.range(2, rank), w.range(2, rank), y.range(2, rank));
    }

    private IllegalArgumentException error(String requirement, Object got, String fix) {
        return Op.error(name(), requirement, got, fix);
    }

    @Override
    public TensorType infer(List<TensorType> in) {
        TensorType a = in.get(0);
        TensorType b = in.get(1);
        int axes = a.shape().rank() - 2;
        String shapes = a.shape() + " and " + b.shape();
        if (a.shape().rank() != b.shape().rank() || axes < 1 || axes > MOST_AXES) {
            throw error("requires two axes before 1 to " + MOST_AXES + " spatial ones", shapes, "reshape or expand");
        }
        if (a.dtype() != b.dtype() || !a.dtype().isFloating()) {
            throw error("requires one floating dtype", a.dtype() + " and " + b.dtype(), "cast one of them");
        }
        if (!window.isValid(axes)) {
            throw error(
                    "requires positive strides, dilations and groups and no negative padding for " + axes + " axes",
                    window,
                    "pad or slice where an end is to be cut");
        }
        boolean open = result != Factor.OUTPUT;
        if (open && (extents.size() != axes || extents.stream().anyMatch(e -> e < 0))) {
            throw error("requires " + axes + " extents of the result, not negative", extents, "check them");
        }
        return a.withShape(
                switch (result) {
                    case OUTPUT -> output(a.shape(), b.shape(), shapes);
                    case INPUT -> input(a.shape(), b.shape(), shapes);
                    case WEIGHTS -> weights(a.shape(), b.shape(), shapes);
                });
    }

    private Shape output(Shape x, Shape w, String shapes) {
        int g = window.groups();
        if (w.extent(0) % g != 0 || x.extent(1) != (long) w.extent(1) * g) {
            throw error(
                    "requires channels x [batch, in, ...] and w [out, in / groups, ...] with groups that divide both",
                    shapes + " with groups " + g,
                    "check the groups");
        }
        int[] y = new int[x.rank()];
        y[0] = x.extent(0);
        y[1] = w.extent(0);
        for (int i = 2; i < y.length; i++) {
            long results = w.extent(i) < 1 ? 0 : window.results(i - 2, x.extent(i), w.extent(i));
            if (results < 1) {
                throw error("the kernel must fit into the padded input and not be empty", fitting(shapes), "pad more");
            }
            y[i] = (int) Math.min(results, Integer.MAX_VALUE);
        }
        return Shape.of(y);
    }

    private Shape input(Shape w, Shape y, String shapes) {
        int g = window.groups();
        if (w.extent(0) % g != 0 || y.extent(1) != w.extent(0)) {
            throw error(
                    "requires channels w [out, in / groups, ...] and y [batch, out, ...] with groups that divide out",
                    shapes + " with groups " + g,
                    "check the groups");
        }
        Shape s = Shape.of(extents.stream().mapToInt(e -> e).toArray());
        requireFit(s, w.range(2, w.rank()), y.range(2, y.rank()), shapes);
        return Shape.of(y.extent(0), Math.multiplyExact(w.extent(1), g)).concat(s);
    }

    private Shape weights(Shape x, Shape y, String shapes) {
        int g = window.groups();
        if (x.extent(0) != y.extent(0) || x.extent(1) % g != 0 || y.extent(1) % g != 0) {
            throw error(
                    "requires x [batch, in, ...] and y [batch, out, ...] with groups that divide in and out",
                    shapes + " with groups " + g,
                    "check the groups");
        }
        Shape k = Shape.of(extents.stream().mapToInt(e -> e).toArray());
        requireFit(x.range(2, x.rank()), k, y.range(2, y.rank()), shapes);
        return Shape.of(y.extent(1), x.extent(1) / g).concat(k);
    }

    private void requireFit(Shape s, Shape k, Shape y, String shapes) {
        for (int i = 0; i < s.rank(); i++) {
            if (k.extent(i) < 1 || y.extent(i) < 1 || window.results(i, s.extent(i), k.extent(i)) != y.extent(i)) {
                throw error(
                        "a convolution of x " + s + " with a kernel " + k + " must have the results " + y,
                        fitting(shapes),
                        "check the extents");
            }
        }
    }

    private String fitting(String shapes) {
        return shapes + " with " + window;
    }

    /** Plain loops over all factors of Φ; along fewer than three axes the first ones have one element. */
    @Override
    public void evaluate(List<Storage> in, List<TensorType> types, Storage out, TensorType type) {
        Sizes z = sizes(types, type);
        int[] s = three(z.input.toArray(), 1);
        int[] k = three(z.kernel.toArray(), 1);
        int[] p = three(z.output.toArray(), 1);
        int[] stride = three(array(window.strides()), 1);
        int[] low = three(array(window.low()), 0);
        int[] dilation = three(array(window.dilations()), 1);
        int inputs = z.groups * z.in;
        int outputs = z.groups * z.out;
        int places = z.output.size();
        int taps = z.kernel.size();
        double[] sum = new double[out.size()];
        for (int o = 0; o < places; o++) {
            for (int t = 0; t < taps; t++) {
                int from = 0;
                boolean inside = true;
                int left = o;
                int tap = t;
                int step = 1;
                for (int i = MOST_AXES - 1; i >= 0; i--) {
                    int at = left % p[i] * stride[i] + tap % k[i] * dilation[i] - low[i];
                    inside &= at >= 0 && at < s[i];
                    from += at * step;
                    step *= s[i];
                    left /= p[i];
                    tap /= k[i];
                }
                for (int b = 0; b < z.batch; b++) {
                    for (int c = 0; c < outputs; c++) {
                        for (int i = 0; i < z.in; i++) {
                            int x = inside ? (b * inputs + c / z.out * z.in + i) * z.input.size() + from : -1;
                            int w = (c * z.in + i) * taps + t;
                            int y = (b * outputs + c) * places + o;
                            add(in, sum, x, w, y);
                        }
                    }
                }
            }
        }
        for (int i = 0; i < sum.length; i++) {
            out.set(i, sum[i]);
        }
    }

    /** One product; x is −1 in the padding. */
    private void add(List<Storage> in, double[] sum, int x, int w, int y) {
        switch (result) {
            case OUTPUT -> sum[y] += (x < 0 ? 0 : in.get(0).get(x)) * in.get(1).get(w);
            case WEIGHTS -> sum[w] += (x < 0 ? 0 : in.get(0).get(x)) * in.get(1).get(y);
            case INPUT -> {
                if (x >= 0) {
                    sum[x] += in.get(0).get(w) * in.get(1).get(y);
                }
            }
        }
    }

    private static int[] array(List<Integer> all) {
        return all.stream().mapToInt(i -> i).toArray();
    }

    /** Values for three axes, with the same for those that are not there, which come first. */
    public static int[] three(int[] values, int missing) {
        int[] all = new int[MOST_AXES];
        Arrays.fill(all, missing);
        System.arraycopy(values, 0, all, MOST_AXES - values.length, values.length);
        return all;
    }

    /** The derivative of Φ with respect to a factor, of the given type, at the others. */
    private Tensor derivative(Factor f, TensorType type, Tensor[] factors) {
        List<Tensor> operands = new ArrayList<>(List.of(factors));
        operands.remove(f.place);
        List<Integer> open = f == Factor.OUTPUT ? List.of() : list(spatial(type));
        return Tensor.apply(new Convolution(window, f, open), operands.toArray(new Tensor[0]));
    }

    @Override
    public Tensor[] vjp(Tensor y, List<Tensor> x, Tensor v, boolean[] wanted) {
        List<Tensor> all = new ArrayList<>(x);
        all.add(result.place, v);
        Tensor[] factors = all.toArray(new Tensor[0]);
        Tensor[] d = new Tensor[2];
        for (int k = 0; k < 2; k++) {
            d[k] = wanted[k] ? derivative(factor(k), x.get(k).type(), factors) : null;
        }
        return d;
    }

    @Override
    public Tensor jvp(Tensor y, List<Tensor> x, Tensor[] t) {
        Tensor first = t[0] == null ? null : Tensor.apply(this, t[0], x.get(1));
        Tensor second = t[1] == null ? null : Tensor.apply(this, x.get(0), t[1]);
        return first == null ? second : second == null ? first : first.add(second);
    }

    /**
     * The new axis joins one of Φ that those who have it share: with both operands the groups; with one the samples,
     * the output channels or the input channels of a group, whichever the other operand has not.
     */
    @Override
    public Tensor batch(List<Tensor> x, boolean[] batched, int n) {
        if (n == 0) {
            return none(x, batched);
        }
        boolean both = batched[0] && batched[1];
        Axis axis = both ? Axis.GROUP : Axis.missingIn(factor(batched[0] ? 1 : 0));
        Tensor[] joined = new Tensor[2];
        for (int k = 0; k < 2; k++) {
            joined[k] = batched[k] ? join(x.get(k), factor(k), axis) : x.get(k);
        }
        Window w = both ? window.withGroups(Math.multiplyExact(window.groups(), n)) : window;
        return part(Tensor.apply(new Convolution(w, result, extents), joined), axis, n);
    }

    /** The result for no entries at all, for which there would be no groups. */
    private Tensor none(List<Tensor> x, boolean[] batched) {
        List<TensorType> one = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            Shape s = x.get(k).shape();
            one.add(x.get(k).type().withShape(batched[k] ? s.range(1, s.rank()) : s));
        }
        TensorType type = infer(one);
        return Tensor.full(type.withShape(type.shape().insert(0, 0)), 0);
    }

    /** The axes of Φ before the spatial ones. */
    private enum Axis {
        SAMPLE(0, -1, 0),
        GROUP(1, 0, 1),
        OUT(-1, 1, 2),
        IN(2, 2, -1);

        /** Where it stands in each factor, with groups and channels apart. */
        private final int[] place;

        Axis(int... place) {
            this.place = place;
        }

        int in(Factor f) {
            return place[f.place];
        }

        static Axis missingIn(Factor f) {
            return f == Factor.INPUT ? OUT : f == Factor.WEIGHTS ? SAMPLE : IN;
        }
    }

    /** A factor [n, …] as one of the usual rank: its first axis goes before another one and becomes part of it. */
    private Tensor join(Tensor t, Factor f, Axis axis) {
        Shape one = t.shape().range(1, t.shape().rank());
        int n = t.shape().extent(0);
        int at = axis.in(f);
        Shape apart = apart(one, f, window.groups());
        Shape joined = together(apart.with(at, apart.extent(at) * n), f);
        if (at == 0) {
            return t.reshape(joined);
        }
        int[] order = new int[apart.rank() + 1];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < at ? i + 1 : i == at ? 0 : i;
        }
        return t.reshape(apart.insert(0, n)).transpose(order).reshape(joined);
    }

    /** The inverse of {@link #join} for the result. */
    private Tensor part(Tensor t, Axis axis, int n) {
        int at = axis.in(result);
        int groups = axis == Axis.GROUP ? window.groups() * n : window.groups();
        Shape joined = apart(t.shape(), result, groups);
        Shape apart = joined.with(at, joined.extent(at) / n);
        Shape each = together(apart, result).insert(0, n);
        if (at == 0) {
            return t.reshape(each);
        }
        int[] order = new int[apart.rank() + 1];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == 0 ? at : i <= at ? i - 1 : i;
        }
        return t.reshape(apart.insert(at, n)).transpose(order).reshape(each);
    }

    /** Groups as an axis of their own. */
    private static Shape apart(Shape s, Factor f, int groups) {
        int divided = f.hasSamples() ? 1 : 0;
        return s.with(divided, groups).insert(divided + 1, s.extent(divided) / groups);
    }

    private static Shape together(Shape s, Factor f) {
        int divided = f.hasSamples() ? 1 : 0;
        return s.remove(List.of(divided + 1)).with(divided, s.extent(divided) * s.extent(divided + 1));
    }

    @Override
    public long flops(List<TensorType> inputs, TensorType out) {
        return 2 * sizes(inputs).products();
    }
}
