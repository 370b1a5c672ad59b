package org.auriflow.bench.mflow;

/** The models that 2003.13913 compares, by their names on the command line. */
public enum Algorithm {
    /** Flow in the whole space. */
    AF,
    /** Flow on the true manifold, through a chart that is known. */
    FOM,
    /** Pseudo-invertible encoder. */
    PIE,
    /** M-flow. */
    MF,
    /** Mₑ-flow. */
    MFE,
    /** Probabilistic autoencoder. */
    PAE
}
