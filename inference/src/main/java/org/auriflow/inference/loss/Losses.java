package org.auriflow.inference.loss;

import java.util.List;

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

    private Losses() {}

    /**
     * The ratio loss of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static RatioLoss ratio(String name) {
        return RATIO.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow(() -> {
            List<String> names = RATIO.stream().map(RatioLoss::name).toList();
            return new IllegalArgumentException(
                    "loss: requires one of " + names + ", got '" + name + "'; check the spelling");
        });
    }
}
