/**
 * Bayesian statements: chains, grids and weighted draws that follow a posterior. Begin with
 * {@link org.auriflow.inference.posterior.Posterior}; priors and estimators come from their own packages.
 */
package org.auriflow.inference.posterior;
