/**
 * The measurement on the generalized Galton board, from simulated runs to confidence intervals, and its benchmark over
 * methods and seeds.
 *
 * <p>Begin with {@link org.auriflow.bench.galton.GaltonModel}. What is printed or drawn is elsewhere.
 */
package org.auriflow.bench.galton;
