package org.auriflow.bench.mflow;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.auriflow.bench.report.Decimals;

/** The numbers of {@link Metrics} with their names. */
enum Metric {
    DISTANCE(
            "distance",
            "Distance",
            "Mean distance of samples from the true manifold, in the units of the data; of images, root mean squares over "
                    + "pixels.",
            Metrics::distance),
    RECONSTRUCTION(
            "reconstruction",
            "Reconstruction error",
            "Mean distance of held-out points from their projections to the learned manifold, in the same units.",
            Metrics::reconstruction),
    MMD(
            "mmd",
            "MMD²",
            "Squared maximum mean discrepancy between posteriors of θ from the model and from the true likelihood.",
            Metrics::mmd),
    AUC(
            "auc",
            "AUC",
            "Area under the curve by which outliers are told from held-out points: 1 if all are, 0.5 by chance.",
            Metrics::auc),
    LOG_LIKELIHOOD(
            "log_likelihood",
            "ln p [nats]",
            "Mean log density of held-out points, per volume of the manifold, or of the whole space for flows there.",
            Metrics::logLikelihood),
    LOG_LIKELIHOOD_ERROR(
            "log_likelihood_error",
            "Error of ln p",
            "Standard error of the mean of ln p.",
            Metrics::logLikelihoodError),
    DENSITY_ERROR(
            "density_error", "Density error", "Median of |p/p_true − 1| over held-out points.", Metrics::densityError),
    PUBLISHED_DENSITY_ERROR(
            "published_density_error",
            "– as published",
            "The density error against the density of the reference code, whose volume factors differ.",
            Metrics::publishedDensityError),
    SECONDS("seconds", "Seconds", "Time of training.", Metrics::seconds),
    EPOCHS("epochs", "Epochs", "Of all phases of training.", Metrics::epochs);

    private final String key;
    private final String title;
    private final String meaning;
    private final ToDoubleFunction<Metrics> value;

    Metric(String key, String title, String meaning, ToDoubleFunction<Metrics> value) {
        this.key = key;
        this.title = title;
        this.meaning = meaning;
        this.value = value;
    }

    /** Its name in JSON. */
    String key() {
        return key;
    }

    /** Its name for readers. */
    String title() {
        return title;
    }

    /** What it is, in a sentence. */
    String meaning() {
        return meaning;
    }

    double of(Metrics metrics) {
        return value.applyAsDouble(metrics);
    }

    /** The median of the finite values of several trainings; NaN if there are none. */
    double median(List<Metrics> runs) {
        double[] sorted = runs.stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A value in words; – for none. */
    String text(double number) {
        return switch (this) {
            case EPOCHS -> Decimals.fixed(number, 0);
            case SECONDS -> Decimals.fixed(number, number < 100 ? 1 : 0);
            case AUC, LOG_LIKELIHOOD, LOG_LIKELIHOOD_ERROR -> Decimals.fixed(number, 3);
            default -> Decimals.significant(number, 3);
        };
    }
}
