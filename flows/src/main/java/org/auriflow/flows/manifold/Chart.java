package org.auriflow.flows.manifold;

/** Coordinates of a manifold that is known: an embedding of a box around 0, without parameters. */
public interface Chart extends Embedding {
    /** Half of the width of the box along each of n axes: coordinate k is in [−wₖ, wₖ]. */
    double[] halfWidths();

    /** Which coordinates are angles, whose two ends are one point. */
    boolean[] periodic();
}
