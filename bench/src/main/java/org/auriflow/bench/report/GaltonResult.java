package org.auriflow.bench.report;

import java.util.List;
import java.util.Objects;

/**
 * An inference on the generalized Galton board: everything that its report shows.
 *
 * @param method short name of the method, as on the command line
 * @param methodDescription one or two sentences on the method, for readers who do not know it
 * @param priorLow lower end of the range of theta that was trained on
 * @param priorHigh upper end
 * @param runs simulated runs to learn from
 * @param calibrationRuns further simulated runs for the calibration
 * @param provenance how it was made
 * @param events what was observed
 * @param training losses
 * @param ratio estimated and exact log r(x)
 * @param scan −2 log λ(θ)
 * @param calibration what calibration did
 * @param exact the estimate with the exact likelihood
 * @param raw the estimate with the estimator as trained
 * @param calibrated the estimate after calibration: the result
 * @param notes remarks, a sentence each
 */
public record GaltonResult(
        String method,
        String methodDescription,
        double priorLow,
        double priorHigh,
        int runs,
        int calibrationRuns,
        Provenance provenance,
        ObservedEvents events,
        TrainingHistory training,
        RatioTable ratio,
        LikelihoodScan scan,
        CalibrationCurve calibration,
        Estimate exact,
        Estimate raw,
        Estimate calibrated,
        List<String> notes) {
    /** Copies the notes and refuses missing parts. */
    public GaltonResult {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(methodDescription, "methodDescription");
        Objects.requireNonNull(provenance, "provenance");
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(training, "training");
        Objects.requireNonNull(ratio, "ratio");
        Objects.requireNonNull(scan, "scan");
        Objects.requireNonNull(calibration, "calibration");
        Objects.requireNonNull(exact, "exact");
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(calibrated, "calibrated");
        notes = List.copyOf(notes);
    }
}
