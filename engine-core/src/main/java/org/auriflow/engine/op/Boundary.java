package org.auriflow.engine.op;

/** How a spline on [−B, B] meets the identity outside. */
public enum Boundary {
    /** With derivative 1 on both sides of ±B: linear tails. */
    LINEAR,
    /** With free derivatives at −B and B, so that densities jump there; for data that lie within the box. */
    BOX,
    /** With one free derivative at both ends, so that [−B, B] may be closed to a circle. */
    CIRCLE
}
