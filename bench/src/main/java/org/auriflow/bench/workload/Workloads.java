package org.auriflow.bench.workload;

import java.util.List;
import java.util.stream.Collectors;

/** The catalogue of workloads. */
public final class Workloads {
    /** All of them; a new one is a class and a line here. */
    public static final List<Workload> ALL = List.of(
            new Gemm(128),
            new Gemm(256),
            new Gemm(512),
            new Gemm(1024),
            new Gemm(2048),
            new CarlStep(128, 50, 2.3),
            new CarlStep(128, 100, 2.3),
            new CarlStep(128, 256, 1.7),
            new CarlStep(1024, 100, 1.9),
            new CarlStep(1024, 256, 1.1),
            new AlicesStep(128, 100, 2.3),
            new AlicesStep(1024, 100, 1.8),
            new NsfStep(128, 2, 2.5),
            new NsfStep(128, 10, 3),
            new NsfStep(1024, 10, 3),
            new NsfSample(10_000, 10, 10),
            new MflowExact(100, 3),
            new MflowExact(1000, 3),
            new MflowStep(MflowStep.Phase.MANIFOLD, 8),
            new MflowStep(MflowStep.Phase.DENSITY, 8),
            new MflowStep(MflowStep.Phase.AMBIENT, 8));

    /** Steps on batches that only fill a card. */
    public static final List<Workload> LARGE = List.of(
            new CarlStep(16_384, 100, 1.5),
            new AlicesStep(16_384, 100, 1.5),
            new NsfStep(16_384, 10, 1.5),
            new MflowExact(16_384, 1.5));

    private Workloads() {}

    /**
     * The workloads whose names begin with a prefix, or the one whose name it is.
     *
     * @param only empty for all
     * @throws IllegalArgumentException if there is none
     */
    public static List<Workload> only(String only) {
        List<Workload> named = ALL.stream().filter(w -> w.name().equals(only)).toList();
        List<Workload> begun = named.isEmpty()
                ? ALL.stream().filter(w -> w.name().startsWith(only)).toList()
                : named;
        if (begun.isEmpty()) {
            String names = ALL.stream().map(Workload::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "only: the beginning of a workload's name is needed, got '" + only + "'; there are " + names);
        }
        return begun;
    }

    /**
     * The workload of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Workload named(String name) {
        List<Workload> found = only(name);
        if (!found.get(0).name().equals(name)) {
            String names = found.stream().map(Workload::name).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("workload: one name is needed, got '" + name + "'; there are " + names);
        }
        return found.get(0);
    }
}
