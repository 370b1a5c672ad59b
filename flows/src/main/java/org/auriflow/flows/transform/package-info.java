/**
 * Bijections of R^d with a tractable log-determinant: couplings, autoregressive and linear maps, and how they are put together.
 *
 * <p>Functions of one number that couplings apply belong in {@code org.auriflow.flows.elementwise}.
 */
package org.auriflow.flows.transform;
