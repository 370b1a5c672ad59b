package org.auriflow.bench.galton;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.auriflow.inference.loss.Losses;
import org.auriflow.inference.loss.RatioLoss;
import org.auriflow.inference.loss.ScoreLoss;

/**
 * A way to learn from mined runs: one ratio loss or one score loss.
 *
 * @param name as on the command line
 * @param ratio the loss of a ratio method
 * @param score the loss of a score method
 */
public record Method(String name, Optional<RatioLoss> ratio, Optional<ScoreLoss> score) {
    /** All methods, ratio methods first. */
    public static final List<Method> ALL = all();

    private static List<Method> all() {
        List<Method> methods = new ArrayList<>();
        Losses.RATIO.forEach(l -> methods.add(new Method(l.name(), Optional.of(l), Optional.empty())));
        Losses.SCORE.forEach(l -> methods.add(new Method(l.name(), Optional.empty(), Optional.of(l))));
        return List.copyOf(methods);
    }

    /**
     * The method of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Method of(String name) {
        return ALL.stream().filter(m -> m.name.equals(name)).findFirst().orElseThrow(() -> {
            List<String> names = ALL.stream().map(Method::name).toList();
            return new IllegalArgumentException(
                    "method: requires one of " + names + ", got '" + name + "'; check the spelling");
        });
    }
}
