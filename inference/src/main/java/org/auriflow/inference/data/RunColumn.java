package org.auriflow.inference.data;

/** What can be known about a simulated run, in the order of a file. P is the number of parameters, D of observables. */
public enum RunColumn {
    /** The number of the run, which with the seed makes its random numbers; width 1. */
    RUN("run"),
    /** Where the run was sampled, width P; either this or θ0, θ1 and y. */
    THETA("theta"),
    /** Numerator parameters θ0, width P. */
    THETA0("theta0"),
    /** Denominator parameters θ1, width P. */
    THETA1("theta1"),
    /** 0 where the run was sampled at θ0 and 1 where at θ1; width 1. */
    Y("y"),
    /** Observables, width D. */
    X("x"),
    /** Joint log ratio log r_xz(θ0, θ1) in nats, width 1; ±∞ for a run impossible at one of them. */
    LOG_R_XZ("log_r_xz"),
    /** Joint score at θ, width P. */
    T_XZ("t_xz"),
    /** Joint score at θ0, width P; NaN for a run impossible there. */
    T_XZ0("t_xz0"),
    /** Joint score at θ1, width P; NaN for a run impossible there. */
    T_XZ1("t_xz1"),
    /** Weight of the run, width 1. */
    WEIGHTS("weights");

    private final String label;

    RunColumn(String label) {
        this.label = label;
    }

    /** The name in files, such as {@code log_r_xz}. */
    public String label() {
        return label;
    }

    /** Whether it is mined gold, which may be infinite or NaN where a run is impossible. */
    public boolean isGold() {
        return compareTo(LOG_R_XZ) >= 0 && compareTo(T_XZ1) <= 0;
    }

    boolean hasParameters() {
        return switch (this) {
            case THETA, THETA0, THETA1, T_XZ, T_XZ0, T_XZ1 -> true;
            default -> false;
        };
    }

    /** Name of the parameter or observable that a column without one belongs to; empty if none has. */
    String impliedName() {
        return this == X ? "x" : hasParameters() ? "theta" : "";
    }
}
