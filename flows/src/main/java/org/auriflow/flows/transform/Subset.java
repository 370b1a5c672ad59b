package org.auriflow.flows.transform;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Features;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * A transform of chosen features, in the order in which they are named; the others stay as they are. ln|det| is that of
 * the inner transform, whose parameters are named {@code transform.…}.
 */
public final class Subset implements Transform {
    private final int[] indices;
    private final Transform transform;
    private final int width;
    private final Features chosen;
    private final Features together;
    private final Children children = new Children();

    private Subset(int[] indices, Transform transform, int width) {
        this.indices = indices;
        this.transform = children.add("transform", transform);
        this.width = width;
        this.chosen = new Features(indices);
        int[] from = IntStream.range(0, width).toArray();
        for (int k = 0; k < indices.length; k++) {
            from[indices[k]] = width + k;
        }
        this.together = new Features(from);
    }

    /**
     * The transform on features of rows.
     *
     * @param indices of the features, as many as the transform is wide
     * @param width of the rows
     * @throws IllegalArgumentException if an index is outside or occurs twice, or if they do not match the transform
     */
    public static Subset of(int[] indices, Transform transform, int width) {
        boolean distinct = Arrays.stream(indices).distinct().count() == indices.length;
        boolean inside = Arrays.stream(indices).allMatch(i -> i >= 0 && i < width);
        if (!distinct || !inside || indices.length != transform.width()) {
            throw new IllegalArgumentException(
                    "subset: requires " + transform.width() + " different features from 0 to " + (width - 1) + ", got "
                            + Arrays.toString(indices) + "; give one for each feature of the transform");
        }
        return new Subset(indices.clone(), transform, width);
    }

    /**
     * The transform on the features from begin on, as many as it is wide.
     *
     * @throws IllegalArgumentException if they go beyond the width of the rows
     */
    public static Subset slice(int begin, Transform transform, int width) {
        return of(IntStream.range(begin, begin + transform.width()).toArray(), transform, width);
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Subset fromConfig(Engine engine, Config c, Models models) {
        Transform inner = Parts.part(Transform.class, "subset", models.build(engine, c.object("transform")));
        return of(c.integers("indices"), inner, c.integer("width"));
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int contextWidth() {
        return transform.contextWidth();
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        Transformed y = transform.forward(chosen(x), context, pass);
        return new Transformed(together(x, y.value()), y.logAbsDet());
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        Transformed x = transform.inverse(chosen(y), context, pass);
        return new Transformed(together(y, x.value()), x.logAbsDet());
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return together(x, transform.forwardValue(chosen(x), context, pass));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return together(y, transform.inverseValue(chosen(y), context, pass));
    }

    @Override
    public Tensor initialise(Tensor x, Tensor context) {
        return together(x, transform.initialise(chosen(x), context));
    }

    @Override
    public Tensor initialiseInverse(Tensor y, Tensor context) {
        return together(y, transform.initialiseInverse(chosen(y), context));
    }

    private Tensor chosen(Tensor x) {
        Rows.lead("subset", x, width);
        return chosen.of(x);
    }

    private Tensor together(Tensor before, Tensor changed) {
        return together.of(Tensor.concatenate(-1, before, changed));
    }

    @Override
    public Map<String, Variable> parameters() {
        return children.parameters();
    }

    @Override
    public Map<String, Variable> state() {
        return children.state();
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> c = new LinkedHashMap<>();
        c.put("type", "subset");
        c.put("width", width);
        c.put("indices", Arrays.stream(indices).boxed().toList());
        c.put("transform", transform.config());
        return c;
    }
}
