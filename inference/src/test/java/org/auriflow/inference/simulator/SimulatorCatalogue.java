package org.auriflow.inference.simulator;

import java.util.List;
import java.util.stream.Stream;

/** The simulators that the laws of mined gold are tested on: all that ship, and three with known likelihoods. */
public final class SimulatorCatalogue {
    private SimulatorCatalogue() {}

    public static List<Simulator> all() {
        return Stream.concat(
                        Simulators.ALL.stream(),
                        Stream.of(new LatentNormal(), new ThinnedCount(), new DecayMixture(), new WideningBox()))
                .toList();
    }
}
