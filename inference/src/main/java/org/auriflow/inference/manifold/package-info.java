/**
 * Data on known manifolds with known densities, and what learned ones are judged by (2003.13913, section 4).
 *
 * <p>Begin with {@link org.auriflow.inference.manifold.ManifoldProblem}. Flows themselves belong in {@code
 * org.auriflow.flows.manifold}.
 */
package org.auriflow.inference.manifold;
