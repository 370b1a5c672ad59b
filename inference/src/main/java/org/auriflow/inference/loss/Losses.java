package org.auriflow.inference.loss;

import java.util.List;
import java.util.function.Function;

/** The catalogue of losses; laws test every entry. */
public final class Losses {
    /** All ratio losses, with score weight α = 1 where there is one. */
    public static final List<RatioLoss> RATIO = List.of(
            new Carl(),
            new Rolr(),
            new Alice(),
            new WithScore("cascal", new Carl(), 1),
            new WithScore("rascal", new Rolr(), 1),
            new WithScore("alices", new Alice(), 1));

    /** All score losses. */
    public static final List<ScoreLoss> SCORE = List.of(new Sally());

    /** All density losses, with weights of 5 of the score and of the ratio. */
    public static final List<DensityLoss> DENSITY =
            List.of(new Nde(), new Scandal(5), new Rascandal(5, 5), new CvScandal(5));

    private Losses() {}

    /**
     * The ratio loss of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RatioLoss ratio(String name) {
        return named(RATIO, RatioLoss::name, name);
    }

    /**
     * The density loss of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DensityLoss density(String name) {
        return named(DENSITY, DensityLoss::name, name);
    }

    private static <L> L named(List<L> all, Function<L, String> nameOf, String name) {
        return all.stream()
                .filter(l -> nameOf.apply(l).equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = all.stream().map(nameOf).toList();
                    return new IllegalArgumentException(
                            "loss: requires one of " + names + ", got '" + name + "'; check the spelling");
                });
    }
}
