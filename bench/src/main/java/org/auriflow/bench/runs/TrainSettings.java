package org.auriflow.bench.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.auriflow.inference.comparison.ComparedMethod;
import org.auriflow.inference.comparison.ComparedMethod.Kind;
import org.auriflow.inference.estimator.Resampling;
import org.auriflow.inference.estimator.TrainingOptions;

/**
 * What decides the numbers of a training, besides its runs.
 *
 * @param method by name any loss of the library
 * @param epochs passes over the runs; 0 for the method's own choice
 * @param hidden widths of layers; empty for the method's own choice
 * @param seed of the first member; others have the next ones
 * @param members of an ensemble; 1 for a single estimator
 * @param resampling what members learn from
 * @param validation share of the runs
 */
public record TrainSettings(
        ComparedMethod method,
        int epochs,
        List<Integer> hidden,
        long seed,
        int members,
        Resampling resampling,
        double validation) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public TrainSettings {
        hidden = List.copyOf(hidden);
        require(epochs >= 0, "epochs", "at least 1", epochs);
        require(members >= 1, "members", "at least 1", members);
        require(validation >= 0 && validation < 1, "validation", "a share from 0 to below 1", validation);
        require(hidden.stream().allMatch(w -> w > 0), "hidden", "positive widths", hidden);
    }

    private static void require(boolean valid, String name, String requirement, Object got) {
        if (!valid) {
            throw new IllegalArgumentException(
                    name + ": requires " + requirement + ", got " + got + "; change --" + name);
        }
    }

    /** Network and schedule for so many runs. */
    TrainingOptions options(int runs) {
        TrainingOptions o =
                method.kind() == Kind.DENSITY ? TrainingOptions.forDensities(runs) : TrainingOptions.forRuns(runs);
        o = hidden.isEmpty() ? o : o.withHidden(hidden.toArray(Integer[]::new));
        o = epochs == 0 ? o : o.withEpochs(epochs);
        return o.withValidation(validation).withSeed(seed);
    }

    /** As they are kept in a file. */
    Map<String, Object> describe(int runs) {
        TrainingOptions o = options(runs);
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("method", method.name());
        m.put("epochs", o.epochs());
        m.put("hidden", o.hidden());
        m.put("validation", o.validation());
        m.put("members", members);
        m.put("resampling", resampling.name().toLowerCase(java.util.Locale.ROOT));
        m.put("seed", seed);
        return m;
    }
}
