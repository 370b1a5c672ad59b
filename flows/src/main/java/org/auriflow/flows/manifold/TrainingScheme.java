package org.auriflow.flows.manifold;

/** How a manifold and the density on it are learned (2003.13913, sections 2.D and 3.A). */
public enum TrainingScheme {
    /** Maximum likelihood of all parameters: of flows in the whole space, of PIE, and of densities on a known manifold. */
    LIKELIHOOD,
    /**
     * Simultaneous: a third of the epochs the reconstruction error alone, a third that and the likelihood with the volume of the
     * manifold, a third the density alone.
     */
    SIMULTANEOUS,
    /** M/D sequential: half of the epochs the manifold, by its reconstruction error; then the density of the latent variables. */
    SEQUENTIAL,
    /** M/D alternating: the manifold and the density in turns, an epoch each. */
    ALTERNATING,
    /** The Sinkhorn divergence between samples and data, of all parameters. */
    TRANSPORT,
    /** The Sinkhorn divergence, in turns with the likelihood of the latent variables. */
    TRANSPORT_ALTERNATING
}
