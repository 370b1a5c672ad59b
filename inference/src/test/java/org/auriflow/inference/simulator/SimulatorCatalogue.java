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

    /** How many runs a law may use of 20,000: some simulators take milliseconds. */
    static int runs(Simulator simulator, int most) {
        return switch (simulator.name()) {
            case "lotka-volterra", "epidemiology", "epidemiology-2d" -> Math.max(2, most / 1000);
            case "random-walk", "chutes-and-ladders" -> Math.max(2, most / 16);
            default -> most;
        };
    }

    /**
     * How far apart the two points of a law may be, as a share of the distance of two draws from the prior: the mean of a
     * ratio says nothing where its variance is huge.
     */
    static double closeness(Simulator simulator) {
        return switch (simulator.name()) {
            case "lotka-volterra", "epidemiology" -> 0.02;
            case "epidemiology-2d", "random-walk", "chutes-and-ladders" -> 0.05;
            case "gaussian-mixture", "polynomial-surface" -> 0.2;
            default -> 1;
        };
    }
}
