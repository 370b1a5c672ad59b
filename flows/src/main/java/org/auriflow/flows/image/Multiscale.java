package org.auriflow.flows.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.engine.Engine;
import org.auriflow.engine.Tensor;
import org.auriflow.engine.Variable;
import org.auriflow.flows.Transform;
import org.auriflow.flows.Transformed;
import org.auriflow.flows.internal.Parts;
import org.auriflow.flows.internal.Rows;
import org.auriflow.nn.Children;
import org.auriflow.nn.Config;
import org.auriflow.nn.Models;
import org.auriflow.nn.Pass;

/**
 * The multiscale architecture (1605.08803, section 3.6): after each level some of its features, customarily half, leave to
 * the result, and the next level goes on with the others.
 *
 * <pre>{@code
 * (z₁, h₁) = level₀(x)    (z₂, h₂) = level₁(h₁)    …    y = (z₁, z₂, …, level of the rest)
 * }</pre>
 *
 * <p>Those that leave come first: a level of width w acts on the last w features of the row. For channels-first images, half the width is
 * half the channels. The parameters of level k are named {@code k.…}; all levels see the same context.
 */
public final class Multiscale implements Transform {
    private final List<Transform> levels;
    private final int contextWidth;
    private final Children children = new Children();

    private Multiscale(List<Transform> levels) {
        this.levels = levels;
        for (int k = 0; k < levels.size(); k++) {
            if (k > 0 && levels.get(k).width() >= levels.get(k - 1).width()) {
                throw new IllegalArgumentException("multiscale: requires levels that get narrower, got widths "
                        + levels.stream().map(Transform::width).toList() + "; halve each");
            }
            children.add(Integer.toString(k), levels.get(k));
        }
        this.contextWidth = Rows.commonContext(
                "multiscale", levels.stream().mapToInt(Transform::contextWidth).toArray());
    }

    /**
     * Levels in the order in which {@code forward} applies them.
     *
     * @throws IllegalArgumentException if there is none, one is not narrower than the one before, or their contexts differ
     */
    public static Multiscale of(List<Transform> levels) {
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("multiscale: requires a level, got none; add one");
        }
        return new Multiscale(List.copyOf(levels));
    }

    /** Rebuilds it from its {@link #config()}. */
    public static Multiscale fromConfig(Engine engine, Config c, Models models) {
        return of(c.objects("levels").stream()
                .map(p -> Parts.part(Transform.class, "multiscale", models.build(engine, p)))
                .toList());
    }

    @Override
    public int width() {
        return levels.get(0).width();
    }

    @Override
    public int contextWidth() {
        return contextWidth;
    }

    /** What is done with one level. */
    private interface Step {
        Tensor of(Transform level, Tensor x);
    }

    /** How many features leave after a level: all after the last. */
    private int leaving(int k) {
        return levels.get(k).width()
                - (k + 1 < levels.size() ? levels.get(k + 1).width() : 0);
    }

    private Tensor down(Tensor x, Step step) {
        Rows.lead("multiscale", x, width());
        Tensor[] parts = new Tensor[levels.size()];
        Tensor h = x;
        for (int k = 0; k < parts.length; k++) {
            h = step.of(levels.get(k), h);
            parts[k] = h.slice(-1, 0, leaving(k));
            h = h.slice(-1, leaving(k), levels.get(k).width());
        }
        return Tensor.concatenate(-1, parts);
    }

    private Tensor up(Tensor y, Step step) {
        Rows.lead("multiscale", y, width());
        int last = levels.size() - 1;
        int begin = width() - leaving(last);
        Tensor h = step.of(levels.get(last), y.slice(-1, begin, width()));
        for (int k = last - 1; k >= 0; k--) {
            int end = begin;
            begin -= leaving(k);
            h = step.of(levels.get(k), Tensor.concatenate(-1, y.slice(-1, begin, end), h));
        }
        return h;
    }

    @Override
    public Transformed forward(Tensor x, Tensor context, Pass pass) {
        List<Tensor> logs = new ArrayList<>();
        return total(down(x, (level, h) -> keep(level.forward(h, context, pass), logs)), logs);
    }

    @Override
    public Transformed inverse(Tensor y, Tensor context, Pass pass) {
        List<Tensor> logs = new ArrayList<>();
        return total(up(y, (level, h) -> keep(level.inverse(h, context, pass), logs)), logs);
    }

    private static Tensor keep(Transformed t, List<Tensor> logs) {
        logs.add(t.logAbsDet());
        return t.value();
    }

    private static Transformed total(Tensor value, List<Tensor> logs) {
        Transformed t = new Transformed(value, logs.get(0));
        for (Tensor log : logs.subList(1, logs.size())) {
            t = t.after(log);
        }
        return t;
    }

    @Override
    public Tensor forwardValue(Tensor x, Tensor context, Pass pass) {
        return down(x, (level, h) -> level.forwardValue(h, context, pass));
    }

    @Override
    public Tensor inverseValue(Tensor y, Tensor context, Pass pass) {
        return up(y, (level, h) -> level.inverseValue(h, context, pass));
    }

    @Override
    public Tensor initialise(Tensor x, Tensor context) {
        return down(x, (level, h) -> level.initialise(h, context));
    }

    @Override
    public Tensor initialiseInverse(Tensor y, Tensor context) {
        return up(y, (level, h) -> level.initialiseInverse(h, context));
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
        c.put("type", "multiscale");
        c.put("levels", levels.stream().map(Transform::config).toList());
        return c;
    }
}
