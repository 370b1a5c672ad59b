package org.auriflow.inference.simulator;

import java.util.List;

/** The catalogue of simulators that ship with the library; the laws of mined gold are tested on each of them. */
public final class Simulators {
    /** All of them, unmodifiable. */
    public static final List<Simulator> ALL = List.of(
            new GaltonBoard(),
            new GaussianMixture(),
            new RandomWalk(),
            new ChutesAndLadders(),
            new PolynomialSurfaceSimulator(),
            new LotkaVolterra(),
            Epidemiology.full(),
            Epidemiology.twoParameters());

    private Simulators() {}

    /**
     * The simulator of a name.
     *
     * @param name as {@link Simulator#name} gives it
     * @return the simulator
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Simulator named(String name) {
        return ALL.stream()
                .filter(simulator -> simulator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("simulator: must be one of "
                        + ALL.stream().map(Simulator::name).toList() + ", got " + name));
    }
}
