/** Bayesian statements: chains and grids that follow a posterior. */
package org.auriflow.inference.posterior;
