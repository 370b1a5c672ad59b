package org.auriflow.bench.mflow;

import org.auriflow.nn.Config;

/**
 * What is trained.
 *
 * @param context whether the model is conditional on the parameters of the data, where they have some
 * @param epochs of all phases, 0 for those of the data set
 * @param runs draws to learn from, 0 for those of the data set
 * @param seed of all random numbers
 */
public record MflowSettings(
        Dataset dataset, Algorithm algorithm, Training training, boolean context, int epochs, int runs, long seed) {
    /** Checks that they go together. */
    public MflowSettings {
        boolean likelihood = algorithm == Algorithm.AF || algorithm == Algorithm.PIE || algorithm == Algorithm.FOM;
        if (likelihood != (training == Training.LIKELIHOOD)) {
            throw new IllegalArgumentException("mflow: " + Config.label(algorithm)
                    + (likelihood ? " is trained by likelihood" : " needs a training of a manifold")
                    + ", got --training "
                    + training.label() + "; "
                    + (likelihood
                            ? "leave --training out"
                            : "use s, md-sequential, md-alternating, ot or ot-alternating"));
        }
        if (algorithm == Algorithm.FOM && dataset.chart() == null) {
            throw new IllegalArgumentException("mflow: fom requires a data set with a chart, got "
                    + Config.label(dataset) + "; use circle, sphere or torus");
        }
        if (algorithm == Algorithm.AF && context && dataset.recipe().images() != null) {
            throw new IllegalArgumentException("mflow: flows in the space of images take no context here, got "
                    + Config.label(dataset) + ", af and --context; leave --context out");
        }
        if (epochs < 0 || runs < 0 || (runs > 0 && runs < 100)) {
            throw new IllegalArgumentException("mflow: requires positive epochs and at least 100 runs, got " + epochs
                    + " and " + runs + "; leave them out for the data set's own");
        }
        epochs = epochs == 0 ? dataset.recipe().epochs() : epochs;
        runs = runs == 0 ? dataset.recipe().runs() : runs;
    }

    /** The same with another seed. */
    public MflowSettings withSeed(long other) {
        return new MflowSettings(dataset, algorithm, training, context, epochs, runs, other);
    }
}
