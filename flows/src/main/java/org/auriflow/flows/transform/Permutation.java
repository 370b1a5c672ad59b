package org.auriflow.flows.transform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.RandomStream;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Features;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Config;
import org.auriflow.nn.Pass;

/** A fixed order of the features: yᵢ = x at order[i], with ln|det| = 0. */
public final class Permutation implements Transform {
    private final int[] order;
    private final Features forward;
    private final Features inverse;

    private Permutation(int[] order) {
        this.order = order;
        this.forward = new Features(order);
        this.inverse = forward.inverse();
    }

    /**
     * Feature i of the result is feature order[i] of the argument.
     *
     * @throws IllegalArgumentException if the numbers are not 0 … d − 1 in some order
     */
    public static Permutation of(int... order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        if (order.length == 0
                || !Arrays.equals(sorted, IntStream.range(0, order.length).toArray())) {
            throw new IllegalArgumentException("permutation: requires each of 0 to " + (order.length - 1)
                    + " once, got " + Arrays.toString(order) + "; check the order");
        }
        return new Permutation(order.clone());
    }

    /** The last feature first. */
    public static Permutation reverse(int width) {
        return of(IntStream.range(0, width).map(i -> width - 1 - i).toArray());
    }

    /** Feature i goes to i + shift, and beyond the end to the beginning. */
    public static Permutation roll(int width, int shift) {
        return of(IntStream.range(0, width)
                .map(i -> Math.floorMod(i - shift, width))
                .toArray());
    }

    /** An order that depends on the seed alone. */
    public static Permutation random(int width, long seed) {
        return of(new RandomStream(seed, 0).permutation(width));
    }

    /** Which feature of the argument each feature of the result is. */
    public int[] order() {
        return order.clone();
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Permutation fromConfig(Config c) {
        return of(c.integers("order"));
    }

    @Override
    public int width() {
        return order.length;
    }

    @Override
    public int contextWidth() {
        return 0;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        return Transformed.keepingVolume(forwardValue(x, context, pass));
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        return Transformed.keepingVolume(inverseValue(y, context, pass));
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        Rows.lead("permutation", x, order.length);
        return forward.of(x);
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        Rows.lead("permutation", y, order.length);
        return inverse.of(y);
    }

    /** None. */
    @Override
    public Map<String, Variable> parameters() {
        return Map.of();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "permutation");
        c.put("order", Arrays.stream(order).boxed().toList());
        return c;
    }
}
