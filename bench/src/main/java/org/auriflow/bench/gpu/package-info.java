/** What runs on machines with a graphics card: checks against the processor, timings, and the bundle that carries both there. */
package org.auriflow.bench.gpu;
