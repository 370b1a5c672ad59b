/** The experiments of manifold flows (2003.13913, section 4): what is trained, measured and reported. */
package org.auriflow.bench.mflow;
