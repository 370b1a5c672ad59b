/** Densities of tables learned by flows: what is reported. The entry class is {@link org.auriflow.bench.density.DensityReport}. */
package org.auriflow.bench.density;
