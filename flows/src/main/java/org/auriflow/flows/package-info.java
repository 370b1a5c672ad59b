/**
 * Transforms with a tractable log-determinant, normalizing flows built from them, and flows on manifolds.
 *
 * <p>Layers and optimisers belong in {@code org.auriflow.nn}; what a density is used for in {@code
 * org.auriflow.inference}.
 */
package org.auriflow.flows;
