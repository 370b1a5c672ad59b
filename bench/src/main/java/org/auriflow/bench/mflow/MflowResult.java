package org.auriflow.bench.mflow;

import java.util.List;
import java.util.Map;
import org.auriflow.bench.report.Provenance;

/**
 * What a report of a manifold experiment shows.
 *
 * @param dataset as on the command line
 * @param algorithm as on the command line
 * @param training as on the command line
 * @param latentWidth n
 * @param width d
 * @param runs one for each seed
 * @param data held-out points, at θ = 0 where there are parameters
 * @param samples of the first run's model
 * @param surface points of the learned manifold over a grid of latent variables, coloured by ln p; empty where there is none
 * @param projections held-out points moved off the manifold, and where they are projected to: the first half are points, the second
 *     their projections in the same order
 * @param histories loss per epoch for each phase of the first run, in the order of training
 * @param errorsInside reconstruction errors (or −ln p for flows in the whole space) of held-out points
 * @param errorsOutside the same of outliers
 * @param scoreName what these numbers are
 * @param imageShape channels, height and width where points are images, else empty
 * @param notes remarks for the reader
 * @param provenance how it was made
 */
public record MflowResult(
        String dataset,
        String algorithm,
        String training,
        int latentWidth,
        int width,
        List<Metrics> runs,
        Cloud data,
        Cloud samples,
        Cloud surface,
        Cloud projections,
        Map<String, List<Double>> histories,
        double[] errorsInside,
        double[] errorsOutside,
        String scoreName,
        int[] imageShape,
        List<String> notes,
        Provenance provenance) {}
