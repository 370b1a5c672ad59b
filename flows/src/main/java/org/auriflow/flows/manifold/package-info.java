/**
 * Densities on manifolds that are known or learned (2003.13913): embeddings, densities on them, and their trainings.
 *
 * <p>Begin with {@link org.auriflow.flows.manifold.ManifoldFlow}.
 */
package org.auriflow.flows.manifold;
